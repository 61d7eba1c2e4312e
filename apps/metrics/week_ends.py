"""What the weeks of a metric ended with; those long past are remembered within the process.

Numbers and dates are remembered, never a word. A week is settled once the one after it is over: no
visit reaches it any more, only the person's own hand does, and that raises the metric's `revision`,
under which its years are remembered. Weeks that are not settled are read each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler

from apps.core.remembering import Memory
from apps.core.weeks import Week, monday_of
from apps.metrics.measured import Measured, ends_of
from apps.metrics.models import Metric

if TYPE_CHECKING:
    from apps.metrics.series import WeekFigure

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


class Settled(NamedTuple):
    """Which weeks of a metric are settled, and all that their figures depend on but the readings.

    What is remembered under it, with the week, is told for good.
    """

    metric_id: int
    revision: int
    before: date
    """The Monday before which weeks are settled."""
    connected_on: date

    @classmethod
    def of(cls, metric: Metric, *, running: Week) -> Settled:
        """Return it for the metric while that week is running."""
        return cls(metric.pk, metric.revision, settled_before(running), metric.source.connected_on)


def settled_before(running: Week) -> date:
    """Return the Monday before which weeks are settled: that of the week before the running one."""
    return running.monday - ONE_WEEK


class _Key(NamedTuple):
    """Which year of which metric."""

    of: Settled
    year: int


@dataclass(frozen=True)
class _Year:
    """What is known of a metric's settled weeks of one ISO year, by Monday."""

    last: dict[date, Measured] = field(default_factory=dict)
    figures: dict[date, WeekFigure] = field(default_factory=dict)


# A year takes about 20 KB. An hour at most: a clock that ran ahead took weeks for settled.
_remembered: Memory[_Key, _Year] = Memory(1_000, seconds=3600)


@dataclass(frozen=True)
class WeekEnds:
    """The last measured day of each of a metric's weeks that has one, by its Monday."""

    settled_before: date
    """Weeks that begin earlier are settled."""
    last: dict[date, Measured] = field(default_factory=dict)
    figures: dict[date, WeekFigure] = field(default_factory=dict)
    """Figures of settled weeks, as far as anybody worked them out."""
    years: dict[int, _Year] = field(default_factory=dict)

    def remember(self, figure: WeekFigure) -> None:
        """Keep the figure of a settled week for the next page."""
        self.years[figure.week.year].figures[figure.week.monday] = figure

    def add(self, number: int, year: _Year) -> None:
        """Take in what is known of a year."""
        self.years[number] = year
        self.last.update(year.last)
        self.figures.update(year.figures)


def week_ends(
    metrics: Sequence[Metric], first: date, last: date, *, until: date, running: Week
) -> dict[int, WeekEnds]:
    """Return what the weeks from the Monday `first` to the day `last` ended with, by metric's pk.

    Of the week that `until` lies in nothing later is told; of weeks after it, something may be. At
    most one query, and none where all is settled and remembered.
    """
    ended = settled_before(running)
    told_before = min(ended, until + ONE_DAY)
    if told_before.weekday():
        told_before = first  # `until` cuts a settled week, which is remembered whole
    found = {metric.pk: WeekEnds(told_before) for metric in metrics}
    settled, unsettled = min(last, told_before - ONE_DAY), max(first, told_before)
    missing = _recall(found, _keys(metrics, first, settled, running))
    since = min([unsettled, *(_begin(key.year) for key in missing)])
    last = min(last, until)
    if missing:
        last = max(last, min(ended, _begin(max(key.year for key in missing) + 1)) - ONE_DAY)
    if since <= last:
        _read(metrics, since, last, found, missing)
    return found


def _keys(metrics: Sequence[Metric], first: date, last: date, running: Week) -> list[_Key]:
    """The years from one day to another, of each metric."""
    years = range(first.isocalendar().year, last.isocalendar().year + 1) if first <= last else ()
    settled = [Settled.of(metric, running=running) for metric in metrics] if years else []
    return [_Key(one, year) for one in settled for year in years]


def _recall(found: Mapping[int, WeekEnds], keys: Sequence[_Key]) -> dict[_Key, _Year]:
    """Add the years that are remembered; return the others, as empty as they are."""
    missing = {}
    for key in keys:
        year = _remembered.recall(key)
        if year is None:
            missing[key] = _Year()
        else:
            found[key.of.metric_id].add(key.year, year)
    return missing


def _read(
    metrics: Sequence[Metric],
    first: date,
    last: date,
    found: Mapping[int, WeekEnds],
    missing: Mapping[_Key, _Year],
) -> None:
    """Read the weeks between two days, and remember the years that were missing."""
    years = {(key.of.metric_id, key.year): (key.of.before, year) for key, year in missing.items()}
    for one in ends_of(metrics, first, last, end=_Sunday):
        monday = monday_of(one.day)
        ended, year = years.get((one.metric_id, monday.isocalendar().year), (date.min, None))
        into = year if year and monday < ended else found[one.metric_id]
        into.last[monday] = one
    for key, year in missing.items():
        _remembered.keep(key, year)
        found[key.of.metric_id].add(key.year, year)


def _begin(year: int) -> date:
    """The Monday that an ISO year begins with."""
    return date.fromisocalendar(year, 1, 1)


class _Sunday(Func):
    """The Sunday of the ISO week that a date lies in, worked out by the database."""

    output_field = DateField()

    template = "(date_trunc('week', %(expressions)s::timestamp)::date + 6)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, 'weekday 0')")
