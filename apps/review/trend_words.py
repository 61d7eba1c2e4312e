"""The plain sentence above a trend, and what is said where it stops."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.numbers import say
from apps.metrics.models import Measurement, Metric
from apps.review.figures import CHANGES, Figure, print_figure
from apps.review.spans import Span

ENOUGH_FOR_HALVES = 16
"""Fewer weeks than this are told by their first and last, not by two halves."""


def trend_sentence(metric: Metric, figures: Sequence[Figure]) -> SafeString:
    """Return what the weeks came to, with its window; `figures` are in time order.

    A per-post metric is told by the middle value of each half, everything else by its ends.
    """
    is_level = metric.kind in CHANGES
    told = [one for one in figures if (one.level if is_level else one.value) is not None]
    if not told:
        return SafeString(_("Nothing was measured in these weeks."))
    if metric.kind == Metric.Kind.PER_POST:
        if len(told) >= ENOUGH_FOR_HALVES:
            return _halves(metric, told)
        return _weeks(metric, told)
    return _ends(metric, told)


def _halves(metric: Metric, told: Sequence[Figure]) -> SafeString:
    middle = len(told) // 2
    words = _(
        "Around {first} {noun} a week in the first {early} measured weeks, around {last} in the "
        "last {late}."
    )
    return format_html(
        words,
        first=print_figure(_median(told[:middle])),
        last=print_figure(_median(told[middle:])),
        noun=metric.spec.noun,
        early=middle,
        late=len(told) - middle,
    )


def _median(told: Sequence[Figure]) -> Figure:
    """A figure worked out from several weeks of one metric, dated by the last of them."""
    value = statistics.median(one.value for one in told if one.value is not None)
    return replace(
        told[-1],
        value=value,
        text=say(value, told[-1].decimals),
        origin=Measurement.Origin.DERIVED,
    )


def _weeks(metric: Metric, told: Sequence[Figure]) -> SafeString:
    if len(told) == 1:
        words = _("{last} {noun} in the one week measured.")
    else:
        words = _("{first} {noun} in the first of {count} measured weeks, {last} in the last.")
    return format_html(
        words,
        first=print_figure(told[0]),
        last=print_figure(told[-1]),
        noun=metric.spec.noun,
        count=len(told),
    )


def _ends(metric: Metric, told: Sequence[Figure]) -> SafeString:
    variant = "level" if metric.kind in CHANGES else "inline"
    first, last = (print_figure(one, variant) for one in (told[0], told[-1]))
    if len(told) == 1:
        return format_html(
            _("{last} on {day}, the one week measured."), last=last, day=_day(told[-1])
        )
    words = ngettext(
        "{first} on {early}, {last} on {late}, {count} measured week.",
        "{first} on {early}, {last} on {late}, over {count} measured weeks.",
        len(told),
    )
    return format_html(
        words,
        first=first,
        early=_day(told[0]),
        last=last,
        late=_day(told[-1]),
        count=len(told),
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
