"""The drawings of a trend's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.chart_marks import Mark, Pick, Sign
from apps.core.charts import Band, small_multiple
from apps.core.line_chart import NARROW, WIDE, Ground, Series, line_chart
from apps.core.markup import markup
from apps.core.scales import month_name
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, unbroken
from apps.review.figures import Figure, bare_figures, line_value
from apps.review.shown import is_exact
from apps.review.spans import Span
from apps.review.trend_breaks import Happened
from apps.review.trend_lines import Line, Small
from apps.review.trend_notes import Note
from apps.review.unseen import hidden_words, is_hidden
from apps.review.words import day_words, origin_words, range_words, span_words

SENTENCE_ID = "sum"
SIGNS = 40
"""So many breaks are drawn; the list under the chart has all."""


@dataclass(frozen=True)
class Multiple:
    """One of the other numbers, small, with its newest figure and when that was read."""

    metric_id: int
    label: str
    figure: Figure
    when: str
    chart: SafeString
    named: str
    """The range that the person named for it, in words."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn around a line."""

    usual: Usual | None
    usual_from: date
    named: Band | None
    beside: Mapping[int, WeekFigure]
    notes: Sequence[Note]
    happened: Sequence[Happened]


def trend_charts(line: Line, span: Span, drawn: Drawn) -> list[SafeString]:
    """Return the wide and the narrow chart; none without a value."""
    metric = line.metric
    if all(value is None for value in line.values):
        return []
    if is_hidden(metric):
        return [markup('<p class="sans loose">{}</p>', hidden_words(metric))]
    words = (
        _("Line chart. %(label)s, %(days)s. The same numbers are in the table below.")
        if is_exact(metric)
        else _("Line chart without a scale. %(label)s, %(days)s. The table below has the words.")
    )
    label = words % {
        "label": metric.full_label,
        "days": span_words(span.first.monday, span.last.sunday),
    }
    series = Series(
        _ground(line, drawn),
        marks=[
            Mark(one.number, one.at, f"#note-{one.number}", _note_label(one.number))
            for one in drawn.notes
        ],
        signs=[
            Sign(one.letter, one.at, f"#{one.anchor}", one.told.words, one.told.parts)
            for one in drawn.happened[:SIGNS]
        ],
    )
    return [
        markup(
            '<div class="{}">{}</div>',
            frame.css,
            line_chart(
                replace(series, picks=_picks(line, most)),
                frame,
                label=label,
                described_by=SENTENCE_ID,
            ),
        )
        for frame, most in ((WIDE, 53), (NARROW, 18))
    ]


def _ground(line: Line, drawn: Drawn) -> Ground:
    return Ground(
        days=tuple([stretch.last for stretch in line.stretches]),
        values=tuple(line.values),
        decimals=line.metric.decimals,
        band=(drawn.usual.low, drawn.usual.high) if drawn.usual else None,
        band_from=line.place_of(drawn.usual_from),
        named=drawn.named,
        beside=_beside(line, drawn.beside),
        gap_words=_("no number"),
        breaks=line.breaks,
        is_scaled=is_exact(line.metric),
    )


def _beside(line: Line, beside: Mapping[int, WeekFigure]) -> tuple[float | None, ...]:
    if not beside:
        return ()
    told = {place: line_value(line.metric, one) for place, one in beside.items()}
    return tuple([told.get(place) for place in range(len(line.stretches))])


def _note_label(number: int) -> str:
    return _("Note %(number)s") % {"number": number}


def _picks(line: Line, most: int) -> list[Pick]:
    """Return at most so many places from which a note can be written, as wide as need be."""
    add = reverse("review:sidenote_add", args=[line.metric.pk])
    count = len(line.stretches)
    width = max(-(-count // most), 1)
    found = []
    for first in range(0, count, width):
        last = min(first + width, count) - 1
        days = (line.stretches[first].first, line.stretches[last].last)
        found.append(Pick(first, last, f"{add}?day={days[0]}&to={days[1]}"))
    return found


def multiple_of(
    metric: Metric,
    span: Span,
    known: Sequence[WeekFigure],
    small: Small,
    *,
    zone: ZoneInfo,
    ticks: Sequence[float],
    named: Band | None,
) -> Multiple:
    """Return the small chart of one other metric, with its weeks' newest figure as its number.

    `known` are its weeks with something to draw, at least one.
    """
    is_level = metric.kind in CHANGES
    ends = bare_figures(metric, (unbroken(known)[0], known[-1]), zone=zone)
    first, last = (one.level_text if is_level else one.text for one in ends)
    words = {"label": metric.full_label, "first": first, "last": last}
    told = (
        _("%(label)s: %(first)s at first, %(last)s at last.")
        if is_exact(metric)
        else _("%(label)s, the shape over these weeks.")
    )
    drawn = small_multiple(
        small.values,
        label=told % words,
        ends=(_month(span.first), _month(span.last)),
        ticks=ticks,
        breaks=small.breaks,
        named=named,
    )
    return Multiple(
        metric_id=metric.pk,
        label=metric.full_label,
        figure=ends[-1],
        when=_when(ends[-1]),
        chart=SafeString() if is_hidden(metric) else drawn,
        named=named_words(metric, named),
    )


def named_words(metric: Metric, named: Band | None) -> str:
    """Return the range that the person named: "20 to 40"."""
    if named is None or not is_exact(metric):
        return ""
    return range_words(Usual(*named, 0), decimals=metric.decimals, is_change=False)


def _when(figure: Figure) -> str:
    """Its day with the year, for the newest figure may be months old, and its origin."""
    if figure.so_far or figure.day is None:
        return figure.when
    origin = origin_words(figure.origin, figure.precision, figure.decimals)
    return f"{day_words(figure.day, with_year=True)}, {origin}"


def _month(week: Week) -> str:
    return f"{month_name(week.sunday)} {week.sunday.year}"
