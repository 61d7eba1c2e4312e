"""How a number moved, over whole weeks, beside a goal in the person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.core.statistics import Slope, theil_sen
from apps.core.weeks import Week, weeks_between
from apps.metrics.models import Metric
from apps.metrics.series import Usual, WeekFigure, unbroken, usual, week_figures

WEEKS_COMPARED = 12
WEEKS_TO_DRAW = 4
WEEKS_FOR_A_CHANGE = 8
"""As many as it takes to tell what is usual."""
WEEKS_FOR_USUAL = 52
WEEKS_A_MONTH = 365.2425 / 7 / 12


@dataclass(frozen=True)
class WeekValue:
    """What one whole week comes to: a level, or a per-post metric's total of the week."""

    week: Week
    value: float
    day: date
    origin: str
    precision: float | None


@dataclass(frozen=True)
class Comparison:
    """One metric over the last twelve whole weeks that may be shown, oldest first.

    `values` has None for a week without a figure, and for those before a break. `usual` is told for
    per-post metrics alone, whose weeks stand each for itself. `a_month` is the change of the
    weeks' values in a month, None for fewer than eight of them.
    """

    metric: Metric
    weeks: tuple[Week, ...]
    values: tuple[WeekValue | None, ...]
    usual: Usual | None
    a_month: Slope | None

    @property
    def told(self) -> list[WeekValue]:
        """The weeks that have a figure."""
        return [value for value in self.values if value is not None]

    @property
    def is_enough(self) -> bool:
        return len(self.told) >= WEEKS_TO_DRAW

    @property
    def first(self) -> WeekValue:
        return self.told[0]

    @property
    def last(self) -> WeekValue:
        return self.told[-1]

    @property
    def span(self) -> int:
        """The weeks from the first one told to the last, both included."""
        return len(weeks_between(self.first.week, self.last.week))

    @property
    def is_steady(self) -> bool:
        """Whether every week says the same."""
        return len({value.value for value in self.told}) == 1

    @property
    def is_too_small_to_see(self) -> bool:
        """Whether both ends differ by less than the rounding of either."""
        precision = max(self.first.precision or 0.0, self.last.precision or 0.0)
        return 0 < abs(self.last.value - self.first.value) < precision


def compare_all(
    metrics: Sequence[Metric], *, last: Week, until: date, running: Week
) -> dict[int, Comparison]:
    """Return the comparison of each metric (by pk) up to the week `last`, with one query.

    Nothing measured after `until` is used, nor the `running` week. The metrics come with
    `source__user`.
    """
    weeks = weeks_between(last.shift(-WEEKS_FOR_USUAL), last)
    figures = week_figures(metrics, weeks, until=until, running=running) if metrics else {}
    return {metric.pk: compare(metric, figures[metric.pk], last=last) for metric in metrics}


def last_whole_week(*, until: date, running: Week) -> Week:
    """Return the last week that ended by `until` and before the running one."""
    reached = Week.containing(until)
    ended = reached if until == reached.sunday else reached.previous
    return min(ended, running.previous)


def compare(metric: Metric, figures: Mapping[Week, WeekFigure], *, last: Week) -> Comparison:
    """Compare the weeks up to `last`, whose `figures` reach 52 weeks further back."""
    weeks = weeks_between(last.shift(1 - WEEKS_COMPARED), last)
    comparable = unbroken(figures[one] for one in sorted(figures) if one <= last)
    known = {one.week: one for one in comparable}
    values = tuple(_value(known[week]) if week in known else None for week in weeks)
    is_per_post = metric.kind == Metric.Kind.PER_POST
    return Comparison(
        metric=metric,
        weeks=tuple(weeks),
        values=values,
        usual=usual(figures, last, decimals=metric.decimals) if is_per_post else None,
        a_month=_a_month([value.value if value else None for value in values]),
    )


def _a_month(values: Sequence[float | None]) -> Slope | None:
    told = [(week, value) for week, value in enumerate(values) if value is not None]
    if len(told) < WEEKS_FOR_A_CHANGE:
        return None
    a_week = theil_sen([week for week, _ in told], [value for _, value in told])
    if a_week is None:
        return None
    middle, low, high = (
        change * WEEKS_A_MONTH for change in (a_week.middle, a_week.low, a_week.high)
    )
    return Slope(middle, low, high, a_week.points)


def _value(figure: WeekFigure) -> WeekValue | None:
    value = figure.level if figure.level is not None else figure.value
    if value is None or figure.day is None:
        return None
    return WeekValue(figure.week, value, figure.day, figure.origin, figure.precision)
