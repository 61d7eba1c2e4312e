"""What is said by day and by month: why there is no figure, how long a span is, what is drawn."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.stretches import Stretch, Unit
from apps.core.weeks import Week
from apps.metrics.gaps import Gap
from apps.metrics.models import Metric
from apps.metrics.sentences import gap_reason
from apps.metrics.series import CHANGES, Missing, WeekFigure
from apps.review.figures import Figure
from apps.review.spans import Span
from apps.review.trend_lines import Line
from apps.review.words import origin_words

VISITED = "ok"


def missing_in(line: Line, stretch: Stretch, figure: WeekFigure, span: Span) -> str:
    """Return why a day or a month has no figure or no change."""
    if line.unit == Unit.DAY:
        return _missing_day(figure)
    if figure.day is None and figure.so_far:
        return _unfinished(stretch, span)
    if line.metric.kind == Metric.Kind.PER_POST:
        return _missing_weeks(figure)
    return _missing_month(figure)


def _missing_day(figure: WeekFigure) -> str:
    return {
        Missing.NOT_CONNECTED: _("no figure: not connected yet"),
        Missing.NO_WEEK_BEFORE: _("no change to tell: the day before was not measured"),
        Missing.NEW_DEFINITION: _("no change to tell: it means something else than the day before"),
        Missing.NEW_ROUNDING: _("no change to tell: it is rounded otherwise than the day before"),
    }.get(figure.missing or Missing.NO_VISIT, _("no figure: nothing was measured this day"))


def _missing_month(figure: WeekFigure) -> str:
    if figure.missing == Missing.TOO_EARLY and figure.last_visit:
        day = date_format(figure.last_visit, "j F")
        return _("no figure: last visit on %(day)s") % {"day": day}
    return {
        Missing.NOT_CONNECTED: _("no figure: not connected yet"),
        Missing.NO_WEEK_BEFORE: _(
            "no change to tell: nothing was measured late in the month before"
        ),
        Missing.NEW_DEFINITION: _(
            "no change to tell: it means something else than the month before"
        ),
        Missing.NEW_ROUNDING: _("no change to tell: it is rounded otherwise than the month before"),
    }.get(figure.missing or Missing.NO_VISIT, _("no figure: nothing was measured this month"))


def _missing_weeks(figure: WeekFigure) -> str:
    return {
        Missing.NOT_CONNECTED: _("no figure: not connected yet"),
        Missing.NEW_DEFINITION: _("no figure: its weeks lie on both sides of a break"),
    }.get(figure.missing or Missing.NO_VISIT, _("no figure: no whole week was read this month"))


def _unfinished(stretch: Stretch, span: Span) -> str:
    if span.covered and stretch.last >= span.covered[0].monday:
        return _("no figure yet: the month reaches into a covered week")
    return _("no figure yet: the month is not over")


def gap_words(gap: Gap) -> str:
    """Return why a day is missing; one that was visited told nothing of this number."""
    if gap.outcome == VISITED:
        return _("no figure: the visit told nothing of this number")
    return _("no figure: %(reason)s") % {"reason": gap_reason(gap.outcome)}


def month_when(figure: Figure) -> str:
    """Return when a month was read: "Sunday 29 November, measured"; so far with its date."""
    if not figure.so_far or figure.day is None:
        return figure.when
    origin = origin_words(figure.origin, figure.precision, figure.decimals)
    words = {"day": date_format(figure.day, "j F"), "origin": origin}
    return _("so far, to %(day)s, %(origin)s") % words


def drawn_words(metric: Metric, unit: Unit) -> str:
    """Return what a point of the line stands for."""
    if metric.kind == Metric.Kind.PER_POST:
        told = {
            Unit.DAY: _("%(noun)s so far in the week, begun anew each Monday."),
            Unit.WEEK: _("%(noun)s a week."),
            Unit.MONTH: _("%(noun)s a week, in the middle one of each month’s weeks."),
        }
        return told[unit] % {"noun": metric.noun}
    week = (
        _("The level at the end of each week.")
        if metric.kind in CHANGES
        else _("The level on the last day measured in each week.")
    )
    return {
        Unit.DAY: _("The level of each day."),
        Unit.WEEK: week,
        Unit.MONTH: _("The level at the end of each month."),
    }[unit]


def apart_words(first: date, last: date, unit: Unit) -> str:
    """Return how far two readings lie apart: "12 weeks apart"."""
    if unit == Unit.DAY:
        days = (last - first).days
        return ngettext("%(count)s day apart", "%(count)s days apart", days) % {"count": days}
    if unit == Unit.MONTH:
        months = (last.year - first.year) * 12 + last.month - first.month
        told = ngettext("%(count)s month apart", "%(count)s months apart", months)
        return told % {"count": months}
    # By their weeks: a Friday and the Sunday of another week are whole weeks apart all the same.
    weeks = (Week.containing(last).monday - Week.containing(first).monday).days // 7
    return ngettext("%(count)s week apart", "%(count)s weeks apart", weeks) % {"count": weeks}


def measured_words(count: int, unit: Unit) -> str:
    """Return how many of them say something: "13 weeks measured"."""
    if unit == Unit.DAY:
        told = ngettext("%(count)s day measured", "%(count)s days measured", count)
    elif unit == Unit.MONTH:
        told = ngettext("%(count)s month measured", "%(count)s months measured", count)
    else:
        told = ngettext("%(count)s week measured", "%(count)s weeks measured", count)
    return told % {"count": count}
