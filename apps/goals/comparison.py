"""How a number moved, over whole weeks, beside a goal in the person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.core.weeks import Week, weeks_between
from apps.goals.models import Goal
from apps.metrics.models import Metric
from apps.metrics.series import Usual, WeekFigure, unbroken, usual, week_figures

WEEKS_COMPARED = 12
WEEKS_NEEDED = 4
WEEKS_FOR_USUAL = 52


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
    per-post metrics alone, whose weeks stand each for itself.
    """

    metric: Metric
    weeks: tuple[Week, ...]
    values: tuple[WeekValue | None, ...]
    usual: Usual | None

    @property
    def told(self) -> list[WeekValue]:
        """The weeks that have a figure."""
        return [value for value in self.values if value is not None]

    @property
    def is_enough(self) -> bool:
        return len(self.told) >= WEEKS_NEEDED

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
    def is_too_small_to_see(self) -> bool:
        """Whether both ends differ by less than the rounding of either."""
        precision = max(self.first.precision or 0.0, self.last.precision or 0.0)
        return 0 < abs(self.last.value - self.first.value) < precision


def compare(goal: Goal, *, until: date, running: Week) -> Comparison | None:
    """Compare one goal's number; see `compare_all`. None when no number stands beside it."""
    return compare_all([goal], until=until, running=running).get(goal.pk)


def compare_all(goals: Sequence[Goal], *, until: date, running: Week) -> dict[int, Comparison]:
    """Return the comparison of each goal (by pk) that has a metric, with one query for values.

    Nothing measured after `until` is used, nor the `running` week. The goals come with
    `metric__source__user`.
    """
    metrics = list({goal.metric.pk: goal.metric for goal in goals if goal.metric}.values())
    last = last_whole_week(until=until, running=running)
    weeks = weeks_between(last.shift(-WEEKS_FOR_USUAL), last)
    figures = week_figures(metrics, weeks, until=until, running=running) if metrics else {}
    return {
        goal.pk: _comparison(goal.metric, figures[goal.metric.pk], last)
        for goal in goals
        if goal.metric
    }


def last_whole_week(*, until: date, running: Week) -> Week:
    """Return the last week that ended by `until` and before the running one."""
    reached = Week.containing(until)
    ended = reached if until == reached.sunday else reached.previous
    return min(ended, running.previous)


def _comparison(metric: Metric, figures: Mapping[Week, WeekFigure], last: Week) -> Comparison:
    weeks = weeks_between(last.shift(1 - WEEKS_COMPARED), last)
    comparable = unbroken(figures[one] for one in sorted(figures) if one <= last)
    known = {one.week: one for one in comparable}
    is_per_post = metric.kind == Metric.Kind.PER_POST
    return Comparison(
        metric=metric,
        weeks=tuple(weeks),
        values=tuple(_value(known[week]) if week in known else None for week in weeks),
        usual=usual(figures, last, decimals=metric.decimals) if is_per_post else None,
    )


def _value(figure: WeekFigure) -> WeekValue | None:
    value = figure.level if figure.level is not None else figure.value
    if value is None or figure.day is None:
        return None
    return WeekValue(figure.week, value, figure.day, figure.origin, figure.precision)
