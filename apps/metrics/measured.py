"""A measurement as the series read it, a row without its model, and how the last ones are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.db.models import Func, Q, Window
from django.db.models.functions import Lead

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


def ends_of(
    metrics: Sequence[Metric], first: date, last: date, *, end: type[Func]
) -> Iterator[Measured]:
    """Yield the last measured day of each week or month from `first` to `last`, with one query.

    `end` works out the last date of the one that a date lies in. Each row looks at the next one, in
    the order of the index: asked whether a later one exists, PostgreSQL may compare every pair.
    """
    next_day = Window(Lead("day"), partition_by="metric", order_by="day")
    within = Measurement.objects.standing().filter(metric__in=metrics, day__range=(first, last))
    is_last = Q(next_day=None) | Q(next_day__gt=end("day"))
    rows = within.annotate(next_day=next_day).filter(is_last).values_list(*Measured._fields)
    return map(Measured._make, rows)
