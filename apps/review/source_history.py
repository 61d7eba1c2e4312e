"""What a source said day by day, and why some days have nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.metrics.gaps import gap_words, gaps
from apps.metrics.models import Correction, Measurement, Metric, Source
from apps.review.cover import open_weeks, visible_until
from apps.review.figures import Figure, named_figure, worded
from apps.review.words import day_words, origin_words

DAYS_SHOWN = 91


@dataclass(frozen=True)
class Cell:
    """One metric on one day: what stands, and what was read where the person said otherwise."""

    figure: Figure | None = None
    as_read: Figure | None = None


@dataclass(frozen=True)
class HistoryRow:
    """One measured day with a cell for each metric, or a gap in words."""

    day: date
    words: str
    cells: list[Cell]
    gap: str = ""
    since: date | None = None
    """The first day of a gap."""
    origin: str = ""
    """How the day's values were obtained: "measured", "imported, typed in"."""
    reasons: tuple[tuple[str, str], ...] = ()
    """Why the person corrected a reading or left it out, each with the metric's name."""


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
    said = _reasons(source, begin, end)
    named = [named_figure(metric) for metric in metrics]
    rows = [_row(day, named, values, said, user.zone) for day, values in days.items()]
    rows += [
        HistoryRow(gap.last, "", [], gap_words(gap), since=gap.first)
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


def _reasons(source: Source, first: date, last: date) -> dict[int, str]:
    """The reasons that stand, by measurement."""
    standing = Correction.objects.filter(
        measurement__metric__source=source,
        measurement__day__range=(first, last),
        taken_back_at=None,
    )
    return dict(standing.values_list("measurement", "reason"))


def _row(
    day: date,
    named: Sequence[Figure],
    values: Mapping[int, Measurement],
    said: Mapping[int, str],
    zone: ZoneInfo,
) -> HistoryRow:
    found = [(figure, values.get(figure.metric_id)) for figure in named]
    cells = [_cell(figure, one, zone) for figure, one in found]
    told = [cell.figure for cell in cells if cell.figure]
    origins = {origin_words(one.origin, one.precision, one.decimals): None for one in told}
    return HistoryRow(
        day=day,
        words=day_words(day, with_year=True),
        cells=cells,
        origin=", ".join(origins),
        reasons=tuple(
            (figure.metric_label, said[one.pk]) for figure, one in found if one and one.pk in said
        ),
    )


def _cell(named: Figure, found: Measurement | None, zone: ZoneInfo) -> Cell:
    if found is None:
        return Cell()
    as_read = told_figure(named, found, zone) if found.is_corrected else None
    return Cell(standing_figure(named, found, zone), as_read)


def standing_figure(named: Figure, found: Measurement, zone: ZoneInfo) -> Figure | None:
    """Return a day's value as it stands; None where the person left it out."""
    if found.is_corrected:
        value = found.stands_as
        return None if value is None else told_figure(named, found, zone, value=value)
    return told_figure(named, found, zone)


def told_figure(
    named: Figure, found: Measurement, zone: ZoneInfo, *, value: float | None = None
) -> Figure:
    """Return a day's value as it was obtained, or the `value` that the person typed in its place.

    A level or a running total, never a change.
    """
    is_typed = value is not None
    figure = replace(
        named,
        is_change=False,
        value=found.value if value is None else value,
        day=found.day,
        taken_at=found.taken_at,
        origin=Measurement.Origin.TYPED_IN if is_typed else found.origin,
        precision=None if is_typed else found.precision,
    )
    return worded(figure, zone=zone)
