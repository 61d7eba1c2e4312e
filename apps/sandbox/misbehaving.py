"""How the sandbox misbehaves on request, by a word in a host's or an account's name.

`slow.example`, `@limited@social.example`, `gone.example` on Bluesky, `broken.json`: the words
that only concern the transport are answered here; those that need the shape of an account
(hidden, moved, suspended, unsigned) are read by the API that plays it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PLACES = {
    "counter.example": "limited.example",
    "library.example": "signin.example",
    "guild.example": "kept.example",
    "oldtown.example": "gone.example",
    "harbour.example": "busy.example",
}
"""Hosts of the demo person's that misbehave, and what each plays."""
SHAPED = ("hidden", "moved", "suspended", "unsigned")
LIMIT_LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class Reply:
    """One answer of the sandbox, as it goes over the wire. `slow` asks to be kept waiting."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    slow: bool = False


def json_reply(
    data: object,
    status: int = 200,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json; charset=utf-8",
) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(data).encode(), headers or {}, content_type)


def html_reply(title: str, status: int = 200) -> Reply:
    """A page where JSON was asked for, as front ends and captive portals send it."""
    page = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1></html>"
    return Reply(status, page.encode(), content_type="text/html; charset=utf-8")


SAID = {
    "slow": Reply(200, b"{}", slow=True),
    "broken": html_reply("We're sorry, but something went wrong (500)", 500),
    "html": html_reply("Welcome"),
    "gone": json_reply({"error": "Gone"}, 410),
    "busy": json_reply({"error": "Come back tomorrow"}, 429, {"Retry-After": "64800"}),
    "kept": json_reply({"readers": {"total": None}}),
    "signin": json_reply({"error": "This API requires an authenticated user"}, 401),
    "missing": json_reply({"error": "Record not found"}, 404),
}
WORDS = frozenset((*SAID, "limited", *SHAPED))


def misbehave(word: str, now: datetime) -> Reply | None:
    """The answer that goes with a word; None when the word asks for nothing, or for a shape."""
    if word == "limited":
        ends = (now + LIMIT_LASTS).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": ends}
        return json_reply({"error": "Throttled"}, 429, headers)
    return SAID.get(word)
