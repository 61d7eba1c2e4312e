"""What is said about a figure: its date, its origin, the usual range, and why there is none."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.numbers import say, say_change, say_change_range, say_range
from apps.core.remembering import remember_in_each_language
from apps.core.weeks import Week
from apps.metrics.models import Measurement
from apps.metrics.series import WEEKS_NEEDED, Missing, Usual, WeekFigure


@remember_in_each_language
def origin_words(origin: str, precision: float | None, decimals: int) -> str:
    """Return how a value was obtained: "measured", "rounded to the nearest 100"."""
    words = str(Measurement.Origin(origin).label)
    if not precision:
        return words
    return _("%(origin)s, to the nearest %(step)s") % {
        "origin": words,
        "step": say(precision, decimals),
    }


@remember_in_each_language
def day_words(day: date, *, with_year: bool = False) -> str:
    """Return "Sunday 15 November", or with its year."""
    return date_format(day, "l j F Y" if with_year else "l j F")


def when_words(
    *, day: date, taken_at: datetime | None, zone: ZoneInfo, so_far: bool, origin: str
) -> str:
    """Return date and origin: "Sunday 15 November, measured", "so far, to Sunday 06:10, …"."""
    if so_far and taken_at:
        moment = date_format(taken_at.astimezone(zone), "l H:i")
        return _("so far, to %(moment)s, %(origin)s") % {"moment": moment, "origin": origin}
    return _measured_words(day, origin)


@remember_in_each_language
def _measured_words(day: date, origin: str) -> str:
    return _("%(day)s, %(origin)s") % {"day": day_words(day), "origin": origin}


def missing_words(figure: WeekFigure) -> str:
    """Return why a week has no figure: "no figure: last visit Wednesday"."""
    if figure.missing == Missing.TOO_EARLY and figure.last_visit:
        day = date_format(figure.last_visit, "l")
        return _("no figure: last visit %(day)s") % {"day": day}
    return {
        Missing.NOT_CONNECTED: _("no figure: not connected yet"),
        Missing.NO_VISIT: _("no figure: nothing was measured this week"),
        Missing.NO_WEEK_BEFORE: _(
            "no change to tell: nothing was measured late in the week before"
        ),
        Missing.FIRST_WEEK: _("the first week: no change to tell yet"),
        Missing.NEW_DEFINITION: _(
            "no change to tell: it means something else than the week before"
        ),
        Missing.NEW_ROUNDING: _("no change to tell: it is rounded otherwise than the week before"),
        Missing.COVERED_BEFORE: _("no change to tell: the week before is covered"),
        Missing.COVERED: _("This week is covered."),
    }.get(figure.missing or Missing.NO_VISIT, "")


@remember_in_each_language
def value_words(
    value: float, *, decimals: int, is_change: bool, precision: float | None = None
) -> str:
    """Return the figure itself: "64", "+7", "too small to see at this rounding"."""
    if not is_change:
        return say(value, decimals)
    if precision and abs(value) < precision:
        return _("too small to see at this rounding")
    return say_change(value, decimals)


@remember_in_each_language
def range_words(usual: Usual, *, decimals: int, is_change: bool) -> str:
    """Return the usual range alone: "20 to 40", "+2 to +4"."""
    said = say_change_range if is_change else say_range
    return said(usual.low, usual.high, decimals)


@remember_in_each_language
def usual_words(usual: Usual | None, *, weeks: int, decimals: int, is_change: bool) -> str:
    """Return the person's own range as a sentence; without one, when to ask again.

    `weeks` is how many whole weeks there are so far.
    """
    if usual:
        told = range_words(usual, decimals=decimals, is_change=is_change)
        return _("Half of your weeks: %(range)s.") % {"range": told}
    wait = max(WEEKS_NEEDED - weeks, 1)
    return ngettext(
        "Too new to say what your weeks are like. Ask again in about %(count)s week.",
        "Too new to say what your weeks are like. Ask again in about %(count)s weeks.",
        wait,
    ) % {"count": wait}


@remember_in_each_language
def week_days(week: Week) -> str:
    """Return the days of a week: "9–15 November", "28 December 2026 – 3 January 2027"."""
    first, last = week.monday, week.sunday
    if first.month == last.month:
        return f"{first.day}–{date_format(last, 'j F')}"
    if first.year == last.year:
        return f"{date_format(first, 'j F')} – {date_format(last, 'j F')}"
    return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"


def week_days_and_year(week: Week) -> str:
    """Return the days of a week with the year: "9–15 November 2026"."""
    return span_words(week.monday, week.sunday)


@remember_in_each_language
def span_words(first: date, last: date) -> str:
    """Return "15 November 2026", "9–15 November 2026", "24 November 2024 – 15 November 2026"."""
    whole = date_format(last, "j F Y")
    if first == last:
        return whole
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{whole}"
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} – {whole}"
