"""What stands where a number that is seen in words, or hidden, would be told in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import Shown
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, WeekFigure
from apps.review.figures import bare_figures, named_figure
from apps.review.shown import shown_as
from apps.review.words import week_days_and_year


def is_hidden(metric: Metric) -> bool:
    """Say whether the page may tell nothing of the metric's numbers, their shape included."""
    return shown_as(metric) == Shown.HIDDEN


def hidden_words(metric: Metric) -> SafeString:
    """Return "Hidden. Show", with the link that shows the metric's numbers on this page."""
    return format_html("{} {}", _("Hidden."), tap(metric))


def tap(metric: Metric) -> SafeString:
    """Return the link alone."""
    return SafeString(render_to_string("review/_tap.html", {"figure": named_figure(metric)}))


def unseen_sentence(metric: Metric, told: Sequence[WeekFigure], *, zone: ZoneInfo) -> SafeString:
    """Return a trend's sentence without a number: where the newest of the weeks stands."""
    if is_hidden(metric):
        return hidden_words(metric)
    if not told:
        return format_html("{} {}", _("In words, once a whole week was measured."), tap(metric))
    (figure,) = bare_figures(metric, told[-1:], zone=zone)
    words = {"days": week_days_and_year(told[-1].week), "level": figure.level_text}
    words["figure"] = figure.text or figure.missing
    if metric.kind in CHANGES:
        said = _("%(days)s. The level: %(level)s. Its change: %(figure)s.") % words
    else:
        said = _("%(days)s: %(figure)s.") % words
    return format_html("{}", said)
