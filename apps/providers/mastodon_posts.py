"""A week's own posts and boosts through Mastodon's API, followed by its Link header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from apps.providers.answers import expect
from apps.providers.asking import Asking, unless_late
from apps.providers.base import MetricSpec, PostReading
from apps.providers.given import given_counts, hidden_counts, passed_on, per_post_keys
from apps.providers.text import (
    counts_of,
    id_text,
    is_dated_within,
    moment_of,
    plain_text,
    text_of_html,
)
from apps.providers.urls import RefusedAddress, join_address, parse_address, public_link

PAGES = 5
PAGE_SIZE = 40
NEXT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?')
RECEIVED = {
    "replies": "replies_count",
    "boosts": "reblogs_count",
    "favourites": "favourites_count",
}
PUBLIC = ("public", "unlisted")
Metrics = tuple[MetricSpec, ...]


async def posts_of(
    asking: Asking, account_id: str, since: datetime, metrics: Metrics
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The public posts and boosts since then, newest first, and the keys that are incomplete.

    Of somebody who boosts more than five pages a week, the own posts are read on their own.
    """
    url = (
        f"https://{asking.account.host}/api/v1/accounts/{quote(account_id, safe='')}/statuses"
        f"?limit={PAGE_SIZE}"
    )
    posts, is_whole = await _walk(asking, url, since, metrics)
    if is_whole:
        return tuple(posts), hidden_counts(posts, metrics)
    if not any(post.counts.get("boosts_made") for post in posts) or asking.rest_until:
        return tuple(posts), per_post_keys(metrics)
    posts, is_whole = await _walk(asking, f"{url}&exclude_reblogs=true", since, metrics)
    if is_whole:
        return tuple(posts), hidden_counts(posts, metrics) | {"boosts_made"}
    return tuple(posts), per_post_keys(metrics)


async def _walk(
    asking: Asking, url: str, since: datetime, metrics: Metrics
) -> tuple[list[PostReading], bool]:
    """The posts of five pages at most, and whether they are all that were asked for."""
    posts: list[PostReading] = []
    for _page in range(PAGES):
        answer = await unless_late(asking.get(url))
        if answer is None:
            break
        if answer.status in (401, 403, 404):
            return [], False
        statuses = expect(answer, asking.now)
        read = [_post(one, metrics) for one in statuses if one["visibility"] in PUBLIC]
        posts += [post for post in read if is_dated_within(post.posted_at, since, asking.now)]
        oldest = min((moment_of(one["created_at"]) for one in statuses), default=None)
        onward = NEXT.search(answer.headers.get("link", ""))
        if oldest is None or oldest < since or onward is None:
            return posts, True
        url = _next_page(onward[1], answer.address)
        if not url or asking.rest_until:
            break
    return posts, False


def _post(status: Mapping[str, Any], metrics: Metrics) -> PostReading:
    external_id, posted_at = id_text(status["id"]), moment_of(status["created_at"])
    if status.get("reblog"):
        return passed_on(external_id, posted_at, "boosts_made", metrics)
    warning = plain_text(status.get("spoiler_text"))
    words = text_of_html(status.get("content"))
    given = given_counts(metrics, "replies_written" if _answers_another(status) else "")
    return PostReading(
        external_id=external_id,
        address=public_link(status.get("url")) or public_link(status.get("uri")),
        posted_at=posted_at,
        text=plain_text(f"{warning}\n\n{words}" if warning else words),
        counts=counts_of(status, RECEIVED)[0] | given,
    )


def _answers_another(status: Mapping[str, Any]) -> bool:
    """Whether it is a reply; one under an own post goes on with a thread."""
    if not status.get("in_reply_to_id"):
        return False
    account = status.get("account")
    own = account.get("id") if isinstance(account, dict) else None
    return own is None or status.get("in_reply_to_account_id") != own


def _next_page(link: str, base: str) -> str:
    """The next page as the server names it; empty where it leads elsewhere or to plain HTTP."""
    here = parse_address(base)
    try:
        onward = join_address(here, link)
    except RefusedAddress:
        return ""
    is_safe = onward.host == here.host and onward.scheme in ("https", here.scheme)
    return str(onward) if is_safe else ""
