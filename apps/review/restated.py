"""Readings that were corrected after the words were written: as they stood, and as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import EARLIEST
from apps.journal.models import Entry
from apps.metrics.models import Correction
from apps.review.figures import Figure
from apps.review.freezing import frozen_figures
from apps.review.models import FrozenReading
from apps.review.words import day_words


@dataclass(frozen=True)
class Said:
    """What the person said of a reading since, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class Restated:
    """One number of a week, twice; without `now` nothing is told of it any more."""

    then: Figure
    now: Figure | None
    said: list[Said]


def corrections_since(entry: Entry) -> list[Correction]:
    """Return what was said, or taken back, of the entry's readings after they were shown."""
    if entry.uncovered_at is None:
        return []
    week, since = entry.week, entry.uncovered_at
    first = week.previous if week > EARLIEST else week
    shown = FrozenReading.objects.filter(entry=entry)
    found = Correction.objects.filter(
        Q(made_at__gt=since) | Q(taken_back_at__gt=since),
        measurement__metric__in=shown.values("metric"),
        measurement__day__range=(first.monday, week.sunday),
    )
    return list(found.select_related("measurement").order_by("made_at", "pk"))


def restated(
    entry: Entry, user: User, corrections: Sequence[Correction], figures: Iterable[Figure]
) -> list[Restated]:
    """Return the numbers that the corrections changed, in the order in which they were shown.

    `figures` are the week's as they stand now. A correction that left the number as it was says
    nothing of it.
    """
    if not corrections:
        return []
    now = {one.metric_id: one for one in figures}
    told = []
    for then in frozen_figures(entry, zone=user.zone):
        about = [one for one in corrections if _is_about(one, then, entry)]
        stands = now.get(then.metric_id)
        if about and not _is_same(then, stands):
            told.append(Restated(then, stands, [_said(one, user) for one in about]))
    return told


def _is_about(correction: Correction, then: Figure, entry: Entry) -> bool:
    """Whether the reading is the one that was shown, or the one that a change was taken from."""
    reading = correction.measurement
    if reading.metric_id != then.metric_id:
        return False
    is_base = then.is_change and reading.day < entry.week.monday
    return is_base or reading.day == then.day


def _is_same(then: Figure, now: Figure | None) -> bool:
    return now is not None and (then.value, then.level) == (now.value, now.level)


def _said(correction: Correction, user: User) -> Said:
    said = _("The reading of %(day)s was corrected on %(made)s.")
    if correction.value is None:
        said = _("The reading of %(day)s was left out on %(made)s.")
    words = said % {
        "day": day_words(correction.measurement.day),
        "made": _moment(correction.made_at, user),
    }
    if correction.taken_back_at is not None:
        ended = {"ended": _moment(correction.taken_back_at, user)}
        words += " " + _("That was taken back on %(ended)s.") % ended
    return Said(words, correction.reason)


def _moment(at: datetime, user: User) -> str:
    return date_format(at.astimezone(user.zone), "j F Y")
