"""Any ActivityPub actor, found through WebFinger and asked how many it counts.

Source: w3.org/TR/activitypub. Collections are asked for their totals alone, never for a page:
who follows somebody is nobody's business. Nothing is signed, so a host that wants that is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.providers.activitypub_actor import Actor, read_actor
from apps.providers.answers import error_for
from apps.providers.asking import Asking
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.fediverse import typed_handle, user_of
from apps.providers.http import Door
from apps.providers.nodeinfo import name_of, software_of
from apps.providers.text import ID_LIMIT, counts_of
from apps.providers.urls import parse_address, public_link
from apps.providers.webfinger import ACTIVITY_JSON, actor_of

COLLECTIONS = ("Collection", "OrderedCollection")
LEVELS = {"followers": "followers", "following": "following", "posts": "outbox"}
# What says nothing there although the collection answers: software by metric.
EMPTY_BY_NATURE = {
    "pixelfed": frozenset(LEVELS),
    "lemmy": frozenset(("posts",)),
}


class ActivityPub(Provider):
    """A public actor and the totals of its collections."""

    key = "activitypub"
    label = _("ActivityPub")
    summary = _(
        "Any other place of the fediverse: WordPress, BookWyrm, Friendica, Lemmy, Pixelfed. Reads "
        "your followers, who you follow and how much you posted."
    )
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Posts"), _("posts")),
    )
    fields = (
        Field(
            "handle",
            _("Your handle"),
            _("With its server, like @wren@garden.example, or the address of your profile."),
        ),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@user@host`, or any https address of a profile. Raises InvalidAccount."""
        try:
            return typed_handle(fields)
        except InvalidAccount:
            link = public_link(fields.get("handle", "").strip())
            if not link.startswith("https://") or len(parse_address(link).target) < 2:
                raise
            if len(link) > ID_LIMIT:
                raise InvalidAccount(
                    "handle", _("This is longer than an address can be.")
                ) from None
            return Account(handle=link, host=parse_address(link).host)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the actor, then for the total of each collection. Raises ProviderError."""
        asking = Asking(door, account, now)
        software = account.software or await software_of(asking)
        actor = await self._actor(asking)
        told = {key: await _total(asking, actor, name) for key, name in LEVELS.items()}
        values = {key: value for key, value in told.items() if isinstance(value, float)}
        refusals = [one for one in told.values() if isinstance(one, ProviderError)]
        if refusals and not values:
            raise refusals[0]
        empty = EMPTY_BY_NATURE.get(name_of(software), frozenset[str]())
        kept = {key: values[key] for key in values if values[key] or key not in empty}
        return Reading(
            account_id=actor.id,
            handle=actor.handle if account.handle.startswith("https://") else account.handle,
            name=actor.name,
            address=actor.address,
            values=kept,
            hidden=frozenset(LEVELS.keys() - kept.keys()),
            software=software,
            profile_text=actor.words,
            rest_until=asking.rest_until,
            asked_host=lane if (lane := parse_address(actor.id).host) != account.host else "",
        )

    async def _actor(self, asking: Asking) -> Actor:
        """The actor; the first time, what it says of itself has to lead back to it."""
        account = asking.account
        if account.account_id:
            return await read_actor(asking, account.account_id)
        if account.handle.startswith("https://"):
            return await read_actor(asking, account.handle, is_id=False)
        actor = await read_actor(asking, await actor_of(asking, user_of(account), account.host))
        if actor.handle.casefold() != account.handle.casefold():
            host = parse_address(actor.id).host
            if await actor_of(asking, actor.user, host) != actor.id:
                raise ProviderError(Outcome.MALFORMED, "another-account")
        return actor


async def _total(asking: Asking, actor: Actor, name: str) -> float | ProviderError | None:
    """One collection's total, None where it is not told, or how the host refused it."""
    url = actor.collections.get(name)
    if not url:
        return None
    try:
        answer = await asking.get(url, accept=ACTIVITY_JSON)
    except ProviderError as error:
        if error.outcome in (Outcome.MALFORMED, Outcome.REFUSED):
            return error
        raise
    match answer.status:
        case 401:
            return ProviderError(Outcome.NEEDS_SIGNATURE, "HTTP 401")
        case 403:
            return ProviderError(Outcome.HIDDEN, "HTTP 403")
        case 404 | 410:
            return None
        case _ if not answer.ok:
            raise error_for(answer, asking.now)
        case _:
            return _count_in(answer.data)


def _count_in(collection: Any) -> float | ProviderError | None:  # JSON is anything
    """The total; some hosts answer with the person in place of the collection."""
    if not isinstance(collection, dict) or collection.get("type") not in COLLECTIONS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")
    try:
        return counts_of(collection, {"total": "totalItems"})[0].get("total")
    except ValueError:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")
