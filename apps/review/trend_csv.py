"""A trend's weeks as CSV that no spreadsheet will run."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.metrics.models import Metric
from apps.review.figures import Figure, bare_figures
from apps.review.spans import Span
from apps.review.trends import read_span

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(answer: HttpResponse, user: User, metric: Metric, span: Span) -> None:
    """Write one line a week into `answer`: the same weeks and values as the page's table."""
    rows = csv.writer(answer)
    rows.writerow([_("week"), _("first day"), _("last day"), _("source"), _("number"), _("figure"),
                   _("level"), _("measured on"), _("origin"), _("why there is none")])  # fmt: skip
    found = read_span([metric], span)[metric.pk]
    figures = bare_figures(metric, [found[week] for week in span.weeks], zone=user.zone)
    for week, figure in zip(span.weeks, figures, strict=True):
        days = [str(week), week.monday.isoformat(), week.sunday.isoformat()]
        rows.writerow([*days, *_cells(figure)])


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


def plain_cell(text: str) -> str:
    """Return the text with a quote before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
