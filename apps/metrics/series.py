"""What one metric said: day by day, week by week, and what the person's weeks are usually like."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from apps.accounts.models import Shown, User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import EARLIEST, Week, weeks_between
from apps.metrics.breaks import Break, BreakKind, Scale, breaks
from apps.metrics.gaps import Gap, gap_words, gaps
from apps.metrics.measured import Measured
from apps.metrics.models import Measurement, Metric, Post
from apps.metrics.week_ends import WeekEnds, week_ends

__all__ = [
    "Break",
    "BreakKind",
    "Gap",
    "Missing",
    "Point",
    "Usual",
    "WeekFigure",
    "breaks",
    "breaks_at",
    "gap_words",
    "gaps",
    "metrics_of",
    "middle_half",
    "points",
    "posts_in_week",
    "unbroken",
    "usual",
    "week_figures",
    "whole_before",
]

FRIDAY = 4
ONE_WEEK = timedelta(weeks=1)
WEEKS_LOOKED_BACK = 52
WEEKS_NEEDED = 8
CHANGES = (Metric.Kind.COUNTER, Metric.Kind.TOTAL)


@dataclass(frozen=True)
class Point:
    """One metric's value on one day."""

    day: date
    value: float
    origin: str
    precision: float | None


class Missing(StrEnum):
    """Why a week has no figure."""

    NOT_CONNECTED = "not_connected"
    NO_VISIT = "no_visit"
    TOO_EARLY = "too_early"
    """The last visit was before Friday; `last_visit` says when."""
    NO_WEEK_BEFORE = "no_week_before"
    """Nothing from Friday to Sunday in the week before, so there is no change to tell."""
    FIRST_WEEK = "first_week"
    """The source was connected in this week, so there is no change to tell yet."""
    NEW_DEFINITION = "new_definition"
    """The number means something else than in the week before, so there is no change to tell."""
    NEW_ROUNDING = "new_rounding"
    """It is rounded otherwise than in the week before, so there is no change to tell."""
    COVERED_BEFORE = "covered_before"
    """The week before is covered, so the change against it would give its value away."""
    COVERED = "covered"
    """The week itself is covered, or lies after `until`."""


@dataclass(frozen=True)
class WeekFigure:
    """One metric's figure for one week, or why there is none.

    `value` is a change for counters and totals (with the `level` beside it), the level for
    gauges and the week's total for per-post metrics. `day` and `taken_at` are those of the
    measurement used. With `so_far` the week is running and any day serves.
    """

    week: Week
    value: float | None
    level: float | None
    day: date | None
    taken_at: datetime | None
    origin: str
    precision: float | None
    so_far: bool
    missing: Missing | None
    last_visit: date | None
    scale: Scale | None = None
    """What the figure may be compared with; None without a measurement."""
    reader: _Reader | None = field(default=None, compare=False, repr=False)
    """Who knows the year before; told of metrics that are seen in words alone."""

    def weeks_before(self) -> list[WeekFigure]:
        """Return the weeks of the year before that this one may be compared with, in order."""
        if self.reader is None:
            return []
        first = max(self.week.monday - timedelta(weeks=WEEKS_LOOKED_BACK), EARLIEST.next.monday)
        weeks = weeks_between(Week.containing(first), self.week)
        return unbroken(self.reader.figure(week) for week in weeks)[:-1]


@dataclass(frozen=True)
class Usual:
    """Half of the person's weeks lie from `low` to `high`, of so many `weeks`."""

    low: float
    high: float
    weeks: int


_METRICS = Prepared(
    lambda: (
        Metric.objects.filter(source__user=Given("user"), source__confirmed_at__isnull=False)
        # The person is known already, and wide to read once a metric.
        .select_related("source")
        .order_by("source__connected_at", "source_id", "position")
    )
)


