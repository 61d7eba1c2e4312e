"""What a trend draws: the shown number by day, week or month, and every other number small."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from apps.core.stretches import Stretch, Unit, stretches
from apps.core.weeks import Week
from apps.metrics.day_ranges import DayRange, day_ranges
from apps.metrics.measured import Measured
from apps.metrics.models import Metric
from apps.metrics.series import WeekFigure, breaks_at
from apps.metrics.stretches import day_figures, day_rows, month_figures, month_rows
from apps.review.figures import line_values
from apps.review.spans import Span

PER_POST = Metric.Kind.PER_POST
SMALL_COLUMNS = 110
"""As many columns of days as a small chart has room for."""

Weeks = Mapping[Week, WeekFigure]


@dataclass(frozen=True)
class Line:
    """One metric's figures over the stretches shown, and at any other day that was read."""

    metric: Metric
    unit: Unit
    stretches: Sequence[Stretch]
    figures: Sequence[WeekFigure]
    rows: Mapping[date, Measured] = field(default_factory=dict)
    """By day alone: every reading, those of earlier weeks too."""

    @cached_property
    def values(self) -> list[float | None]:
        return line_values(self.metric, self.figures)

    @cached_property
    def breaks(self) -> frozenset[int]:
        """The positions at which the line begins anew.

        By day, what is counted over a week's posts begins anew with each week.
        """
        parted = breaks_at(self.figures)
        if self.unit == Unit.DAY and self.metric.kind == PER_POST:
            return parted | {n for n, one in enumerate(self.stretches) if not one.first.weekday()}
        return parted

    @cached_property
    def _firsts(self) -> list[date]:
        return [one.first for one in self.stretches]

    def place_of(self, day: date) -> int:
        """Return the position of the stretch that the day lies in, or of the nearest one."""
        return max(bisect_right(self._firsts, day) - 1, 0)

    def figure_on(self, day: date) -> WeekFigure | None:
        """Return what an earlier day said; by day alone."""
        if day not in self.rows:
            return None
        return day_figures(self.metric, [day], self.rows, today=date.max)[day]

    def taken(self, first: date, last: date) -> dict[date, datetime]:
        """Return when each of those days was read; by day alone."""
        return {day: one.taken_at for day, one in self.rows.items() if first <= day <= last}


@dataclass(frozen=True)
class Small:
    """The values of a small chart, and where its line begins anew."""

    values: Sequence[float | None]
    breaks: Collection[int]


@dataclass(frozen=True)
class Lines:
    """The shown number's line and those of the others, by their pk."""

    own: Line
    others: Mapping[int, Small]


def of_span(found: Mapping[int, Weeks], span: Span) -> dict[int, list[WeekFigure]]:
    """Return the figures of the span's weeks by the metric's pk; they were found in their order."""
    first = next((list(weeks).index(span.first) for weeks in found.values()), 0)
    last = first + len(span.weeks)
    return {pk: list(weeks.values())[first:last] for pk, weeks in found.items()}


def read_lines(
    metric: Metric,
    others: Sequence[Metric],
    span: Span,
    shown: Mapping[int, Sequence[WeekFigure]],
    *,
    unit: Unit,
    since: date,
) -> Lines:
    """Return what is drawn over the span; `shown` are its weeks' figures of all the metrics.

    By week nothing more is asked of the database, by month one query, by day two. `since` is the
    first day that a comparison needs.
    """
    if unit == Unit.DAY:
        return _by_day(metric, others, span, since)
    if unit == Unit.MONTH:
        return _by_month(metric, others, span, shown)
    weeks = [Stretch(week.monday, week.sunday) for week in span.weeks]
    lines = {one.pk: Line(one, unit, weeks, shown[one.pk]) for one in (metric, *others)}
    return _lines(metric, lines)


def _lines(metric: Metric, lines: Mapping[int, Line]) -> Lines:
    small = {pk: Small(line.values, line.breaks) for pk, line in lines.items()}
    return Lines(lines[metric.pk], small)


def _by_month(
    metric: Metric,
    others: Sequence[Metric],
    span: Span,
    shown: Mapping[int, Sequence[WeekFigure]],
) -> Lines:
    metrics = [metric, *others]
    months = stretches(span.first.monday, span.read_until, Unit.MONTH)
    before = span.first.monday - timedelta(days=62)
    levels = [one for one in metrics if one.kind != PER_POST]
    rows = month_rows(levels, before, span.read_until)
    lines = {}
    for one in metrics:
        told = month_figures(one, months, rows, shown[one.pk], until=span.until, today=span.today)
        lines[one.pk] = Line(one, Unit.MONTH, months, [told[month] for month in months])
    return _lines(metric, lines)


def _by_day(metric: Metric, others: Sequence[Metric], span: Span, since: date) -> Lines:
    first, last = span.first.monday, span.read_until
    days = stretches(first, last, Unit.DAY)
    rows = day_rows(metric, min(first, since) - timedelta(days=1), last)
    told = day_figures(metric, [day.first for day in days], rows, today=span.today)
    own = Line(metric, Unit.DAY, days, [told[day.first] for day in days], rows)
    ranges = day_ranges(others, first, last, columns=SMALL_COLUMNS)
    small = {
        one.pk: _small(ranges[one.pk], len(days), is_sum=one.kind == PER_POST) for one in others
    }
    return Lines(own, small)


def _small(found: Sequence[DayRange], days: int, *, is_sum: bool) -> Small:
    """Set the least and the most of each column one after the other, the nearer one first.

    The days begin with a Monday, on which a week's sum begins anew: nothing is joined across it.
    """
    width = max(-(-days // SMALL_COLUMNS), 1)
    each = 1 if width == 1 else 2
    values: list[float | None] = [None] * (-(-days // width) * each)
    # Wider columns hold parts of two weeks: each of them is drawn for itself.
    parted = 7 if width == 1 else each
    breaks = set(range(0, len(values), parted)) if is_sum else set()
    before: DayRange | None = None
    end = 0.0
    for one in found:
        place = one.column * each
        if before is None or not one.follows(before):
            breaks.add(place)
        if not one.is_whole:
            breaks.add(place + 1)
        pair = [one.low, one.high]
        if abs(one.high - end) < abs(one.low - end):
            pair.reverse()
        values[place : place + each] = pair[:each]
        before, end = one, pair[-1]
    return Small(values, breaks)
