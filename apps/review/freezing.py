"""The readings shown when an entry's numbers were first uncovered, kept as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.journal.models import Entry
from apps.metrics.series import Usual
from apps.review.figures import Figure, figures_for_week, named_figure, worded
from apps.review.in_words import frozen_words
from apps.review.models import FrozenReading
from apps.review.words import range_words, usual_words


def freeze(*, entry: Entry, now: datetime) -> None:
    """Keep what the entry's week shows at `now`; once kept, nothing is kept again.

    Called after the entry was uncovered, in the same transaction.
    """
    if entry.frozen_readings.exists():
        return
    shown = figures_for_week(entry.user, entry.week, now=now)
    dated = [(figure, figure.day) for figure in shown if figure.is_told and figure.day]
    FrozenReading.objects.bulk_create(
        _reading(entry, position, figure, day) for position, (figure, day) in enumerate(dated)
    )


def _reading(entry: Entry, position: int, figure: Figure, day: date) -> FrozenReading:
    return FrozenReading(
        entry=entry,
        position=position,
        metric_id=figure.metric_id,
        source_label=figure.source_label,
        metric_label=figure.metric_label,
        label=figure.label,
        value=figure.value,
        level=figure.level,
        is_change=figure.is_change,
        decimals=figure.decimals,
        day=day,
        taken_at=figure.taken_at,
        origin=figure.origin,
        precision=figure.precision,
        usual_low=figure.usual.low if figure.usual else None,
        usual_high=figure.usual.high if figure.usual else None,
        so_far=figure.so_far,
    )


def frozen_figures(entry: Entry, *, zone: ZoneInfo) -> list[Figure]:
    """Return the kept readings as figures, in the order they were shown."""
    return [
        _figure(reading, zone)
        for reading in entry.frozen_readings.select_related("metric__source__user")
    ]


def _figure(reading: FrozenReading, zone: ZoneInfo) -> Figure:
    figure = replace(
        named_figure(reading.metric),
        source_label=reading.source_label,
        metric_label=reading.metric_label,
        label=reading.label,
        decimals=reading.decimals,
        is_change=reading.is_change,
        value=reading.value,
        level=reading.level,
        day=reading.day,
        taken_at=reading.taken_at,
        origin=reading.origin,
        precision=reading.precision,
        so_far=reading.so_far,
    )
    normal = _usual(reading)
    if not figure.is_exact:
        return worded(replace(figure, words=frozen_words(reading.value, normal)), zone=zone)
    return _with_usual(worded(figure, zone=zone), normal)


def _usual(reading: FrozenReading) -> Usual | None:
    if reading.usual_low is None or reading.usual_high is None:
        return None
    return Usual(reading.usual_low, reading.usual_high, 0)


def _with_usual(figure: Figure, normal: Usual | None) -> Figure:
    if normal is None:
        return figure
    places, is_change = figure.decimals, figure.is_change
    return replace(
        figure,
        usual=normal,
        usual_range=range_words(normal, decimals=places, is_change=is_change),
        usual_text=usual_words(normal, weeks=0, decimals=places, is_change=is_change),
    )
