"""A week's own posts and reposts on Bluesky, and how its API is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from apps.providers.answers import Answer, error_for
from apps.providers.asking import Asking, unless_late
from apps.providers.base import MetricSpec, Outcome, PostReading, ProviderError
from apps.providers.given import given_counts, hidden_counts, passed_on, per_post_keys
from apps.providers.text import counts_of, is_dated_within, moment_of, plain_text

PAGES = 5
PAGE_SIZE = 100
DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{3,200})")
RECORD = re.compile(
    rf"at://(?P<did>{DID.pattern})/app\.bsky\.feed\.(?P<kind>post|repost)"
    r"/(?P<key>[A-Za-z0-9._:~-]{1,64})"
)
REPOST = "app.bsky.feed.defs#reasonRepost"
RECEIVED = {
    "replies": "replyCount",
    "reposts": "repostCount",
    "likes": "likeCount",
    "quotes": "quoteCount",
}
# Every refusal is HTTP 400; the reason is its machine word. Messages are not relied upon.
REASONS = {
    "AccountTakedown": (Outcome.SUSPENDED, False),
    "AccountDeactivated": (Outcome.GONE, False),
    "RateLimitExceeded": (Outcome.RATE_LIMITED, False),
}
Metrics = tuple[MetricSpec, ...]


async def posts_of(
    asking: Asking, did: str, since: datetime, metrics: Metrics
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The person's own posts and reposts since then, and the keys that are incomplete."""
    posts: list[PostReading] = []
    cursor = ""
    for _page in range(PAGES):
        wanted = {"actor": did, "limit": str(PAGE_SIZE), "filter": "posts_with_replies"}
        wanted |= {"includePins": "false"} | ({"cursor": cursor} if cursor else {})
        page = await unless_late(ask(asking, "feed.getAuthorFeed", **wanted))
        if page is None:
            break
        read = [post for item in page["feed"] if (post := _read(item, did, metrics))]
        posts += [post for post in read if is_dated_within(post.posted_at, since, asking.now)]
        oldest = min((post.posted_at for post in read), default=since)
        cursor = plain_text(page.get("cursor"))
        if not page["feed"] or not cursor or oldest < since:
            return tuple(posts), hidden_counts(posts, metrics)
        if asking.rest_until:
            break
    return tuple(posts), per_post_keys(metrics)


def _read(item: Mapping[str, Any], did: str, metrics: Metrics) -> PostReading | None:
    """One item of the feed; None for a pin and for somebody else's post in a thread."""
    reason = item.get("reason")
    if reason:
        return _repost(item, reason, did, metrics) if reason.get("$type") == REPOST else None
    found = RECORD.fullmatch(item["post"]["uri"])
    if found is None or (found["did"], found["kind"]) != (did, "post"):
        return None
    return _post(item["post"], found, metrics)


def _post(post: Mapping[str, Any], found: re.Match[str], metrics: Metrics) -> PostReading:
    """One post. A post may claim an earlier date than the day it was first seen, never a later."""
    record = post["record"]
    given = given_counts(metrics, "replies_written" if _answers_another(record, found) else "")
    return PostReading(
        external_id=found[0],
        address=f"https://bsky.app/profile/{found['did']}/post/{found['key']}",
        posted_at=min(moment_of(record["createdAt"]), moment_of(post["indexedAt"])),
        text=plain_text(record.get("text")),
        counts=counts_of(post, RECEIVED)[0] | given,
    )


def _answers_another(record: Mapping[str, Any], found: re.Match[str]) -> bool:
    """Whether it is a reply; one under an own post goes on with a thread."""
    if not record.get("reply"):
        return False
    return not str(record["reply"]["parent"]["uri"]).startswith(f"at://{found['did']}/")


def _repost(
    item: Mapping[str, Any], reason: Mapping[str, Any], did: str, metrics: Metrics
) -> PostReading:
    """One repost, known by its own record or else by a mark that tells nothing of whose it is."""
    found = RECORD.fullmatch(str(reason.get("uri")))
    if found and (found["did"], found["kind"]) == (did, "repost"):
        external_id = found[0]
    else:
        passed = f"{item['post']['uri']} {reason['indexedAt']}".encode()
        external_id = f"repost:{blake2b(passed, digest_size=16).hexdigest()}"
    return passed_on(external_id, moment_of(reason["indexedAt"]), "reposts_made", metrics)


async def ask(asking: Asking, method: str, **params: str | list[str]) -> dict[str, Any]:
    """Call one method of the API. Raises ProviderError."""
    space = "com.atproto.identity" if method == "resolveHandle" else "app.bsky"
    query = urlencode(params, doseq=True)
    answer = await asking.get(f"https://{asking.account.host}/xrpc/{space}.{method}?{query}")
    if not answer.ok:
        raise _error_of(answer, asking.now)
    if not isinstance(answer.data, dict):
        raise ProviderError(Outcome.MALFORMED, "unexpected-shape")
    return answer.data


def _error_of(answer: Answer, now: datetime) -> ProviderError:
    word = answer.data.get("error") if isinstance(answer.data, dict) else None
    if answer.status != 400 or not isinstance(word, str):
        return error_for(answer, now)
    outcome, permanent = REASONS.get(word, (Outcome.NOT_FOUND, False))
    return ProviderError(outcome, "HTTP 400", permanent=permanent)
