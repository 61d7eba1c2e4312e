"""Earlier weeks beside the newest ones of a trend: aligned by weekday, whole weeks alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from apps.core.stretches import Unit
from apps.core.weeks import EARLIEST, NoSuchWeek, Week, local_day
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, WeekFigure, breaks_at
from apps.review.figures import line_value
from apps.review.spans import Span
from apps.review.trend_asked import Beside
from apps.review.trend_lines import Line, Weeks


@dataclass(frozen=True)
class Pair:
    """A whole week and the earlier one that stands beside it."""

    now: Week
    then: Week


@dataclass(frozen=True)
class Compared:
    """The pairs that may be compared, in order, and why others may not."""

    beside: Beside
    pairs: list[Pair]
    told: list[tuple[WeekFigure, WeekFigure]]
    """Both figures of the pairs that have both."""
    too_early: int
    """Pairs whose earlier week began before the source was connected."""
    parted: int
    """Pairs with a break between their weeks."""


def pairs_of(beside: Beside, span: Span) -> list[Pair]:
    """Return the newest whole weeks of the span, each with the week it is set beside.

    28 and 91 days reach back from the newest week on; last year's week has the same number, so that
    a week 53 mostly has none.
    """
    weeks = span.whole_weeks[-beside.weeks :] if beside.weeks else []
    if beside == Beside.LAST_YEAR:
        return [Pair(week, then) for week in weeks if (then := _last_year(week))]
    first = weeks[0].monday - timedelta(weeks=beside.weeks) if weeks else EARLIEST.monday
    if first < EARLIEST.next.monday:
        return []
    return [Pair(week, week.shift(-beside.weeks)) for week in weeks]


def _last_year(week: Week) -> Week | None:
    try:
        then = Week(week.year - 1, week.number)
    except NoSuchWeek:
        return None
    return then if then > EARLIEST else None


def compare(metric: Metric, beside: Beside, pairs: Sequence[Pair], found: Weeks) -> Compared:
    """Keep the pairs that lie after the connection and on one side of every break."""
    source = metric.source
    connected = local_day(source.connected_at, source.user.zone)
    late = [pair for pair in pairs if pair.then.monday >= connected]
    side = _sides(found)
    alike = [pair for pair in late if side[pair.now] == side[pair.then]]
    both = [(found[pair.now], found[pair.then]) for pair in alike]
    return Compared(
        beside=beside,
        pairs=alike,
        told=[(a, b) for a, b in both if a.value is not None and b.value is not None],
        too_early=len(pairs) - len(late),
        parted=len(late) - len(alike),
    )


def _sides(found: Weeks) -> Mapping[Week, int]:
    """Number the weeks by how many breaks lie before each."""
    weeks = sorted(found)
    broken = breaks_at(found[week] for week in weeks)
    passed = accumulate(place in broken for place in range(len(weeks)))
    return dict(zip(weeks, passed, strict=True))


def beside_figures(compared: Compared, line: Line, found: Weeks) -> dict[int, WeekFigure]:
    """Return the earlier figure of each position of the line that has one; by month none has."""
    if line.unit == Unit.MONTH:
        return {}
    if line.unit == Unit.WEEK:
        return {
            line.place_of(pair.now.monday): found[pair.then]
            for pair in compared.pairs
            if line_value(line.metric, found[pair.then]) is not None
        }
    days = ((now, then) for pair in compared.pairs for now, then in _days(pair))
    told = {line.place_of(now): (now, line.figure_on(then)) for now, then in days}
    return {
        place: then
        for place, (_now, then) in told.items()
        if then is not None and _is_alike(line.figures[place], then)
    }


def _days(pair: Pair) -> zip[tuple[date, date]]:
    return zip(pair.now.days, pair.then.days, strict=True)


def _is_alike(now: WeekFigure, then: WeekFigure) -> bool:
    return now.scale is None or now.scale == then.scale


def amount(metric: Metric, told: Sequence[WeekFigure]) -> float:
    """Return what the weeks come to: their total or their change; of levels the middle one."""
    values = sorted(one.value for one in told if one.value is not None)
    if metric.kind == Metric.Kind.PER_POST or metric.kind in CHANGES:
        return sum(values)
    return values[(len(values) - 1) // 2]
