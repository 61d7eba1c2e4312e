"""Taking keys back where they were made, once their source was removed.

The row is the truth: a worker takes it by moving its time on, asks outside any transaction, and
writes down how it ended. A worker that dies leaves a row that is due again in two minutes.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db.models import F

from apps.accounts.models import User
from apps.accounts.social.hosts import client_of
from apps.core.sealing import unseal
from apps.metrics.models import Revocation, Source
from apps.metrics.sealing import secret_of
from apps.providers.base import ProviderError
from apps.providers.http import Door, user_agent_with
from apps.providers.taking_back import TAKES_BACK, Key, take_back

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
WAITS = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
)
"""How long after each try the next one comes; after the last there is none."""
ROUND_SECONDS = 40.0
AT_ONCE = 50
TOLD_FOR = timedelta(days=30)
State = Revocation.State


def ask_back(source: Source, *, now: datetime) -> Revocation | None:
    """Return what is to become of the key of a source that goes; None where there is none.

    A key that another source of the person is read with stays. The web process asks nobody: this
    leaves a row, and says at once where the person has to do it themselves.
    """
    secret = secret_of(source)
    if not source.sealed_secret or (secret and _is_used_elsewhere(source, secret)):
        return None
    row = Revocation(
        user=source.user,
        provider=source.provider,
        host=source.host,
        handle=source.handle,
        sealed_secret=source.sealed_secret,
        made_at=now,
        next_at=now,
    )
    if not can_ask_back(source):
        row.end(State.BY_HAND, at=now)
    row.save()
    return row


def ask_all_back(user: User, *, now: datetime) -> None:
    """Forget every key of somebody who goes, and leave rows for what is to become of them."""
    for source in Source.objects.for_user(user).exclude(sealed_secret=""):
        ask_back(source, now=now)
        Source.objects.filter(pk=source.pk).update(sealed_secret="")


def give_up(user: User, *, now: datetime) -> None:
    """Forget the keys of somebody's that no place has taken back yet."""
    for row in Revocation.objects.for_user(user).filter(state=State.DUE):
        row.end(State.BY_HAND, at=now)
        row.save()


def _is_used_elsewhere(source: Source, secret: str) -> bool:
    others = Source.objects.for_user(source.user).current().exclude(pk=source.pk)
    with_keys = others.filter(provider=source.provider).exclude(sealed_secret="")
    return any(secret_of(one) == secret for one in with_keys)


def can_ask_back(source: Source) -> bool:
    """Return whether the place that made the source's key can be asked to revoke it."""
    if source.provider not in TAKES_BACK or not secret_of(source):
        return False
    return source.provider != "mastodon" or client_of(source.host) is not None


def revoke_due(*, now: datetime) -> int:
    """Take back the keys that are due and return how many tries were made; safe to run twice."""
    began, tries = monotonic(), 0
    for row in Revocation.objects.due(now).order_by("next_at", "pk")[:AT_ONCE]:
        if monotonic() - began > ROUND_SECONDS:
            break
        if _claim(row, now):
            _end(row, _ask(row, now), now)
            tries += 1
    return tries


def _claim(row: Revocation, now: datetime) -> bool:
    still_due = Revocation.objects.due(now).filter(pk=row.pk, tries=row.tries)
    taken = still_due.update(next_at=now + LEASE, tries=F("tries") + 1)
    row.tries += taken
    return bool(taken)


def _ask(row: Revocation, now: datetime) -> ProviderError | None:
    """What went wrong, if anything did."""
    client = client_of(row.host) if row.provider == "mastodon" else None
    pair = (client.client_id, client.secret) if client else None
    key = Key(row.host, unseal(row.sealed_secret), pair)
    try:
        asyncio.run(_through_the_door(row.provider, key, now))
    except ProviderError as error:
        return error
    return None


async def _through_the_door(provider: str, key: Key, now: datetime) -> None:
    agent = user_agent_with(settings.USER_AGENT_CONTACT)
    async with Door(sandbox_address=settings.SANDBOX_ADDRESS or None, user_agent=agent) as door:
        await take_back(provider, door, key, now)


def _end(row: Revocation, error: ProviderError | None, now: datetime) -> None:
    if error is None:
        row.end(State.DONE, at=now)
    elif error.permanent or row.tries > len(WAITS):
        log.warning("revocation %s was given up: %s", row.pk, error.detail)
        row.end(State.BY_HAND, at=now)
    else:
        row.next_at = max(now + WAITS[row.tries - 1], error.retry_at or now)
    fields = ["state", "ended_at", "next_at", "sealed_secret"]
    Revocation.objects.filter(pk=row.pk, tries=row.tries).update(
        **{name: getattr(row, name) for name in fields}
    )


def hosts_to_ask() -> set[str]:
    """Return the hosts that are to take a key back yet."""
    return set(Revocation.objects.filter(state=State.DUE).values_list("host", flat=True))


def tidy_revocations(now: datetime) -> None:
    """Take away what was told for thirty days."""
    Revocation.objects.ended().filter(ended_at__lt=now - TOLD_FOR).delete()
