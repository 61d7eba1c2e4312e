"""What one metric said by day and by month, told by the same figures as its weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler

from apps.core.stretches import ONE_DAY, Stretch, Unit, stretch_of
from apps.core.weeks import Week, local_day
from apps.metrics.measured import Measured, ends_of
from apps.metrics.models import Measurement, Metric
from apps.metrics.series import CHANGES, Missing, WeekFigure


def day_rows(metric: Metric, first: date, last: date) -> dict[date, Measured]:
    """Return what stands for each day from `first` to `last`, in order, with one query."""
    rows = metric.measurements.standing().filter(day__range=(first, last)).order_by("day")
    return {one.day: one for one in map(Measured._make, rows.values_list(*Measured._fields))}


def day_figures(
    metric: Metric, days: Iterable[date], rows: Mapping[date, Measured], *, today: date
) -> dict[date, WeekFigure]:
    """Return a figure for each of the days.

    What goes up and down is told with its change since the day before. A per-post number is what
    the day's visit read: the week's total so far. `today` may still be read again.
    """
    connected = _connected_on(metric)
    return {
        day: _told(metric, rows[day], rows.get(day - ONE_DAY), day == today)
        if day in rows
        else _nothing(Stretch(day, day), connected, day == today)
        for day in days
    }


class _MonthEnd(Func):
    """The last date of the month that a date lies in, worked out by the database."""

    output_field = DateField()

    template = (
        "(date_trunc('month', %(expressions)s::timestamp) + interval '1 month - 1 day')::date"
    )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Any]:
        template = "date(%(expressions)s, 'start of month', '+1 month', '-1 day')"
        return self.as_sql(compiler, connection, template=template)


def month_rows(
    metrics: Sequence[Metric], first: date, last: date
) -> dict[tuple[int, date], Measured]:
    """Return the last measured day of each month, by metric and the month's first day.

    With one query; nothing after `last` is read.
    """
    found = ends_of(metrics, first, last, end=_MonthEnd)
    return {(one.metric_id, one.day.replace(day=1)): one for one in found}


def month_figures(
    metric: Metric,
    months: Sequence[Stretch],
    rows: Mapping[tuple[int, date], Measured],
    weeks: Iterable[WeekFigure],
    *,
    until: date,
    today: date,
) -> dict[Stretch, WeekFigure]:
    """Return a figure for each of the months.

    A level is that of the last measured day, which has to be one of the month's last seven unless
    it was typed in; its change is told since the month before. A month that `today` lies in, or
    that goes on after `until`, is told so far. A per-post number is the middle one of the weeks
    read in the month: one that was read, made from none.
    """
    if metric.kind == Metric.Kind.PER_POST:
        return _middle_weeks(metric, months, weeks, until=until, today=today)
    connected = _connected_on(metric)
    found = {}
    for month in months:
        so_far = month.last >= today or month.last > until
        row = rows.get((metric.pk, month.first))
        before = rows.get((metric.pk, (month.first - ONE_DAY).replace(day=1)))
        if row is None:
            found[month] = _nothing(month, connected, so_far)
        elif not so_far and not _is_late(row):
            found[month] = _nothing(month, connected, so_far, Missing.TOO_EARLY, row.day)
        else:
            late = before if before is not None and _is_late(before) else None
            found[month] = _told(metric, row, late, so_far)
    return found


def _middle_weeks(
    metric: Metric,
    months: Sequence[Stretch],
    weeks: Iterable[WeekFigure],
    *,
    until: date,
    today: date,
) -> dict[Stretch, WeekFigure]:
    read: dict[date, list[WeekFigure]] = {}
    for one in weeks:
        if one.day is not None and one.value is not None and not one.so_far:
            read.setdefault(one.day.replace(day=1), []).append(one)
    connected = _connected_on(metric)
    found = {}
    for month in months:
        so_far = month.last >= today or month.last > until
        known = sorted(read.get(month.first, []), key=lambda one: one.value or 0.0)
        # Weeks on both sides of a break have no middle.
        alike = len({one.scale for one in known}) == 1
        if known and not so_far and alike:
            found[month] = known[(len(known) - 1) // 2]
        else:
            missing = Missing.NEW_DEFINITION if known and not alike else None
            found[month] = _nothing(month, connected, so_far, missing)
    return found


def _told(metric: Metric, row: Measured, before: Measured | None, so_far: bool) -> WeekFigure:
    is_change = metric.kind in CHANGES
    missing = _why_no_change(row, before) if is_change else None
    change = row.told - before.told if is_change and before and missing is None else None
    has_level = metric.kind != Metric.Kind.PER_POST
    return WeekFigure(
        week=Week.containing(row.day),
        value=change if is_change else row.told,
        level=row.told if has_level else None,
        day=row.day,
        taken_at=row.taken_at,
        origin=row.told_origin,
        precision=row.precision if is_change else row.told_precision,
        so_far=so_far,
        missing=missing,
        last_visit=row.day,
        scale=row.scale,
    )


def _why_no_change(row: Measured, before: Measured | None) -> Missing | None:
    if before is None:
        return Missing.NO_WEEK_BEFORE
    if row.definition != before.definition:
        return Missing.NEW_DEFINITION
    return None if row.scale == before.scale else Missing.NEW_ROUNDING


def _nothing(
    stretch: Stretch,
    connected: date,
    so_far: bool,
    missing: Missing | None = None,
    last_visit: date | None = None,
) -> WeekFigure:
    why = missing or (Missing.NOT_CONNECTED if stretch.last < connected else Missing.NO_VISIT)
    week = Week.containing(stretch.last)
    return WeekFigure(week, None, None, None, None, "", None, so_far, why, last_visit)


def _is_late(row: Measured) -> bool:
    is_typed_in = row.origin == Measurement.Origin.TYPED_IN
    return is_typed_in or row.day >= stretch_of(row.day, Unit.MONTH).late


def _connected_on(metric: Metric) -> date:
    return local_day(metric.source.connected_at, metric.source.user.zone)
