"""The plain sentence above a trend, and what is said where it stops."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.stretches import Unit
from apps.core.weeks import Week
from apps.metrics.models import Measurement, Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, unbroken
from apps.review.figures import Figure, bare_figures, line_value
from apps.review.printing import print_figure
from apps.review.shown import is_exact
from apps.review.spans import Span
from apps.review.trend_unit_words import apart_words, measured_words
from apps.review.unseen import unseen_sentence
from apps.review.words import range_words

ENOUGH_FOR_HALVES = 16
"""Fewer weeks than this are told by their first and last, not by two halves."""
WEEKS_COUNTED = 4
"""Of fewer weeks it is not counted how many lie in the usual range."""


def trend_sentence(
    metric: Metric, shown: Sequence[WeekFigure], *, zone: ZoneInfo, unit: Unit = Unit.WEEK
) -> SafeString:
    """Return what the weeks came to, with their window; `shown` is in time order.

    Levels are told by the days or months where `shown` has those, what is counted over a week by
    its weeks.

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
    return _ends((first, last), len(told), unit)


def _so_far(metric: Metric, read: Sequence[WeekFigure], zone: ZoneInfo) -> SafeString:
    """What the running week says, where no whole week says anything."""
    if not read or not read[-1].so_far:
        return SafeString(_("No figure in these weeks."))
    figure = bare_figures(metric, read, zone=zone)[-1]
    words = _("{last} on {late}, so far. The week is still running.")
    return format_html(words, last=print_figure(figure, "line"), late=_day(figure))


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
        noun=metric.noun,
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
        noun=metric.noun,
        count=count,
    )


def _ends(ends: tuple[Figure, Figure], count: int, unit: Unit) -> SafeString:
    first, last = ends
    if count == 1 or first.day is None or last.day is None:
        words = {Unit.DAY: _("day"), Unit.WEEK: _("week"), Unit.MONTH: _("month")}[unit]
        return format_html(
            _("{last} on {late}, the one {unit} measured."),
            last=print_figure(last, "line"),
            late=_day(last),
            unit=words,
        )
    return format_html(
        _("{first} on {early}, {last} on {late}: {apart}, {measured}."),
        first=print_figure(first, "line"),
        early=_day(first),
        last=print_figure(last, "line"),
        late=_day(last),
        apart=apart_words(first.day, last.day, unit),
        measured=measured_words(count, unit),
    )


def _day(figure: Figure) -> str:
    return date_format(figure.day, "j F Y") if figure.day else ""


def own_range(metric: Metric, normal: Usual | None, shown: Sequence[WeekFigure], last: Week) -> str:
    """Return the person's usual range with its window, and how many of the weeks shown lie in it.

    Of a span as long as the window about half do, which says nothing.
    """
    values = [one.value for one in unbroken(shown) if one.value is not None and not one.so_far]
    if normal is None or not values or not is_exact(metric):
        return ""
    count = sum(normal.low <= value <= normal.high for value in values)
    words = {
        "range": range_words(normal, decimals=metric.decimals, is_change=metric.kind in CHANGES),
        "weeks": normal.weeks,
        "day": date_format(last.sunday, "j F Y"),
        "count": count,
        "shown": len(values),
    }
    told = _("Half of your weeks: %(range)s (%(weeks)s measured in the year to %(day)s).") % words
    if not WEEKS_COUNTED <= len(values) < normal.weeks:
        return told
    counted = ngettext(
        "%(count)s of the %(shown)s weeks shown lies in that range.",
        "%(count)s of the %(shown)s weeks shown lie in that range.",
        count,
    )
    return f"{told} {counted % words}"


def covered_words(span: Span) -> str:
    """Return why the line stops before today: "Week 46 and this week are covered. ..."."""
    names = [
        _("this week") if week == span.running else _("week %(number)s") % {"number": week.number}
        for week in span.covered
    ]
    if not names:
        return ""
    if len(names) == 1:
        words = _("%(week)s is covered. The line stops before it.") % {"week": names[0]}
    else:
        words = _("%(first)s and %(second)s are covered. The line stops before them.") % {
            "first": names[0],
            "second": names[1],
        }
    return capfirst(words)
