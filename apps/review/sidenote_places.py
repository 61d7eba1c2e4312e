"""Where a sidenote is seen: on its metric's line, in its weeks, and on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from apps.accounts.models import User
from apps.core.weeks import EARLIEST, FIRST_DAY, Week
from apps.metrics.series import metrics_of
from apps.review.cover import open_weeks
from apps.review.models import Sidenote
from apps.review.spans import YEAR, first_measured

AROUND = timedelta(weeks=6)
"""How much of the line is shown on either side of a note."""


@dataclass(frozen=True)
class Lines:
    """What of the person's lines is shown: the weeks from `first` until `hidden`, its end.

    A line stops before the first covered week, so that a note there leads to no number.
    """

    first: Week | None
    hidden: Week

    @classmethod
    def of(cls, user: User, *, now: datetime) -> Lines:
        """Read it once for any number of notes."""
        running = user.week(now)
        hidden = min([running.next, *open_weeks(user, now=now)])
        return cls(first_measured(metrics_of(user), running=running), hidden)

    def address(self, note: Sidenote) -> str:
        """Return the note's days on its metric's line; empty where the line has no place for it."""
        begins = Week.containing(note.first_day)
        if note.metric_id is None or self.first is None or begins >= self.hidden:
            return ""
        if Week.containing(note.last_day) < self.first:
            return ""
        trend = reverse("review:trend", args=[note.metric_id])
        if begins >= self.hidden.shift(-int(YEAR)):
            return f"{trend}#notes"
        first = FIRST_DAY if note.first_day - FIRST_DAY < AROUND else note.first_day - AROUND
        shown = {"first": first, "last": min(note.last_day, self.hidden.monday) + AROUND}
        return f"{trend}?{urlencode(shown)}#notes"


def weeks_of(note: Sidenote, *, today: date) -> list[Week]:
    """Return the first and the last week of a note's days that have a page: one, two, or none."""
    first, last = Week.containing(note.first_day), Week.containing(min(note.last_day, today))
    if note.first_day > today:
        return []
    return [week for week in dict.fromkeys((first, last)) if week >= EARLIEST]


def home_of(note: Sidenote, user: User, *, now: datetime) -> str:
    """Return where a note is seen beside its number, else its own page."""
    own = reverse("review:sidenote", args=[note.pk])
    return Lines.of(user, now=now).address(note) or own
