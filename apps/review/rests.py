"""Weeks of rest: which may be marked together, and how they are marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core.weeks import Week, weeks_between
from apps.journal.operations import rest
from apps.review.cover import entries_of

MOST = 26
"""Half a year: how many weeks may be marked at once."""


def blank_weeks(user: User, week: Week) -> list[Week]:
    """Return the week and the blank ones right before it, newest first; at most half a year.

    None lies before the week in which the person came. One query.
    """
    came = Week.containing(user.today(user.date_joined))
    back = weeks_between(came, week)[-MOST:-1][::-1]
    taken = {
        entry.week
        for entry in entries_of(user, back)
        if not entry.is_binned and (entry.is_written or entry.is_rest or not entry.is_blank)
    }
    run = [week]
    for earlier in back:
        if earlier in taken:
            break
        run.append(earlier)
    return run


def rest_weeks(*, user: User, weeks: Iterable[Week], note: str, now: datetime) -> None:
    """Mark the weeks as a rest, each with the same word of why; a written one stays as it is."""
    with transaction.atomic():
        for week in weeks:
            rest(user=user, week=week, note=note, now=now)
