"""The rows of a trend's table as markup.

Written here and not as a template for the sake of its pages, which have a hundred of them.
"""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.addresses import address
from apps.core.markup import markup, markup_join
from apps.review.printing import print_figure
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
