"""The least and the most of a metric's days, column by column, for small charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Func, IntegerField, Max, Min, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from apps.metrics.models import Measurement, Metric


class _DaysSince(Func):
    """How many days lie between two dates, the later one first."""

    output_field = IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Any]:
        told = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=told, arg_joiner=") - julianday(")


@dataclass(frozen=True)
class DayRange:
    """What a metric said in one column of a small chart: the least and the most, and when."""

    column: int
    low: float
    high: float
    first: date
    last: date
    days: int
    scales: frozenset[tuple[int, float]]

    @property
    def is_whole(self) -> bool:
        """Whether each of its days was measured, all on one scale."""
        return self.days == (self.last - self.first).days + 1 and len(self.scales) == 1

    def follows(self, before: DayRange) -> bool:
        """Whether nothing was missing since the one before, and nothing changed its meaning."""
        return self.first - before.last == timedelta(days=1) and self.scales == before.scales


def day_ranges(
    metrics: Sequence[Metric], first: date, last: date, *, columns: int
) -> dict[int, list[DayRange]]:
    """Return each metric's (by pk) least and most of every column of days, with one query.

    There are at most so many `columns`; up to that many days have one each.
    """
    width = max(-(-((last - first).days + 1) // columns), 1)
    within = Measurement.objects.standing().filter(metric__in=metrics, day__range=(first, last))
    step = Coalesce("precision", Value(0.0))
    grouped = (
        within.annotate(column=_DaysSince("day", Value(first)) / Value(width))
        .values("metric", "column")
        .annotate(
            low=Min("told"), high=Max("told"), first=Min("day"), last=Max("day"),
            days=Count("pk"), old=Min("definition"), new=Max("definition"),
            fine=Min(step), coarse=Max(step),
        )
        .order_by("metric", "column")
    )  # fmt: skip
    found: dict[int, list[DayRange]] = {metric.pk: [] for metric in metrics}
    for one in grouped:
        found[one["metric"]].append(
            DayRange(
                column=one["column"],
                low=one["low"],
                high=one["high"],
                first=one["first"],
                last=one["last"],
                days=one["days"],
                scales=frozenset({(one["old"], one["fine"]), (one["new"], one["coarse"])}),
            )
        )
    return found
