"""The week that the demo person lets one reader read."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core.text import digest
from apps.journal.models import Entry
from apps.portability.models import SharedWeek

SHARED = "a-week-of-wren-s"
"""What the link ends with; in local mode alone, as the password of the demo person."""
OPEN_FOR = timedelta(days=30)


def share_a_week(user: User, *, now: datetime) -> None:
    """Leave a link to the newest finished week, with its numbers."""
    newest = Entry.objects.for_user(user).written().newest_first().first()
    if newest is not None:
        SharedWeek.objects.create(
            entry=newest,
            token_hash=digest(SHARED),
            with_numbers=True,
            made_at=now,
            expires_at=now + OPEN_FOR,
        )
