"""ISO weeks and the days in them, in a person's own time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST_DAY = date(FIRST_YEAR, 1, 1)
WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
"""How a week is written; not every one of these exists."""


class NoSuchWeek(ValueError):
    """The text does not name a week that exists, or one outside 1990 to 2100."""


@dataclass(frozen=True, order=True)
class Week:
    """One ISO 8601 week; ordered by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise NoSuchWeek(f"{self.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError as error:
            raise NoSuchWeek(f"{self.year} has no week {self.number}") from error

    @classmethod
    def parse(cls, text: str) -> Week:
        """Return the week written as `2026-W53`; raise NoSuchWeek for anything else."""
        found = WRITTEN.fullmatch(text)
        if not found:
            raise NoSuchWeek(f"a week is written like 2026-W53, not {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __hash__(self) -> int:
        # Pages look figures up by week, thousands of times; a hash of both fields takes longer.
        return self.year * 100 + self.number

    @staticmethod
    def containing(day: date) -> Week:
        """Return the ISO week that `day` lies in."""
        year, number, _ = day.isocalendar()
        return _week(year, number)

    @cached_property
    def monday(self) -> date:
        # A page of ten years asks the same weeks for theirs tens of thousands of times.
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def shift(self, weeks: int) -> Week:
        """Return the week that many weeks later (earlier when negative)."""
        return Week.containing(self.monday + timedelta(weeks=weeks))

    @property
    def next(self) -> Week:
        return self.shift(1)

    @property
    def previous(self) -> Week:
        return self.shift(-1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the UTC moments of this week's first midnight and the next week's, in `zone`.

        Never 168 hours apart by assumption: a night when clocks change is 23 or 25 hours long.
        """
        return midnight(self.monday, zone), midnight(self.monday + timedelta(days=7), zone)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


@lru_cache(maxsize=4096)
def _week(year: int, number: int) -> Week:
    """The same Week each time: it knows its Monday already, and is found by its identity."""
    return Week(year, number)


EARLIEST = Week(FIRST_YEAR, 1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the UTC moment at which `day` begins in `zone`."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date that an aware `moment` has in `zone`."""
    return moment.astimezone(zone).date()


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Return every week from `first` to `last`, both included; empty when `last` is earlier."""
    count = (last.monday - first.monday).days // 7 + 1
    return [first.shift(n) for n in range(count)]
