"""Blogs and what else has a feed: RSS, Atom, or JSON Feed (jsonfeed.org, version 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import Answer, conditions, error_for, validators_of
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    PostReading,
    Provider,
    Rate,
    Reading,
)
from apps.providers.feed_document import Entry, Feed, read_feed
from apps.providers.http import Door
from apps.providers.text import ID_LIMIT, is_dated_within
from apps.providers.urls import parse_address, public_link

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
# The slowest reading of this much that was found takes a quarter of a second.
BODY_LIMIT = 1_000_000
# No software is known to cut a feed shorter than this, so fewer posts are all there are.
SHORTEST_CUT = 10
# Feeds publish no limit; the custom is once an hour, and collecting takes a twentieth a turn.
ONCE_AN_HOUR = Rate(20, 3600)


class Feeds(Provider):
    """A feed by its address: how many posts it published in the week, and which."""

    key = "feeds"
    label = _("Posts in a feed")
    summary = _("Counts what a blog, a podcast or anything else with a feed published in a week.")
    metrics = (MetricSpec("posts", "per_post", _("Posts"), _("posts")),)
    fields = (
        Field(
            "handle",
            _("The feed’s address"),
            _("Of the RSS, Atom or JSON feed itself, like https://blog.example/feed.xml."),
            kind="url",
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """Once an hour, after collecting has taken its part."""
        return ONCE_AN_HOUR

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a feed's address. Raises InvalidAccount."""
        typed = fields.get("handle", "").strip()
        scheme, colon, rest = typed.partition(":")
        if scheme.lower() == "feed":
            typed = rest if rest.startswith("http") else f"https{colon}{rest}"
        address = public_link(typed)
        if not address or len(address) > ID_LIMIT:
            raise InvalidAccount(
                "handle",
                _("Write the feed’s whole public address, like https://blog.example/feed.xml."),
            )
        return Account(address, parse_address(address).host, address)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Fetch the feed, if it changed in this week. Raises ProviderError."""
        headers = {"accept": ACCEPT, **_conditions(account, since)}
        answer = await door.get_bytes(account.account_id, headers=headers, limit=BODY_LIMIT)
        if answer.status == 304 and len(headers) > 1:
            return _reading(account, account.validators, is_unchanged=True)
        if not answer.ok:
            raise error_for(answer, now)
        feed = read_feed(answer)
        posts = _posts(feed, since, now)
        is_whole = feed.is_whole and _reaches_back(feed, since)
        return _reading(
            account,
            _validators(answer, since),
            name=feed.title or account.host,
            posts=posts,
            hidden=frozenset() if is_whole else frozenset(("posts",)),
        )


def _reaches_back(feed: Feed, since: datetime) -> bool:
    """Whether no post since then can have dropped out of the feed again."""
    is_short = len(feed.entries) < SHORTEST_CUT
    return is_short or any(entry.posted_at < since for entry in feed.entries)


def _conditions(account: Account, since: datetime) -> dict[str, str]:
    """A feed that did not change has the same posts, but a new week asks for others of them."""
    known = account.validators
    return conditions(known) if known.get("since") == since.isoformat() else {}


def _validators(answer: Answer, since: datetime) -> dict[str, str]:
    found = validators_of(answer)
    return found | {"since": since.isoformat()} if found else {}


def _reading(
    account: Account,
    validators: Mapping[str, str],
    *,
    name: str = "",
    posts: tuple[PostReading, ...] = (),
    hidden: frozenset[str] = frozenset(),
    is_unchanged: bool = False,
) -> Reading:
    return Reading(
        account_id=account.account_id,
        handle=account.handle,
        name=name,
        address=account.account_id,
        values={},
        posts=posts,
        hidden=hidden,
        is_unchanged=is_unchanged,
        validators=validators,
    )


def _posts(feed: Feed, since: datetime, now: datetime) -> tuple[PostReading, ...]:
    found: dict[str, Entry] = {}
    for entry in feed.entries:
        if is_dated_within(entry.posted_at, since, now):
            found.setdefault(entry.identity, entry)
    return tuple(
        PostReading(one.identity, one.address, one.posted_at, one.text, {"posts": 1.0})
        for one in found.values()
    )
