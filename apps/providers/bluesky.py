"""Bluesky through its public AppView. Source: docs.bsky.app, the app.bsky lexicons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.providers.asking import Asking, in_turn
from apps.providers.base import (
    SHAPE_ERRORS,
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Rate,
    Reading,
)
from apps.providers.bluesky_feed import DID, ask, posts_of
from apps.providers.http import Door
from apps.providers.text import ID_LIMIT, counts_of, name_text, plain_text, profile_words
from apps.providers.urls import RefusedAddress, parse_host

PUBLIC_HOST = "public.api.bsky.app"
SANDBOX_HOST = "bsky.example"
PROFILE = re.compile(r"(?:https?://)?(?:www\.)?bsky\.app/profile/(?P<actor>[^/?#\s]+)(?:[/?#].*)?")
COUNTS = {"followers": "followersCount", "following": "followsCount", "posts": "postsCount"}
Profile = Mapping[str, Any]


class Bluesky(Provider):
    """A public account, asked for by its DID, which stays when the handle changes."""

    key = "bluesky"
    label = _("Bluesky")
    summary = _(
        "Reads your followers, who you follow, your posts and what they were answered with."
    )
    batch = 25
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Posts"), _("posts")),
        MetricSpec("replies", "per_post", _("Replies"), _("replies")),
        MetricSpec("reposts", "per_post", _("Reposts"), _("reposts")),
        MetricSpec("likes", "per_post", _("Likes"), _("likes")),
        MetricSpec("quotes", "per_post", _("Quotes"), _("quotes")),
        MetricSpec(
            "replies_written",
            "per_post",
            _("Replies you wrote"),
            _("replies you wrote"),
            is_given=True,
        ),
        MetricSpec(
            "reposts_made", "per_post", _("Reposts you made"), _("reposts you made"), is_given=True
        ),
    )
    fields = (
        Field(
            "handle",
            _("Your handle"),
            _("In full, like @wren.example, or the address of your profile."),
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """What its servers take from one address: 3,000 requests in five minutes."""
        return Rate(3000, 300)

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
        """Ask for up to 25 known profiles at once, and singly for those left out of the answer.

        Once the host asks to slow down, nothing more is asked of it on this visit.
        """
        known: dict[tuple[str, str], Profile | ProviderError] = {}
        for host in dict.fromkeys(one.host for one in accounts):
            together = [one for one in accounts if one.host == host and one.account_id]
            for start in range(0, len(together), self.batch):
                if any(isinstance(one, ProviderError) for one in known.values()):
                    break
                some = together[start : start + self.batch]
                known |= await _batch(Asking(door, some[0], now), some)

        async def one(account: Account) -> Reading:
            profile = known.get((account.host, account.account_id))
            if profile is None:
                return await self.read_one(door, account, since=since, now=now)
            if isinstance(profile, ProviderError):
                raise profile
            return await self._reading(Asking(door, account, now), profile, since)

        return await in_turn(accounts, one)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for one profile, to learn why a batch leaves it out. Raises ProviderError."""
        asking = Asking(door, account, now)
        did = account.account_id or await _did(asking)
        profile = await ask(asking, "actor.getProfile", actor=did)
        asking.account = replace(account, account_id=did)
        return await self._reading(asking, profile, since)

    async def _reading(self, asking: Asking, profile: Profile, since: datetime) -> Reading:
        values, hidden = counts_of(profile, COUNTS)
        did = plain_text(profile["did"], ID_LIMIT)
        if not DID.fullmatch(did) or did != asking.account.account_id:
            raise ValueError("another account than the one asked for")
        posts, unseen = await posts_of(asking, did, since, self.metrics)
        handle = plain_text(profile.get("handle"))
        if handle in ("", "handle.invalid"):
            handle = asking.account.handle.removeprefix("@")
        return Reading(
            account_id=did,
            handle=handle if DID.fullmatch(handle) else f"@{handle}",
            name=name_text(profile.get("displayName")) or name_text(handle),
            address=f"https://bsky.app/profile/{handle}",
            values=values,
            posts=posts,
            hidden=hidden | unseen,
            profile_text=profile_words([profile.get("description"), profile.get("website")]),
            rest_until=asking.rest_until,
        )


async def _did(asking: Asking) -> str:
    handle = asking.account.handle.removeprefix("@")
    found = await ask(asking, "resolveHandle", handle=handle)
    if not DID.fullmatch(found["did"]):
        raise ValueError("not a DID")
    return str(found["did"])


async def _batch(
    asking: Asking, accounts: Sequence[Account]
) -> dict[tuple[str, str], Profile | ProviderError]:
    """Profiles by host and DID; an account that the network leaves out is left out here too."""
    if len(accounts) < 2:
        return {}
    host = asking.account.host
    try:
        dids = [one.account_id for one in accounts]
        answer = await ask(asking, "actor.getProfiles", actors=dids)
        return {(host, str(profile["did"])): profile for profile in answer["profiles"]}
    except ProviderError as error:
        if error.outcome is Outcome.NOT_FOUND:
            return {}
        return {(host, one.account_id): error for one in accounts}
    except SHAPE_ERRORS:
        return {}
