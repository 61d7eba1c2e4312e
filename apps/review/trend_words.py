"""The plain sentence above a trend, and what is said where it stops."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.metrics.models import Measurement, Metric
from apps.metrics.series import CHANGES, WeekFigure, unbroken
from apps.review.figures import Figure, bare_figures, line_value, print_figure
from apps.review.shown import is_exact
from apps.review.spans import Span
from apps.review.unseen import unseen_sentence

ENOUGH_FOR_HALVES = 16
"""Fewer weeks than this are told by their first and last, not by two halves."""


def trend_sentence(metric: Metric, shown: Sequence[WeekFigure], *, zone: ZoneInfo) -> SafeString:
    """Return what the weeks came to, with its window; `shown` is in time order.

    A per-post metric is told by the middle value of each half, everything else by its ends.
    Nothing before the newest break is told of.
    """
    measured = [one for one in unbroken(shown) if line_value(metric, one) is not None]
    told = [one for one in measured if not one.so_far]
    if not is_exact(metric):
        return unseen_sentence(metric, told, zone=zone)
    if not told:
        return _so_far(metric, [one for one in shown if one.day], zone)
    if metric.kind == Metric.Kind.PER_POST and len(told) >= ENOUGH_FOR_HALVES:
        return _halves(metric, told, zone)
    first, last = bare_figures(metric, (told[0], told[-1]), zone=zone)
    if metric.kind == Metric.Kind.PER_POST:
        return _weeks(metric, first, last, len(told))
    return _ends(metric, first, last, len(told))


def _so_far(metric: Metric, read: Sequence[WeekFigure], zone: ZoneInfo) -> SafeString:
    """What the running week says, where no whole week says anything."""
    if not read or not read[-1].so_far:
        return SafeString(_("No figure in these weeks."))
    figure = bare_figures(metric, read, zone=zone)[-1]
    variant = "level" if metric.kind in CHANGES else "inline"
    words = _("{last} on {late}, so far. The week is still running.")
    return format_html(words, last=print_figure(figure, variant), late=_day(figure))


def _halves(metric: Metric, told: Sequence[WeekFigure], zone: ZoneInfo) -> SafeString:
    middle = len(told) // 2
    words = _(
        "Around {first} {noun} a week in the first {early} measured weeks, around {last} in the "
        "last {late}."
    )
    first, last = (
        print_figure(_median(metric, half, zone)) for half in (told[:middle], told[middle:])
    )
    return format_html(
        words,
        first=first,
        last=last,
        noun=metric.spec.noun,
        early=middle,
        late=len(told) - middle,
    )


def _median(metric: Metric, told: Sequence[WeekFigure], zone: ZoneInfo) -> Figure:
    """A figure worked out from several weeks of one metric, dated by the last of them."""
    middle = statistics.median(one.value for one in told if one.value is not None)
    return bare_figures(
        metric,
        [
            replace(
                told[-1],
                value=round(middle, metric.decimals),
                origin=Measurement.Origin.DERIVED,
                precision=None,
            )
        ],
        zone=zone,
    )[0]


def _weeks(metric: Metric, first: Figure, last: Figure, count: int) -> SafeString:
    if count == 1:
        words = _("{last} {noun} in the one week measured.")
    else:
        words = _("{first} {noun} in the first of {count} measured weeks, {last} in the last.")
    return format_html(
        words,
        first=print_figure(first),
        last=print_figure(last),
        noun=metric.spec.noun,
        count=count,
    )


def _ends(metric: Metric, first: Figure, last: Figure, count: int) -> SafeString:
    variant = "level" if metric.kind in CHANGES else "inline"
    if count == 1:
        words = _("{last} on {late}, the one week measured.")
    else:
        words = _("{first} on {early}, {last} on {late}, over {count} measured weeks.")
    return format_html(
        words,
        first=print_figure(first, variant),
        early=_day(first),
        last=print_figure(last, variant),
        late=_day(last),
        count=count,
    )


def _day(figure: Figure) -> str:
    return date_format(figure.day, "j F Y") if figure.day else ""


def covered_words(span: Span) -> str:
    """Return why the line stops before today: "This week is covered."."""
    sentences = []
    for week in span.covered:
        if week == span.running:
            sentences.append(_("This week is covered."))
        else:
            sentences.append(_("Week %(number)s is covered.") % {"number": week.number})
    return " ".join(sentences)
