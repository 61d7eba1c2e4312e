"""Which weeks a trend shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import OuterRef, Subquery

from apps.accounts.models import User
from apps.core.prepared import Prepared, numbered, several
from apps.core.remembering import Memory
from apps.core.weeks import EARLIEST, Week, weeks_between
from apps.metrics.models import Measurement, Metric
from apps.metrics.week_ends import Settled
from apps.review.cover import open_weeks

_first_days: Memory[Settled, date] = Memory(10_000, seconds=3600)
"""Each metric's first measured day, once that is settled: by then no visit can be earlier."""
QUARTER, YEAR, ALL = "13", "52", "all"
PRESETS = (QUARTER, YEAR, ALL)


@dataclass(frozen=True)
class Span:
    """Weeks from `first` to `last`, which is before any covered one and at most the running one.

    `covered` are the weeks whose numbers wait. Without a whole week, `weeks` is empty. The days
    and months of a trend lie within these weeks, so that none of them tells more than they do.
    """

    weeks: list[Week]
    running: Week
    today: date
    until: date
    covered: list[Week]
    preset: str

    @property
    def first(self) -> Week:
        return self.weeks[0]

    @property
    def last(self) -> Week:
        return self.weeks[-1]

    @property
    def whole_weeks(self) -> list[Week]:
        """Its weeks without the running one, which enters no comparison."""
        return [week for week in self.weeks if week != self.running]

    @property
    def read_until(self) -> date:
        """The last day that may have been measured."""
        return min(self.until, self.today)


def span_of(
    user: User,
    metrics: Sequence[Metric],
    *,
    now: datetime,
    preset: str = YEAR,
    first: date | None = None,
    last: date | None = None,
) -> Span:
    """Return the weeks between two days, or the last 13, 52 or all weeks that were measured."""
    covered, running = open_weeks(user, now=now), user.week(now)
    end = min([running.next, *covered]).previous
    began = first_measured(metrics, running=running) or end
    if last:
        end = min(end, Week.containing(last))
    begin = began
    if first:
        begin = max(began, Week.containing(first))
    elif last is None and preset != ALL:
        begin = max(began, end.shift(1 - int(preset)))
    return Span(
        weeks=weeks_between(begin, end),
        running=running,
        today=user.today(now),
        until=end.sunday,
        covered=covered,
        preset="" if first or last else preset,
    )


def first_measured(metrics: Sequence[Metric], *, running: Week) -> Week | None:
    """Return the week of the earliest measurement of any of the metrics."""
    keys = {metric.pk: Settled.of(metric, running=running) for metric in metrics}
    known = {pk: _first_days.recall(key) for pk, key in keys.items()}
    unknown = [pk for pk, day in known.items() if day is None]
    if unknown:
        known.update(_find_first_days(len(unknown))(**numbered("metric", unknown)))
    for pk in unknown:
        day, key = known[pk], keys[pk]
        if day and day < key.before:
            _first_days.keep(key, day)
    days = [day for day in known.values() if day]
    return max(Week.containing(min(days)), EARLIEST.next) if days else None


@cache
def _find_first_days(count: int) -> Prepared[tuple[int, date | None]]:
    # Each metric's first one by itself: for the least of all PostgreSQL reads every measurement.
    standing = Measurement.objects.filter(metric=OuterRef("pk"), is_disregarded=False)
    first = Subquery(standing.order_by("day").values("day")[:1])
    found = Metric.objects.filter(pk__in=several("metric", count)).order_by()
    return Prepared(lambda: found.values_list("pk", first))
