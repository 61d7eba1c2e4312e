"""Which weeks are open, so that their numbers wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry

WAITS_AFTER_ITS_END = timedelta(days=7)


def open_weeks(user: User, *, now: datetime) -> list[Week]:
    """Return the weeks whose numbers are covered at `now`, oldest first.

    A week is open from its Monday until it is finished, uncovered, marked as rest, or seven days
    past its end. Weeks that ended before the person came, and every week of a person who turned
    writing-first off, are not.
    """
    if not user.writing_first:
        return []
    running = user.week(now)
    came = Week.containing(user.today(user.date_joined))
    candidates = [week for week in (running.previous, running) if week >= came]
    settled = {
        entry.week
        for entry in Entry.objects.for_user(user).filter(
            year__in={week.year for week in candidates},
            number__in={week.number for week in candidates},
        )
        if entry.is_uncovered or entry.is_written or entry.is_rest
    }
    return [week for week in candidates if week not in settled]


def visible_until(user: User, *, now: datetime) -> date:
    """Return the last day whose values a page may show: the day before the first open week."""
    covered = open_weeks(user, now=now)
    return covered[0].monday - timedelta(days=1) if covered else user.today(now)
