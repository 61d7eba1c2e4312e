"""Hacker News through its public API. Source: github.com/HackerNews/API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import expect
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    PostReading,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.http import Door
from apps.providers.text import counts_of, is_dated_within, number_of, plain_text, text_of_html

PUBLIC_HOST = "hacker-news.firebaseio.com"
# Chosen by a profile's address there. No name under .example leads anywhere outside a sandbox.
SANDBOX_HOST = "news.example"
PUBLIC_SITE = "news.ycombinator.com"
NAME = r"[A-Za-z0-9_-]{2,20}"
HANDLE = re.compile(rf"@?(?P<name>{NAME})")
PROFILE = re.compile(
    rf"(?:https?://)?(?P<site>{re.escape(PUBLIC_SITE)}|{re.escape(SANDBOX_HOST)})"
    rf"/user\?id=(?P<name>{NAME})(?:[&#].*)?"
)
PROFILE_LIMIT = 5000
ITEMS = 20  # a request each, a second apart
POST_COUNTS = {"points": "score", "comments": "descendants"}
SEEN = ("story", "poll", "comment")
UNSEEN = frozenset((*POST_COUNTS, "comments_written"))


class HackerNews(Provider):
    """A public account by its name, which tells `Wren` from `wren`."""

    key = "hacker_news"
    label = _("Hacker News")
    summary = _("Reads your karma, your week’s submissions, and how many comments you wrote.")
    proofs = ("link", "code")
    metrics = (
        MetricSpec("karma", "total", _("Karma"), _("karma")),
        MetricSpec("points", "per_post", _("Points"), _("points")),
        MetricSpec("comments", "per_post", _("Comments"), _("comments")),
        MetricSpec(
            "comments_written",
            "per_post",
            _("Comments you wrote"),
            _("comments you wrote"),
            is_given=True,
        ),
    )
    fields = (
        Field(
            "handle",
            _("Your name there"),
            _("In the same capitals and small letters, or the address of your profile."),
        ),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a name or a profile's address. Raises InvalidAccount."""
        typed = fields.get("handle", "").strip()
        found = HANDLE.fullmatch(typed) or PROFILE.fullmatch(typed)
        if found is None:
            raise InvalidAccount(
                "handle", _("A name there has 2 to 20 letters, digits, dashes or underscores.")
            )
        name = found["name"]
        if found.groupdict().get("site") == SANDBOX_HOST:
            return Account(f"{SANDBOX_HOST}/user?id={name}", SANDBOX_HOST, name)
        return Account(name, PUBLIC_HOST, name)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the account, then for the newest things it said. Raises ProviderError."""
        name = account.account_id
        user = expect(await door.get_json(f"https://{account.host}/v0/user/{name}.json"), now)
        if user is None:
            raise ProviderError(Outcome.NOT_FOUND, "null")
        if user["id"] != name:
            raise ValueError("another account than the one asked for")
        posts, unseen = await _posts(door, account, user.get("submitted") or [], since, now)
        return Reading(
            account_id=name,
            handle=account.handle,
            name=name,
            address=f"https://{_site(account.host)}/user?id={name}",
            values={"karma": number_of(user["karma"])},
            posts=posts,
            hidden=unseen,
            profile_text=_about(user.get("about")),
        )


def _site(host: str) -> str:
    return PUBLIC_SITE if host == PUBLIC_HOST else host


def _about(text: object) -> str:
    """The words of a profile with its links, which the API sends as HTML."""
    return (
        plain_text(unescape(text[:PROFILE_LIMIT]), PROFILE_LIMIT) if isinstance(text, str) else ""
    )


async def _posts(
    door: Door, account: Account, submitted: list[Any], since: datetime, now: datetime
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """What was said since then, newest first, and the per-post metrics that are incomplete."""
    posts: list[PostReading] = []
    numbers = sorted({one for one in submitted if type(one) is int}, reverse=True)
    for number in numbers[:ITEMS]:
        item = await _item(door, account.host, number, now)
        if item is None:
            return tuple(posts), UNSEEN
        if "time" in item and _moment(item) < since:
            return tuple(posts), _hidden(posts)
        if _is_own(item, account.account_id) and is_dated_within(_moment(item), since, now):
            posts.append(_post(item, _site(account.host)))
    return tuple(posts), UNSEEN if len(numbers) > ITEMS else _hidden(posts)


def _hidden(posts: list[PostReading]) -> frozenset[str]:
    return frozenset(key for post in posts for key in UNSEEN - post.counts.keys())


async def _item(door: Door, host: str, number: int, now: datetime) -> dict[str, Any] | None:
    """One thing said; None when it did not come. Raises ProviderError for a limit."""
    try:
        item = expect(await door.get_json(f"https://{host}/v0/item/{number}.json"), now)
    except ProviderError as error:
        if error.outcome is Outcome.TRANSIENT:
            return None
        raise
    return item if isinstance(item, dict) else {}


def _is_own(item: Mapping[str, Any], name: str) -> bool:
    """Whether somebody can see it; what was deleted or killed counts for nothing."""
    is_seen = not item.get("deleted") and not item.get("dead")
    return is_seen and item.get("by") == name and item.get("type") in SEEN


def _moment(item: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(number_of(item["time"]), UTC)


def _post(item: Mapping[str, Any], site: str) -> PostReading:
    """One submission with its counts, or one comment, which is counted and not shown."""
    number = str(item["id"])
    if item["type"] == "comment":
        counts = {"points": 0.0, "comments": 0.0, "comments_written": 1.0}
        return PostReading(number, "", _moment(item), "", counts)
    counts = {"comments_written": 0.0} | counts_of(item, POST_COUNTS)[0]
    words = text_of_html(item.get("title")) or text_of_html(item.get("text"))
    address = f"https://{site}/item?id={number}"
    return PostReading(number, address, _moment(item), words, counts)
