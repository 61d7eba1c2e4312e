"""The drawings of a trend's page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.charts import small_multiple
from apps.core.line_chart import NARROW, WIDE, Mark, Series, line_chart
from apps.core.scales import month_name
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, breaks_at, unbroken
from apps.review.figures import Figure, bare_figures, line_value
from apps.review.shown import is_exact
from apps.review.spans import Span
from apps.review.unseen import hidden_words, is_hidden
from apps.review.words import day_words, origin_words, span_words

SENTENCE_ID = "sum"


@dataclass(frozen=True)
class Multiple:
    """One of the other numbers, small, with its newest figure and when that was read."""

    metric_id: int
    label: str
    figure: Figure
    when: str
    chart: SafeString


def trend_charts(
    metric: Metric,
    span: Span,
    values: Sequence[float | None],
    *,
    band: Usual | None,
    notes: Sequence[tuple[int, int]],
    breaks: Collection[int],
) -> list[SafeString]:
    """Return the wide and the narrow chart; `notes` are number and position. None for no value."""
    if all(value is None for value in values):
        return []
    if is_hidden(metric):
        return [format_html('<p class="sans loose">{}</p>', hidden_words(metric))]
    series = Series(
        days=[week.sunday for week in span.weeks],
        values=values,
        decimals=metric.decimals,
        band=(band.low, band.high) if band else None,
        marks=[
            Mark(number, at, f"#note-{number}", _("Note %(number)s") % {"number": number})
            for number, at in notes
        ],
        gap_words=_("no number"),
        breaks=breaks,
        is_scaled=is_exact(metric),
    )
    words = (
        _("Line chart. %(label)s, %(days)s. The same numbers are in the table below.")
        if is_exact(metric)
        else _("Line chart without a scale. %(label)s, %(days)s. The table below has the words.")
    )
    label = words % {
        "label": metric.full_label,
        "days": span_words(span.first.monday, span.last.sunday),
    }
    return [
        format_html(
            '<div class="{}">{}</div>',
            frame.css,
            line_chart(series, frame, label=label, described_by=SENTENCE_ID),
        )
        for frame in (WIDE, NARROW)
    ]


def multiple_of(
    metric: Metric,
    span: Span,
    shown: Sequence[WeekFigure],
    *,
    zone: ZoneInfo,
    ticks: Sequence[int],
) -> Multiple:
    """Return the small chart of one other metric, with the newest figure as its number."""
    is_level = metric.kind in CHANGES
    values = [line_value(metric, one) for one in shown]
    known = [one for one, value in zip(shown, values, strict=True) if value is not None]
    ends = bare_figures(metric, (unbroken(known)[0], known[-1]), zone=zone)
    first, last = (one.level_text if is_level else one.text for one in ends)
    words = {"label": metric.full_label, "first": first, "last": last}
    told = (
        _("%(label)s: %(first)s at first, %(last)s at last.")
        if is_exact(metric)
        else _("%(label)s, the shape over these weeks.")
    )
    drawn = small_multiple(
        values,
        label=told % words,
        ends=(_month(span.first), _month(span.last)),
        ticks=ticks,
        breaks=breaks_at(shown),
    )
    return Multiple(
        metric_id=metric.pk,
        label=metric.full_label,
        figure=ends[-1],
        when=_when(ends[-1]),
        chart=SafeString() if is_hidden(metric) else drawn,
    )


def _when(figure: Figure) -> str:
    """Its day with the year, for the newest figure may be months old, and its origin."""
    if figure.so_far or figure.day is None:
        return figure.when
    origin = origin_words(figure.origin, figure.precision, figure.decimals)
    return f"{day_words(figure.day, with_year=True)}, {origin}"


def _month(week: Week) -> str:
    return f"{month_name(week.sunday)} {week.sunday.year}"
