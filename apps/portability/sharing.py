"""A week for one reader: a link that ends by itself and can be taken back, to that page alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.core.text import digest
from apps.journal.models import Entry
from apps.portability.models import SharedWeek

MOST_LINKS = 20
"""How many links of one person may be open at the same time."""


class TooManyLinks(Exception):
    """There are as many open links as there may be."""


@dataclass(frozen=True)
class NewLink:
    """A link that was made; its token is known here and in the link alone."""

    shared: SharedWeek
    token: str


@transaction.atomic
def share_week(*, entry: Entry, days: int, with_numbers: bool, now: datetime) -> NewLink:
    """Make a link to the week that ends after so many days; raises TooManyLinks."""
    User.objects.select_for_update(no_key=True).get(pk=entry.user_id)
    if SharedWeek.objects.for_user(entry.user).open(now).count() >= MOST_LINKS:
        raise TooManyLinks
    token = secrets.token_urlsafe(32)
    shared = SharedWeek.objects.create(
        entry=entry,
        token_hash=digest(token),
        with_numbers=with_numbers,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return NewLink(shared, token)


def shared_by(token: str, *, now: datetime) -> SharedWeek | None:
    """Return what a link leads to; None for one that is over, taken back, or never was."""
    found = SharedWeek.objects.open(now).select_related("entry__user")
    return found.filter(token_hash=digest(token)).first()


def take_back(*, user: User, pk: int) -> None:
    """Let a link lead nowhere, at once and for good; raises SharedWeek.DoesNotExist."""
    SharedWeek.objects.for_user(user).get(pk=pk).delete()
