"""A source's measurements as CSV that no spreadsheet will run, each with how it was obtained."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from apps.core.weeks import Week
from apps.metrics.models import Correction, Measurement, Source
from apps.portability.export_rows import CHUNK, Write, plain
from apps.portability.plain_text import visible
from apps.review.trend_csv import plain_cell

HEADS = (
    "day", "source", "handle", "number", "value", "origin", "rounded to", "measured at",
    "as read", "how the reading was obtained", "left out", "why it was corrected",
)  # fmt: skip


class _Lines:
    """What a csv.writer writes to."""

    def __init__(self, write: Write) -> None:
        self.write = write


def path_of(source: Source) -> str:
    """Return where a source's numbers lie in the file, in our own words alone."""
    return f"numbers/{source.pk}-{source.provider}.csv"


def write_numbers(write: Write, source: Source, *, covered: frozenset[Week]) -> None:
    """Write one line a measurement, in order of days; those of covered weeks are left out."""
    lines = csv.writer(_Lines(write))
    lines.writerow(HEADS)
    names = {metric.pk: cell(metric.label) for metric in source.metrics.all()}
    whence = [cell(source.label), cell(source.handle)]
    for one in _rows(source, covered).iterator(chunk_size=CHUNK):
        lines.writerow(_line(one, names[one.metric_id], whence))


def _rows(source: Source, covered: Iterable[Week]) -> Any:
    standing = Correction.objects.filter(measurement=OuterRef("pk"), taken_back_at__isnull=True)
    waits = Q()
    for week in covered:
        waits |= Q(day__range=(week.monday, week.sunday))
    rows = Measurement.objects.filter(metric__source=source)
    rows = rows.exclude(waits) if waits else rows
    told = rows.annotate(why=Subquery(standing.values("reason")[:1]))
    return told.order_by("day", "metric_id")


def _line(one: Any, name: str, whence: list[str]) -> list[str]:
    told = one.stands_as
    return [
        one.day.isoformat(),
        *whence,
        name,
        "" if told is None else number(told),
        one.told_origin,
        number(one.told_precision) if one.told_precision else "",
        plain(one.taken_at),
        number(one.value),
        one.origin,
        "yes" if one.is_disregarded else "",
        cell(one.why or ""),
    ]


def number(value: float) -> str:
    """Return a number so that reading it gives the very same one."""
    return f"{value:.0f}" if value.is_integer() else repr(value)


def cell(text: str) -> str:
    """Return words on one line that a spreadsheet takes for words."""
    return plain_cell(" ".join(visible(text).split()))
