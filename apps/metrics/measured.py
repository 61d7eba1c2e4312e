"""A measurement as the series read it, a row without its model, and how the last ones are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Aggregate, DateField, Func, Max, QuerySet

from apps.core.prepared import Given, Prepared, numbered, several
from apps.metrics.breaks import Scale
from apps.metrics.models import Measurement, Metric


class Measured(NamedTuple):
    """What is needed of a measurement; `told` is its value as it stands."""

    metric_id: int
    day: date
    told: float
    corrected: float | None
    origin: str
    precision: float | None
    definition: int
    taken_at: datetime

    @property
    def told_origin(self) -> str:
        return self.origin if self.corrected is None else Measurement.Origin.TYPED_IN

    @property
    def told_precision(self) -> float | None:
        return self.precision if self.corrected is None else None

    @property
    def scale(self) -> Scale:
        return _scale(self.definition, self.precision or None)


@cache
def _scale(definition: int, precision: float | None) -> Scale:
    """A decade of one metric has two or three of these."""
    return Scale(definition, precision)


class _OfNewest(Aggregate):
    """A column of the row with a group's newest day, on SQLite.

    Beside one max() SQLite tells bare columns of the row that has it; other databases refuse them.
    Source: https://www.sqlite.org/lang_select.html#bareagg
    """

    template = "%(expressions)s"


def ends_of(
    metrics: Sequence[Metric], first: date, last: date, *, end: type[Func]
) -> Iterator[Measured]:
    """Yield the last measured day of each week or month from `first` to `last`, with one query.

    `end` works out the last date of the one that a date lies in. Each row is read once: asked
    whether a later one exists, PostgreSQL may compare every pair.
    """
    given = numbered("metric", [metric.pk for metric in metrics])
    rows = _ends(len(metrics), end)(first=first, last=last, **given) if metrics else []  # type: ignore[arg-type]  # a class can be hashed
    return (Measured._make(row[:8]) for row in rows)


@cache
def _ends(count: int, end: type[Func]) -> Prepared[Any]:
    return Prepared(lambda: _newest(several("metric", count), end))


def _newest(metrics: Sequence[Any], end: type[Func]) -> QuerySet[Any, Any]:
    days = (Given("first", DateField()), Given("last", DateField()))
    within = Measurement.objects.standing().filter(metric__id__in=metrics, day__range=days)
    ended = within.annotate(end=end("day"))
    if connection.features.can_distinct_on_fields:
        newest_first = ended.order_by("metric_id", "end", "-day").distinct("metric_id", "end")
        return newest_first.values_list(*Measured._fields, "end")
    told = {f"of_{name}": _OfNewest(name) for name in Measured._fields[2:]}
    grouped = ended.values_list("metric_id", "end").annotate(newest=Max("day"), **told)
    return grouped.values_list("metric_id", "newest", *told)
