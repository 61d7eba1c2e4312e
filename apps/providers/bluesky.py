"""Bluesky through its public AppView. Source: docs.bsky.app, the app.bsky lexicons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import Answer, error_for
from apps.providers.base import (
    SHAPE_ERRORS,
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
from apps.providers.text import (
    ID_LIMIT,
    counts_of,
    is_dated_within,
    moment_of,
    name_text,
    plain_text,
)
from apps.providers.urls import RefusedAddress, parse_host

PUBLIC_HOST = "public.api.bsky.app"
SANDBOX_HOST = "bsky.example"
PAGES = 5
PAGE_SIZE = 100
DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{3,200})")
POST_URI = re.compile(
    rf"at://(?P<did>{DID.pattern})/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{{1,64}}"
)
PROFILE = re.compile(r"(?:https?://)?(?:www\.)?bsky\.app/profile/(?P<actor>[^/?#\s]+)(?:[/?#].*)?")

COUNTS = {"followers": "followersCount", "following": "followsCount", "posts": "postsCount"}
POST_COUNTS = {
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


class Bluesky(Provider):
    """A public account, asked for by its DID, which stays when the handle changes."""

    key = "bluesky"
    label = _("Bluesky")
    summary = _(
        "Reads your followers, who you follow, your posts and what they were answered with."
    )
    batch = 25
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Posts"), _("posts")),
        MetricSpec("replies", "per_post", _("Replies"), _("replies")),
        MetricSpec("reposts", "per_post", _("Reposts"), _("reposts")),
        MetricSpec("likes", "per_post", _("Likes"), _("likes")),
        MetricSpec("quotes", "per_post", _("Quotes"), _("quotes")),
    )
    fields = (
        Field(
            "handle",
            _("Your handle"),
            _("In full, like @wren.example, or the address of your profile."),
        ),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@name.host`, a DID or a profile's address. Raises InvalidAccount."""
        typed = fields.get("handle", "").strip()
        found = PROFILE.fullmatch(typed)
        actor = (found["actor"] if found else typed).removeprefix("@")
        if DID.fullmatch(actor):
            return Account(handle=actor, host=PUBLIC_HOST, account_id=actor)
        try:
            if not actor.isascii() or ":" in actor or actor.replace(".", "").isdigit():
                raise RefusedAddress("not a handle")
            handle = parse_host(actor)
        except RefusedAddress:
            raise InvalidAccount(
                "handle", _("Write the whole handle, like @wren.bsky.social or @wren.example.")
            ) from None
        host = SANDBOX_HOST if handle.endswith(".example") else PUBLIC_HOST
        return Account(handle=f"@{handle}", host=host)

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Ask for up to 25 profiles at once, and singly for those left out of the answer.

        Once the host asks to slow down, nothing more is asked of it on this visit.
        """
        known = await _dids(door, accounts, now)
        profiles = await _profiles(door, accounts, known, now)
        limit = _limit_among([*known, *profiles.values()])
        answers: list[Reading | ProviderError] = []
        for account, did in zip(accounts, known, strict=True):
            found = profiles.get(did) if isinstance(did, str) else did
            limit = limit or _limit_among(answers)
            if isinstance(found, ProviderError):
                answers.append(found)
            elif limit is not None:
                answers.append(limit)
            elif found is not None:
                answers.append(await _reading(door, account, found, since, now))
            else:
                asked = Account(account.handle, account.host, str(did))
                answers.append(await self.read_or_error(door, asked, since=since, now=now))
        return answers

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for one profile, to learn why a batch leaves it out. Raises ProviderError."""
        profile = await _ask(door, account.host, "actor.getProfile", now, actor=account.account_id)
        reading = await _reading(door, account, profile, since, now)
        if isinstance(reading, ProviderError):
            raise reading
        return reading


def _limit_among(answers: Iterable[object]) -> ProviderError | None:
    """The answer with which the host has asked us to stop, if it has."""
    errors = (one for one in answers if isinstance(one, ProviderError))
    return next((one for one in errors if one.outcome is Outcome.RATE_LIMITED), None)


async def _dids(
    door: Door, accounts: Sequence[Account], now: datetime
) -> list[str | ProviderError]:
    known: list[str | ProviderError] = []
    for account in accounts:
        known.append(_limit_among(known) or await _did(door, account, now))
    return known


async def _did(door: Door, account: Account, now: datetime) -> str | ProviderError:
    if account.account_id:
        return account.account_id
    handle = account.handle.removeprefix("@")
    try:
        found = await _ask(door, account.host, "resolveHandle", now, handle=handle)
        if not DID.fullmatch(found["did"]):
            raise ValueError("not a DID")
        return str(found["did"])
    except ProviderError as error:
        return error
    except SHAPE_ERRORS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")


