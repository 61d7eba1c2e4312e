"""One request to an invented host, and whose posts it may see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote

from apps.core.weeks import monday_of
from apps.sandbox.misbehaving import PLACES
from apps.sandbox.people import PEOPLE, Person
from apps.sandbox.values import InventedPost, passed_on, posts, value

STAND_IN = PEOPLE["mika"]  # whose numbers a misbehaving account has
WEEKS_BACK = 120


@dataclass(frozen=True)
class Request:
    """One request: host, path parts and query, and the moment at which it arrived."""

    host: str
    path: tuple[str, ...]
    query: dict[str, list[str]]
    now: datetime
    data: dict[str, Any] = field(default_factory=dict)  # JSON is anything
    headers: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    @classmethod
    def read(
        cls,
        host: str,
        target: str,
        now: datetime,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        """From the Host header, the request line's target, what was posted, and other headers.

        Their names are lower-case.
        """
        path, _, query = target.partition("?")
        parts = tuple(unquote(part) for part in path.split("/") if part)
        name = host.partition(":")[0].lower()
        host = PLACES.get(name, name)
        return cls(host, parts, parse_qs(query), now, _data(body), headers=headers or {})

    def one(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.query.get(name, [default])[0]

    def number(self, name: str, default: int, most: int) -> int:
        """A parameter as a number between 1 and `most`."""
        text = self.one(name)
        return min(max(int(text), 1), most) if text.isdecimal() else default

    def value(self, person: Person, metric: str) -> int:
        """A count as it stands today."""
        return int(value(person.key, metric, self.now.date()))

    def passed_on(self, person: Person, network: str) -> Iterator[datetime]:
        """When the person passed on somebody else's post, newest first."""
        monday = monday_of(self.now.date())
        for back in range(WEEKS_BACK):
            for moment in reversed(passed_on(person.key, monday - timedelta(weeks=back), network)):
                if moment <= self.now:
                    yield moment

    def posts(self, person: Person, network: str) -> Iterator[InventedPost]:
        """What the person has posted so far, newest first."""
        monday = monday_of(self.now.date())
        for back in range(WEEKS_BACK):
            for post in reversed(posts(person.key, monday - timedelta(weeks=back), network)):
                if post.posted_at <= self.now:
                    yield post


def _data(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return dict(parse_qsl(body.decode(errors="replace")))
    return data if isinstance(data, dict) else {}