def metrics_of(user: User) -> list[Metric]:
    """Return a person's metrics in the order their sources were connected, removed ones last."""
    ordered = _METRICS(user=user.pk)
    sources = {metric.source_id: metric.source for metric in ordered}
    told = Counter(one.provider for one in sources.values() if not one.is_silent)
    for metric in ordered:
        metric.source.user = user
        # An account that tells nothing any more leaves the plain name to the one that does.
        others = told[metric.source.provider] - (not metric.source.is_silent)
        metric.source.is_one_of_several = others > 0
    return sorted(ordered, key=lambda metric: metric.source.removed_at is not None)


def posts_in_week(user: User, week: Week, *, with_counts: bool = True) -> list[Post]:
    """Return the person's own posts dated in the week, oldest first.

    The counts are loaded along (`post.counts.all()`, each with its metric) unless the page must
    not know them.
    """
    found = Post.objects.filter(source__user=user, day__range=(week.monday, week.sunday))
    found = found.select_related("source").order_by("posted_at", "pk")
    return list(found.prefetch_related("counts__metric__source") if with_counts else found)


def points(metric: Metric, first: date, last: date, *, until: date) -> list[Point]:
    """Return the measured days from `first` to `last`, none after `until`, in order."""
    rows = metric.measurements.standing().filter(day__range=(first, min(last, until)))
    told = map(Measured._make, rows.order_by("day").values_list(*Measured._fields))
    return [Point(one.day, one.told, one.told_origin, one.told_precision) for one in told]


def week_figures(
    metrics: Sequence[Metric],
    weeks: Sequence[Week],
    *,
    until: date,
    running: Week,
    hidden: frozenset[Week] = frozenset(),
) -> dict[int, dict[Week, WeekFigure]]:
    """Return the figure of each metric (by pk) for each of the weeks, with one query for all.

    Nothing measured after `until` or in a `hidden` week is used; such weeks are COVERED.
    The metrics come from `metrics_of` or `Metric.objects.for_user`, which bring the person along.
    """
    if not weeks:
        return {metric.pk: {} for metric in metrics}
    first, last = min(weeks).monday - ONE_WEEK, min(until, max(weeks).sunday)
    if any(metric.shown_as == Shown.WORDS for metric in metrics):
        first -= timedelta(weeks=WEEKS_LOOKED_BACK)
    ends = week_ends(metrics, first, last, until=until, running=running)
    closed = frozenset(week.monday for week in hidden)
    return {
        metric.pk: _Reader(metric, ends[metric.pk], until, running, closed).figures(weeks)
        for metric in metrics
    }


def unbroken(shown: Iterable[WeekFigure]) -> list[WeekFigure]:
    """Return the last of the figures, given in order: those since the newest break among them."""
    told: list[WeekFigure] = []
    scale = None
    for figure in shown:
        if figure.scale is not None and scale not in (None, figure.scale):
            told = []
        scale = figure.scale or scale
        told.append(figure)
    return told


def breaks_at(shown: Iterable[WeekFigure]) -> frozenset[int]:
    """Return the positions, among figures given in order, of those that come after a break."""
    told = [(place, figure.scale) for place, figure in enumerate(shown) if figure.scale]
    return frozenset(after for (_one, old), (after, new) in pairwise(told) if old != new)


def usual(figures: Mapping[Week, WeekFigure], week: Week, *, decimals: int) -> Usual | None:
    """Return the middle half of the whole weeks among the 52 before `week`, rounded outward.

    Weeks before the newest break are not among them. The quartiles are those of
    `statistics.quantiles(n=4, method="inclusive")`. None for fewer than eight weeks, and for a
    week that is still running.
    """
    shown = figures.get(week)
    if shown is not None and shown.so_far:
        return None
    told = unbroken(figures[one] for one in sorted(figures) if one <= week)
    return middle_half(whole_before(told, week), decimals=decimals)


def whole_before(told: Iterable[WeekFigure], week: Week) -> list[float]:
    """Return the values of the whole weeks among the 52 before `week`, in order."""
    first, monday = week.monday - timedelta(weeks=WEEKS_LOOKED_BACK), week.monday
    return [
        one.value
        for one in told
        if one.value is not None and not one.so_far and first <= one.week.monday < monday
    ]


