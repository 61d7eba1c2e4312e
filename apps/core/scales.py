"""Where a value or a day falls on a chart, and which of them get a label. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS_3

STEPS = (1, 2, 2.5, 5, 10)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 48)
NEAR_ZERO = 0.4
"""A lowest value below this share of the highest puts zero on the axis."""


@dataclass(frozen=True)
class Scale:
    """A straight line from the values `low` to `high` onto the coordinates `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the coordinate of `value`; the middle when the scale has no extent."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Tick:
    """One labelled place on the time axis."""

    day: date
    label: str


def value_ticks(low: float, high: float, *, decimals: int, most: int = 5) -> list[float]:
    """Return round values around `low` to `high`, never finer than `decimals` can print."""
    if 0 <= low <= high * NEAR_ZERO:
        low = 0.0
    if low == high:
        low, high = low - 10.0**-decimals, high + 10.0**-decimals
    step = _step((high - low) / (most - 1), decimals)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [n * step for n in range(first, last + 1)]


def _step(least: float, decimals: int) -> float:
    finest = 10.0**-decimals
    least = max(least, finest)
    power = 10.0 ** math.floor(math.log10(least))
    sizes = (size * power for size in STEPS if size != 2.5 or power > finest)
    return next(size for size in sizes if size >= least * (1 - 1e-9))


def month_ticks(first: date, last: date, *, most: int) -> list[Tick]:
    """Return first days of months between the two days, at most `most`, named as briefly as can be.

    The year stands with the first of them and with every January.
    """
    months = [
        date(n // 12, n % 12 + 1, 1)
        for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    months = [month for month in months if first <= month <= last]
    for step in MONTH_STEPS:
        kept = [month for month in months if (month.year * 12 + month.month - 1) % step == 0]
        if len(kept) <= most:
            break
    return [Tick(month, _named(month, with_year=not n)) for n, month in enumerate(kept)]


def _named(month: date, *, with_year: bool) -> str:
    name = month_name(month)
    return f"{name} {month.year}" if with_year or month.month == 1 else name


def month_name(day: date) -> str:
    """Return the month in three letters: "Nov"."""
    return str(MONTHS_3[day.month]).capitalize()


def bounds(values: Sequence[float | None], *more: float) -> tuple[float, float]:
    """Return the least and the most of what was measured and `more`; 0 and 1 for nothing at all."""
    known = [value for value in values if value is not None] + list(more)
    return (min(known), max(known)) if known else (0.0, 1.0)
