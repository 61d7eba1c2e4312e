"""Mastodon, its forks and what speaks its API; any other fediverse handle is passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.providers.activitypub import ActivityPub
from apps.providers.asking import Asking, in_turn
from apps.providers.base import (
    Account,
    Field,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Rate,
    Reading,
)
from apps.providers.fediverse import HANDLE_FIELD, typed_handle, typed_token
from apps.providers.http import Door
from apps.providers.mastodon_api import (
    Entity,
    entities_of,
    entity_of,
    known_entity,
    levels_of,
    words_of,
)
from apps.providers.mastodon_posts import posts_of
from apps.providers.misskey import Misskey
from apps.providers.nodeinfo import reader_of, software_of
from apps.providers.peertube import PeerTube
from apps.providers.text import NAME_LIMIT, id_text, name_text, plain_text
from apps.providers.urls import public_link

OTHERS: dict[str, Provider] = {one.key: one for one in (Misskey(), PeerTube(), ActivityPub())}
NOT_SPOKEN = (Outcome.NOT_FOUND, Outcome.MALFORMED)


class Mastodon(Provider):
    """A public account, its own public posts and what each was answered with."""

    key = "mastodon"
    label = _("Mastodon")
    summary = _(
        "Any handle of the fediverse will do: Sidenote finds out what its server runs. Reads "
        "your followers, who you follow, your posts and what they were answered with."
    )
    batch = 10
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Posts"), _("posts")),
        MetricSpec("replies", "per_post", _("Replies"), _("replies")),
        MetricSpec("boosts", "per_post", _("Boosts"), _("boosts")),
        MetricSpec("favourites", "per_post", _("Favourites"), _("favourites")),
        MetricSpec(
            "replies_written",
            "per_post",
            _("Replies you wrote"),
            _("replies you wrote"),
            is_given=True,
        ),
        MetricSpec(
            "boosts_made", "per_post", _("Boosts you made"), _("boosts you made"), is_given=True
        ),
    )
    fields = (
        HANDLE_FIELD,
        Field(
            "token",
            _("Access token"),
            _(
                "Needed where the server shows nothing without a sign-in, as Pixelfed and "
                "GoToSocial do. Make one in your settings there, with read:accounts and "
                "read:statuses and nothing more."
            ),
            required=False,
            kind="secret",
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """300 requests in five minutes for an address or a token."""
        return Rate(300, 300)

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@user@host`, `user@host` or a profile's address, and a token if there is one.

        Raises InvalidAccount.
        """
        return replace(typed_handle(fields), secret=typed_token(fields))

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Ask for the known accounts of a host at once where it can, then for each one's posts."""
        known = await entities_of(door, accounts, now)

        async def one(account: Account) -> Reading:
            entity = known.get((account.host, account.account_id))
            if entity is None:
                return await self.read_one(door, account, since=since, now=now)
            entity = known_entity(entity, account.host)
            return await self._reading(Asking(door, account, now), entity, account.software, since)

        return await in_turn(accounts, one)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the account, then for its posts back to `since`. Raises ProviderError.

        The first time, whoever reads such a host best does so.
        """
        asking = Asking(door, account, now)
        software = account.software or await software_of(asking)
        reader = reader_of(software)
        if account.account_id or reader not in OTHERS:
            entity = await _entity_if_spoken(asking, reader)
            if entity is not None:
                return await self._reading(asking, entity, software, since)
        other = OTHERS.get(reader, OTHERS[ActivityPub.key])
        theirs = replace(account, software=software, secret="")
        reading = await other.read_one(door, theirs, since=since, now=now)
        return replace(reading, read_by=other.key)

    async def _reading(
        self, asking: Asking, entity: Entity, software: str, since: datetime
    ) -> Reading:
        account = asking.account
        values, hidden = levels_of(entity)
        account_id = id_text(entity["id"])
        user = plain_text(entity["username"], NAME_LIMIT)
        if not user or account.account_id not in ("", account_id):
            raise ValueError("another account than the one asked for")
        posts, unseen = await posts_of(asking, account_id, since, self.metrics)
        return Reading(
            account_id=account_id,
            handle=f"@{user}@{account.host}",
            name=name_text(entity.get("display_name")) or name_text(user),
            address=public_link(entity.get("url")) or f"https://{account.host}/@{user}",
            values=values,
            posts=posts,
            hidden=hidden | unseen,
            software=software,
            profile_text=words_of(entity),
            rest_until=asking.rest_until,
        )


async def _entity_if_spoken(asking: Asking, reader: str) -> Entity | None:
    """The account; None, the first time, where the host seems not to know the question at all."""
    try:
        return await entity_of(asking)
    except ProviderError as error:
        unspoken = (Outcome.NOT_FOUND,) if reader else NOT_SPOKEN
        is_settled = asking.account.account_id or asking.account.secret
        if is_settled or error.outcome not in unspoken:
            raise
        return None
