"""What a trend goes by: days, weeks or months, as dates of the person's own calendar. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from apps.core.weeks import monday_of

ONE_DAY = timedelta(days=1)
LATE_IN_A_MONTH = timedelta(days=6)
"""A month is told by a reading of its last seven days: a weekly visit has one there."""


class Unit(StrEnum):
    """How long each part of a trend is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, order=True)
class Stretch:
    """One day, week or month, from its first day to its last."""

    first: date
    last: date

    @property
    def late(self) -> date:
        """The first of the last seven days."""
        return max(self.first, self.last - LATE_IN_A_MONTH)


def stretch_of(day: date, unit: Unit) -> Stretch:
    """Return the day, the week or the month that `day` lies in."""
    return _CONTAINING[unit](day)


def stretches(first: date, last: date, unit: Unit) -> list[Stretch]:
    """Return what lies between two days, in order; empty when `last` is earlier.

    `first` is a Monday. A month belongs when the days it is told by do: the first one is left out
    where they begin before `first`, the last one may go on after `last`.
    """
    found = []
    stretch = stretch_of(first, unit)
    while stretch.first <= last:
        if stretch.late >= first:
            found.append(stretch)
        stretch = stretch_of(stretch.last + ONE_DAY, unit)
    return found


def _week(day: date) -> Stretch:
    monday = monday_of(day)
    return Stretch(monday, monday + timedelta(days=6))


def _month(day: date) -> Stretch:
    first = day.replace(day=1)
    return Stretch(first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY)


_CONTAINING: dict[Unit, Callable[[date], Stretch]] = {
    Unit.DAY: lambda day: Stretch(day, day),
    Unit.WEEK: _week,
    Unit.MONTH: _month,
}
