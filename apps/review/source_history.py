"""What a source said day by day, and why some days have nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.metrics.gaps import gap_words, gaps
from apps.metrics.models import Measurement, Metric, Source
from apps.review.cover import open_weeks, visible_until
from apps.review.figures import Figure, named_figure, worded
from apps.review.words import day_words, origin_words

DAYS_SHOWN = 91


@dataclass(frozen=True)
class HistoryRow:
    """One measured day with a figure (or none) for each metric, or a gap in words."""

    day: date
    words: str
    figures: list[Figure | None]
    gap: str = ""
    origin: str = ""
    """How the day's values were obtained: "measured", "imported, typed in"."""


@dataclass(frozen=True)
class HistoryPage:
    """Some three months of a source, newest day first."""

    source: Source
    metrics: list[Metric]
    rows: list[HistoryRow]
    covered: list[Week]
    older: date | None
    is_newest: bool


def history_page(source: Source, user: User, *, now: datetime, last: date | None) -> HistoryPage:
    """Return the days up to `last` (or the newest); days of covered weeks are left out."""
    until = visible_until(user, now=now)
    end = min(last or until, until)
    begin = end - timedelta(days=DAYS_SHOWN - 1)
    metrics = list(source.metrics.order_by("position"))
    for metric in metrics:
        metric.source = source
    found = Measurement.objects.filter(metric__source=source)
    days = _by_day(found.filter(day__range=(begin, end)))
    named = [named_figure(metric) for metric in metrics]
    rows = [_row(day, named, values, user.zone) for day, values in days.items()]
    rows += [
        HistoryRow(gap.last, "", [], gap_words(gap))
        for gap in gaps(source, begin, end, until=until)
    ]
    return HistoryPage(
        source=source,
        metrics=metrics,
        rows=sorted(rows, key=lambda row: row.day, reverse=True),
        covered=open_weeks(user, now=now),
        older=begin - timedelta(days=1) if found.filter(day__lt=begin).exists() else None,
        is_newest=end == until,
    )


def _by_day(found: Iterable[Measurement]) -> dict[date, dict[int, Measurement]]:
    days: dict[date, dict[int, Measurement]] = defaultdict(dict)
    for one in found:
        days[one.day][one.metric_id] = one
    return days


def _row(
    day: date, named: list[Figure], values: dict[int, Measurement], zone: ZoneInfo
) -> HistoryRow:
    figures = [
        _figure(one, values[one.metric_id], zone) if one.metric_id in values else None
        for one in named
    ]
    origins = {
        origin_words(one.origin, one.precision, one.decimals): None for one in figures if one
    }
    return HistoryRow(day, day_words(day, with_year=True), figures, origin=", ".join(origins))


def _figure(named: Figure, found: Measurement, zone: ZoneInfo) -> Figure:
    """A day's value as it was measured: a level or a running total, never a change."""
    figure = replace(
        named,
        is_change=False,
        value=found.value,
        day=found.day,
        taken_at=found.taken_at,
        origin=found.origin,
        precision=found.precision,
    )
    return worded(figure, zone=zone)