async def _profiles(
    door: Door, accounts: Sequence[Account], dids: Sequence[str | ProviderError], now: datetime
) -> dict[str, Mapping[str, Any] | ProviderError]:
    """Profiles by DID; an account that the network leaves out is left out here too."""
    found: dict[str, Mapping[str, Any] | ProviderError] = {}
    for host in dict.fromkeys(account.host for account in accounts):
        wanted = [
            did
            for account, did in zip(accounts, dids, strict=True)
            if account.host == host and isinstance(did, str)
        ]
        for start in range(0, len(wanted), Bluesky.batch):
            actors = wanted[start : start + Bluesky.batch]
            if len(actors) > 1 and not _limit_among([*dids, *found.values()]):
                found |= await _batch(door, host, actors, now)
    return found


async def _batch(
    door: Door, host: str, actors: list[str], now: datetime
) -> dict[str, Mapping[str, Any] | ProviderError]:
    try:
        answer = await _ask(door, host, "actor.getProfiles", now, actors=actors)
        return {str(profile["did"]): profile for profile in answer["profiles"]}
    except ProviderError as error:
        return {} if error.outcome is Outcome.NOT_FOUND else dict.fromkeys(actors, error)
    except SHAPE_ERRORS:
        return {}


async def _reading(
    door: Door, account: Account, profile: Mapping[str, Any], since: datetime, now: datetime
) -> Reading | ProviderError:
    try:
        values, hidden = counts_of(profile, COUNTS)
        did = plain_text(profile["did"], ID_LIMIT)
        if not DID.fullmatch(did) or account.account_id not in ("", did):
            raise ValueError("another account than the one asked for")
        posts, unseen = await _posts(door, account.host, did, since, now)
    except ProviderError as error:
        return error
    except SHAPE_ERRORS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")
    handle = plain_text(profile.get("handle"))
    if handle in ("", "handle.invalid"):
        handle = account.handle.removeprefix("@")
    return Reading(
        account_id=did,
        handle=handle if DID.fullmatch(handle) else f"@{handle}",
        name=name_text(profile.get("displayName")) or name_text(handle),
        address=f"https://bsky.app/profile/{handle}",
        values=values,
        posts=posts,
        hidden=hidden | unseen,
    )


async def _posts(
    door: Door, host: str, did: str, since: datetime, now: datetime
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The person's own posts since then, and the per-post metrics that are incomplete."""
    posts: list[PostReading] = []
    cursor = ""
    for _page in range(PAGES):
        wanted = {"actor": did, "limit": str(PAGE_SIZE), "filter": "posts_with_replies"}
        wanted |= {"includePins": "false"} | ({"cursor": cursor} if cursor else {})
        page = await _ask(door, host, "feed.getAuthorFeed", now, **wanted)
        read = [_post(item["post"]) for item in page["feed"] if _is_own(item, did)]
        posts += [post for post in read if is_dated_within(post.posted_at, since, now)]
        oldest = min((post.posted_at for post in read), default=since)
        cursor = plain_text(page.get("cursor"))
        if not page["feed"] or not cursor or oldest < since:
            missing = {key for post in posts for key in POST_COUNTS.keys() - post.counts.keys()}
            return tuple(posts), frozenset(missing)
    return tuple(posts), frozenset(POST_COUNTS)


def _is_own(item: Mapping[str, Any], did: str) -> bool:
    """Reposts and pins carry a reason."""
    found = POST_URI.fullmatch(item["post"]["uri"])
    return found is not None and found["did"] == did and not item.get("reason")


def _post(post: Mapping[str, Any]) -> PostReading:
    """One post. A post may claim an earlier date than the day it was first seen, never a later."""
    uri, record = str(post["uri"]), post["record"]
    _scheme, _, did, _collection, key = uri.split("/")
    return PostReading(
        external_id=uri,
        address=f"https://bsky.app/profile/{did}/post/{key}",
        posted_at=min(moment_of(record["createdAt"]), moment_of(post["indexedAt"])),
        text=plain_text(record.get("text")),
        counts=counts_of(post, POST_COUNTS)[0],
    )


async def _ask(
    door: Door, host: str, method: str, now: datetime, **params: str | list[str]
) -> dict[str, Any]:
    """Call one method of the API. Raises ProviderError."""
    space = "com.atproto.identity" if method == "resolveHandle" else "app.bsky"
    answer = await door.get_json(
        f"https://{host}/xrpc/{space}.{method}?{urlencode(params, doseq=True)}"
    )
    if not answer.ok:
        raise _error_of(answer, now)
    if not isinstance(answer.data, dict):
        raise ProviderError(Outcome.MALFORMED, "unexpected-shape")
    return answer.data


def _error_of(answer: Answer, now: datetime) -> ProviderError:
    word = answer.data.get("error") if isinstance(answer.data, dict) else None
    if answer.status != 400 or not isinstance(word, str):
        return error_for(answer, now)
    outcome, permanent = REASONS.get(word, (Outcome.NOT_FOUND, False))
    return ProviderError(outcome, "HTTP 400", permanent=permanent)
