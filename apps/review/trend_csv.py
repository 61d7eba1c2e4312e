"""A trend's days, weeks or months as CSV that no spreadsheet will run."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from apps.core.stretches import Stretch, Unit
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import WeekFigure
from apps.review.figures import Figure, bare_figures
from apps.review.spans import Span
from apps.review.trend_asked import Asked
from apps.review.trend_beside import beside_figures, compare, pairs_of
from apps.review.trend_beside_words import beside_name
from apps.review.trend_lines import Line, of_span, read_lines
from apps.review.trend_table import stretch_figures
from apps.review.trends import read_span

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(answer: HttpResponse, metric: Metric, span: Span, asked: Asked) -> None:
    """Write one line a day, week or month into `answer`: what all pages of the table say.

    With the values that stand beside it, where the address asks for some.
    """
    rows = csv.writer(answer)
    rows.writerow([*_heads(asked.unit), *_beside_heads(asked)])
    if not span.weeks:
        return
    pairs = pairs_of(asked.beside, span)
    then = [pair.then for pair in pairs]
    found = read_span([metric], span, also=then)
    since = min([week.monday for week in then], default=span.first.monday)
    shown = of_span(found, span)
    line = read_lines(metric, [], span, shown, unit=asked.unit, since=since).own
    compared = compare(metric, asked.beside, pairs, found[metric.pk])
    beside = beside_figures(compared, line, found[metric.pk])
    figures = stretch_figures(line, span, range(len(line.stretches)))
    for place, (stretch, figure) in enumerate(zip(line.stretches, figures, strict=True)):
        days = [stretch.first.isoformat(), stretch.last.isoformat()]
        before = _beside(line, beside, place) if asked.beside else []
        rows.writerow([_name(stretch, asked.unit), *days, *_cells(figure), *before])


def _heads(unit: Unit) -> list[str]:
    name = {Unit.DAY: _("day"), Unit.WEEK: _("week"), Unit.MONTH: _("month")}[unit]
    return [name, _("first day"), _("last day"), _("source"), _("number"), _("figure"),
            _("level"), _("measured on"), _("origin"), _("why there is none")]  # fmt: skip


def _beside_heads(asked: Asked) -> Sequence[str]:
    if not asked.beside:
        return ()
    name = beside_name(asked.beside)
    return [name, _("%(name)s: level") % {"name": name}, _("%(name)s: day") % {"name": name}]


def _name(stretch: Stretch, unit: Unit) -> str:
    if unit == Unit.WEEK:
        return str(Week.containing(stretch.first))
    day = stretch.first.isoformat()
    return day if unit == Unit.DAY else day[:7]


def _cells(figure: Figure) -> list[str]:
    return [
        plain_cell(figure.source_label),
        plain_cell(figure.metric_label),
        figure.machine_value,
        figure.machine_level,
        figure.day.isoformat() if figure.day else "",
        figure.origin,
        figure.missing,
    ]


def _beside(line: Line, beside: Mapping[int, WeekFigure], place: int) -> list[str]:
    if place not in beside:
        return ["", "", ""]
    (figure,) = bare_figures(line.metric, [beside[place]], zone=line.metric.source.user.zone)
    day = figure.day.isoformat() if figure.day else ""
    return [figure.machine_value, figure.machine_level, day]


def plain_cell(text: str) -> str:
    """Return the text with a quote before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