def middle_half(values: Sequence[float], *, decimals: int) -> Usual | None:
    """Return the first to the third quartile, rounded outward; None for fewer than eight."""
    if len(values) < WEEKS_NEEDED:
        return None
    low, _middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Usual(_floor(low, decimals), -_floor(-high, decimals), len(values))


def _floor(value: float, decimals: int) -> float:
    # Rounded first, so that 20.3 does not become 20.2 for the sake of a double's last bit.
    scale: int = 10**decimals
    return math.floor(round(value * scale, 6)) / scale + 0.0


@dataclass(frozen=True)
class _Reader:
    """Works out one metric's figures from what its weeks ended with."""

    metric: Metric
    ends: WeekEnds
    until: date
    running: Week
    hidden: frozenset[date]

    def figures(self, weeks: Iterable[Week]) -> dict[Week, WeekFigure]:
        """Return the figures of the weeks; those of settled ones as they were worked out before."""
        before = min(self.ends.settled_before, *self.hidden, date.max)
        if self._told_in_words is not None:
            before = date.min  # such a figure knows its reader
        known, found = self.ends.figures, {}
        for week in weeks:
            figure = known.get(week.monday) if week.monday < before else None
            if figure is None:
                figure = self.figure(week)
                if week.monday < before:
                    self.ends.remember(figure)
            found[week] = figure
        return found

    def figure(self, week: Week) -> WeekFigure:
        if week.monday in self.hidden or week.monday > self.until:
            return self._nothing(week, Missing.COVERED)
        found = self.ends.last.get(week.monday)
        if found is None:
            return self._nothing(week, self._why_nothing(week))
        if week != self.running and not _is_late_enough(found):
            return self._nothing(week, Missing.TOO_EARLY, last_visit=found.day)
        if self.metric.kind not in CHANGES:
            level = found.told if self.metric.kind == Metric.Kind.GAUGE else None
            return self._told(week, found, value=found.told, level=level)
        return self._change(week, found)

    def _change(self, week: Week, found: Measured) -> WeekFigure:
        monday_before = week.monday - ONE_WEEK
        if monday_before in self.hidden:
            return self._told(week, found, missing=Missing.COVERED_BEFORE)
        before = self.ends.last.get(monday_before)
        if before is None or not _is_late_enough(before):
            first = week.monday <= self._connected_on <= week.sunday
            missing = Missing.FIRST_WEEK if first else Missing.NO_WEEK_BEFORE
            return self._told(week, found, missing=missing)
        if found.definition != before.definition:
            return self._told(week, found, missing=Missing.NEW_DEFINITION)
        if (found.precision or None) != (before.precision or None):
            return self._told(week, found, missing=Missing.NEW_ROUNDING)
        return self._told(week, found, value=found.told - before.told)

    def _told(
        self,
        week: Week,
        found: Measured,
        *,
        value: float | None = None,
        level: float | None = None,
        missing: Missing | None = None,
    ) -> WeekFigure:
        is_change = self.metric.kind in CHANGES
        return WeekFigure(
            week=week,
            value=value,
            level=found.told if is_change else level,
            day=found.day,
            taken_at=found.taken_at,
            origin=found.told_origin,
            precision=found.precision if is_change else found.told_precision,
            so_far=week == self.running,
            missing=missing,
            last_visit=found.day,
            scale=found.scale,
            reader=self._told_in_words,
        )

    def _nothing(self, week: Week, why: Missing, *, last_visit: date | None = None) -> WeekFigure:
        so_far = week == self.running
        return WeekFigure(week, None, None, None, None, "", None, so_far, why, last_visit)

    @cached_property
    def _told_in_words(self) -> _Reader | None:
        return self if self.metric.shown_as == Shown.WORDS else None

    def _why_nothing(self, week: Week) -> Missing:
        return Missing.NOT_CONNECTED if week.sunday < self._connected_on else Missing.NO_VISIT

    @cached_property
    def _connected_on(self) -> date:
        return self.metric.source.connected_on


def _is_late_enough(found: Measured) -> bool:
    """A visit counts for its week from Friday on; a number typed in stands on its own date."""
    return found.day.weekday() >= FRIDAY or found.origin == Measurement.Origin.TYPED_IN
