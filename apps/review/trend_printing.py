"""The rows of a trend's table and its small charts as markup.

Written here and not as templates for the sake of its pages, which have a hundred rows.
"""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.addresses import address
from apps.core.markup import markup, markup_join
from apps.review.printing import print_figure
from apps.review.trend_charts import Multiple
from apps.review.trend_table import TrendRow


def print_row(row: TrendRow, *, is_level: bool, has_beside: bool, add: str) -> SafeString:
    """Return one row; `add` is the address of the form for a note on the metric.

    With `is_level` the level has a column of its own, with `has_beside` the earlier weeks have.
    """
    return markup(
        '<tr><th scope="row">{}</th>{}<td class="r">{}</td><td class="pad fine">{}{}</td>{}'
        "<td>{}</td></tr>",
        _heading(row),
        _level(row) if is_level else "",
        print_figure(row.figure, "cell"),
        row.figure.when,
        _happened(row),
        _beside(row, is_level=is_level) if has_beside else "",
        _notes(row, add),
    )


def _heading(row: TrendRow) -> SafeString | str:
    if row.week is None:
        return row.words
    return markup('<a href="{}">{}</a>', address("review:week", row.week), row.words)


def _level(row: TrendRow) -> SafeString:
    told = "" if row.figure.level is None else print_figure(row.figure, "level")
    return markup('<td class="r">{}</td>', told)


def _happened(row: TrendRow) -> SafeString:
    if not row.happened:
        return SafeString()
    words = _("What happened: %(letter)s")
    return markup_join(
        "",
        ' <a href="#{}" aria-label="{}">{}</a>',
        ((one.anchor, words % {"letter": one.letter}, one.letter) for one in row.happened),
    )


def _beside(row: TrendRow, *, is_level: bool) -> SafeString:
    if row.beside is None:
        return SafeString('<td class="fine"></td>')
    told = print_figure(row.beside, "level" if is_level else "cell")
    day = row.beside.day
    return markup('<td class="fine">{} · {}</td>', told, date_format(day, "j M Y") if day else "")


def _notes(row: TrendRow, add: str) -> SafeString:
    if not row.notes:
        return markup(
            '<a class="fine" href="{}?day={}&amp;to={}" aria-label="{}">{}</a>',
            *(add, row.stretch.first, row.stretch.last),
            *(_("Add a note to %(days)s") % {"days": row.words}, _("Add")),
        )
    words = _("Note %(number)s")
    return markup_join(
        " ",
        '<a href="#note-{}">{}</a>',
        ((number, words % {"number": number}) for number in row.notes),
    )


def print_multiple(one: Multiple, *, carried: str) -> SafeString:
    """Return another number's small chart, with links that carry on what the page shows."""
    at = f"{address('review:trend', one.metric_id)}{carried}"
    return markup(
        '<figure data-of="{}"><h3><a href="{}">{}</a><b>{}</b></h3>{}<p class="fine">{}{} · '
        '<a href="{}#tb" aria-label="{}">{}</a> · {}</p></figure>',
        *(one.metric_id, at, one.label),
        print_figure(one.figure, "line"),
        *(one.chart, one.when),
        " · " + _("the range you named: %(range)s") % {"range": one.named} if one.named else "",
        *(at, _("Table of %(label)s") % {"label": one.label}, _("Table")),
        _csv(one, f"{address('review:trend_csv', one.metric_id)}{carried}"),
    )


def _csv(one: Multiple, at: str) -> SafeString:
    """The link to the file, which says so where it tells more than the page."""
    name, words = _("%(label)s as CSV"), "CSV"
    if not one.figure.is_exact:
        name = _("%(label)s as CSV, with the exact numbers")
        words = _("CSV, with the exact numbers")
    return markup('<a href="{}" aria-label="{}">{}</a>', at, name % {"label": one.label}, words)
