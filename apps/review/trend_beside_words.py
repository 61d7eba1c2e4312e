"""A comparison with earlier weeks in words: both amounts, the window, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.stretches import Unit
from apps.core.weeks import local_day
from apps.metrics.models import Measurement, Metric
from apps.metrics.series import CHANGES, WeekFigure
from apps.review.figures import bare_figures
from apps.review.printing import print_figure
from apps.review.shown import is_exact
from apps.review.trend_asked import Beside
from apps.review.trend_beside import Compared, amount


def beside_name(beside: Beside) -> str:
    """Return what the earlier weeks are called: "the 28 days before"."""
    return {
        Beside.DAYS_28: _("the 28 days before"),
        Beside.DAYS_91: _("the 91 days before"),
        Beside.LAST_YEAR: _("the same weeks last year"),
    }.get(beside, "")


def beside_words(metric: Metric, compared: Compared, unit: Unit) -> SafeString:
    """Return both amounts as a sentence, then why some weeks or all are left out."""
    sentences = [_left_out(metric, compared)]
    if compared.told and is_exact(metric):
        sentences.insert(0, _amounts(metric, compared))
    elif not compared.told and not sentences[0]:
        sentences = [_("No whole week was measured on both sides, so there is nothing to compare.")]
    if unit == Unit.MONTH and compared.told:
        sentences.append(_("This goes by whole weeks, so by month no second line is drawn."))
    return format_html_join(" ", "{}", ((one,) for one in sentences if one))


def _amounts(metric: Metric, compared: Compared) -> SafeString:
    now, then = ([pair[side] for pair in compared.told] for side in (0, 1))
    count = len(compared.told)
    return format_html(
        _sentence(metric, count),
        now=_printed(metric, now),
        then=_printed(metric, then),
        noun=metric.noun,
        count=count,
        day=date_format(now[-1].week.sunday, "j F Y"),
        beside=_beside(compared),
    )


def _beside(compared: Compared) -> str:
    name, count = beside_name(compared.beside), len(compared.told)
    if compared.beside == Beside.LAST_YEAR or count == compared.beside.weeks:
        return name
    return ngettext(
        "the week beside it, of %(name)s", "the %(count)s weeks beside them, of %(name)s", count
    ) % {"count": count, "name": name}


def _sentence(metric: Metric, count: int) -> str:
    if metric.kind == Metric.Kind.PER_POST:
        return ngettext(
            "{now} {noun} in the week to {day}, {then} in {beside}.",
            "{now} {noun} in {count} weeks to {day}, {then} in {beside}.",
            count,
        )
    if metric.kind in CHANGES:
        return ngettext(
            "{now} in the week to {day}, {then} in {beside}.",
            "{now} in {count} weeks to {day}, {then} in {beside}.",
            count,
        )
    return ngettext(
        "{now} in the week to {day}, {then} in {beside}.",
        "{now} in the middle one of {count} weeks to {day}, {then} in that of {beside}.",
        count,
    )


def _printed(metric: Metric, told: Sequence[WeekFigure]) -> SafeString:
    """The amount as a figure worked out from the weeks and dated by the last of them."""
    made = replace(
        told[-1],
        value=round(amount(metric, told), metric.decimals),
        origin=Measurement.Origin.DERIVED,
        precision=told[-1].precision if metric.kind in CHANGES else None,
        missing=None,
    )
    return print_figure(bare_figures(metric, [made], zone=metric.source.user.zone)[0])


def _left_out(metric: Metric, compared: Compared) -> str:
    """Say what is not compared, and why."""
    source = metric.source
    sentences = []
    if compared.too_early:
        day = local_day(source.connected_at, source.user.zone)
        words = {"source": source.label, "day": date_format(day, "j F Y")}
        sentences.append(
            _("%(source)s was connected on %(day)s; nothing before that is compared.") % words
        )
    if compared.parted:
        sentences.append(_("Nothing is compared across a break."))
    unmeasured = len(compared.pairs) - len(compared.told)
    if unmeasured and compared.told:
        sentences.append(
            ngettext(
                "%(count)s week that was not measured on both sides is left out.",
                "%(count)s weeks that were not measured on both sides are left out.",
                unmeasured,
            )
            % {"count": unmeasured}
        )
    return " ".join(sentences)
