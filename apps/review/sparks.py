"""The line in a figure's margin: the weeks up to its own; printing.py draws it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from apps.core.weeks import Week
from apps.metrics.series import Usual, WeekFigure
from apps.review.words import range_words

SPARK_WEEKS = 12


class Spark(NamedTuple):
    """The values of twelve weeks, the figure's own last, and what is said of those before it."""

    values: tuple[float | None, ...]
    before: str = ""
    """From where to where they went: "20 to 40"; empty where there is none to tell of."""


def spark_of(
    comparable: Sequence[WeekFigure], week: Week, *, decimals: int, is_change: bool
) -> Spark:
    """Return the line of a week, told in numbers."""
    values = last_weeks(comparable, week)
    known = [value for value in values[:-1] if value is not None]
    if not known:
        return Spark(values)
    span = Usual(min(known), max(known), len(known))
    return Spark(values, range_words(span, decimals=decimals, is_change=is_change))


def last_weeks(comparable: Sequence[WeekFigure], week: Week) -> tuple[float | None, ...]:
    """Return the values of the twelve weeks that `week` ends, None where there is none."""
    known = {one.week.monday: one.value for one in comparable[-SPARK_WEEKS:]}
    mondays = (week.monday - timedelta(weeks=n) for n in reversed(range(SPARK_WEEKS)))
    return tuple([known.get(monday) for monday in mondays])
