"""A trend as a table: its newest rows, or a page of all, each with what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format

from apps.core.stretches import Stretch, Unit
from apps.core.weeks import Week
from apps.metrics.gaps import gaps
from apps.metrics.series import WeekFigure
from apps.review.figures import Figure, bare_figures
from apps.review.spans import Span
from apps.review.trend_breaks import Happened, by_place
from apps.review.trend_lines import Line
from apps.review.trend_notes import Note
from apps.review.trend_unit_words import gap_words, missing_in, month_when
from apps.review.words import day_words, week_days_and_year

ROWS_SHOWN = 13
ROWS_A_PAGE = 91


@dataclass(frozen=True)
class TrendRow:
    """One day, week or month of the table."""

    stretch: Stretch
    words: str
    week: Week | None
    """The week whose page it leads to; a month leads to none."""
    figure: Figure
    beside: Figure | None
    notes: list[int]
    happened: list[Happened]


@dataclass(frozen=True)
class Table:
    """Some rows, newest first. `page` counts from 1; it is 0 for the newest rows alone."""

    rows: list[TrendRow]
    total: int
    page: int
    pages: int

    @property
    def newer(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def older(self) -> int | None:
        return self.page + 1 if 0 < self.page < self.pages else None

    @property
    def has_more(self) -> bool:
        return self.page == 0 and len(self.rows) < self.total


def table_of(
    line: Line,
    span: Span,
    *,
    page: int,
    beside: Mapping[int, WeekFigure],
    notes: Sequence[Note],
    happened: Sequence[Happened],
) -> Table:
    """Return the asked page of the table; one past the end is the last."""
    total = len(line.stretches)
    pages = max(-(-total // ROWS_A_PAGE), 1)
    page = min(page, pages)
    end = total - ROWS_A_PAGE * (page - 1) if page else total
    places = range(max(end - (ROWS_A_PAGE if page else ROWS_SHOWN), 0), end)
    figures = stretch_figures(line, span, places)
    earlier = _bare(line, beside, places)
    numbers: dict[int, list[int]] = {}
    for note in notes:
        numbers.setdefault(note.at, []).append(note.number)
    lettered = by_place(happened)
    rows = [
        TrendRow(
            stretch=line.stretches[place],
            words=stretch_words(line.stretches[place], line.unit),
            week=None if line.unit == Unit.MONTH else Week.containing(line.stretches[place].first),
            figure=figure,
            beside=earlier.get(place),
            notes=numbers.get(place, []),
            happened=lettered.get(place, []),
        )
        for place, figure in zip(places, figures, strict=True)
    ]
    return Table(rows[::-1], total, page, pages)


def stretch_words(stretch: Stretch, unit: Unit) -> str:
    """Return "Sunday 15 November 2026", "9–15 November 2026" or "November 2026"."""
    if unit == Unit.DAY:
        return day_words(stretch.first, with_year=True)
    if unit == Unit.MONTH:
        return date_format(stretch.first, "F Y")
    return week_days_and_year(Week.containing(stretch.first))


def stretch_figures(line: Line, span: Span, places: range) -> list[Figure]:
    """Return the figures at those positions; those without a value say why."""
    shown = [line.figures[place] for place in places]
    figures = bare_figures(line.metric, shown, zone=line.metric.source.user.zone)
    if line.unit == Unit.WEEK:
        return figures
    reasons = _reasons(line, places) if line.unit == Unit.DAY else {}
    told = []
    for place, one, figure in zip(places, shown, figures, strict=True):
        stretch, words = line.stretches[place], figure.missing
        if one.value is None:
            words = (one.day is None and reasons.get(stretch.first)) or missing_in(
                line, stretch, one, span
            )
        when = month_when(figure) if line.unit == Unit.MONTH else figure.when
        told.append(replace(figure, missing=words, when=when))
    return told


def _reasons(line: Line, places: range) -> dict[date, str]:
    """Why the days among those without a reading have none; with two queries in any case."""
    if not places:
        return {}
    first, last = line.stretches[places[0]].first, line.stretches[places[-1]].last
    one_day = timedelta(days=1)
    taken = line.taken(first - one_day, last + one_day)
    found = gaps(line.metric.source, first, last, until=last, taken=taken)
    return {
        gap.first + timedelta(days=n): gap_words(gap)
        for gap in found
        for n in range((gap.last - gap.first).days + 1)
    }


def _bare(line: Line, beside: Mapping[int, WeekFigure], places: range) -> dict[int, Figure]:
    shown = [place for place in places if place in beside]
    zone = line.metric.source.user.zone
    figures = bare_figures(line.metric, [beside[place] for place in shown], zone=zone)
    return dict(zip(shown, figures, strict=True))
