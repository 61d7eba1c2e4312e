"""A row of a trend's table and a small chart, in each of their states."""

import re
from dataclasses import replace

import pytest
from django.utils.safestring import SafeString

from apps.accounts.models import Shown
from apps.core.stretches import Stretch
from apps.metrics.series import Break, BreakKind
from apps.review.figures import figures_for_week
from apps.review.operations import uncover_week
from apps.review.trend_breaks import Happened
from apps.review.trend_charts import Multiple
from apps.review.trend_printing import print_multiple, print_row
from apps.review.trend_table import TrendRow
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    user, _metrics = make_numbers()
    uncover_week(user=user, week=WEEK, now=NOW)
    figure = figures_for_week(user, WEEK, now=NOW)[1]
    days = Stretch(WEEK.monday, WEEK.sunday)
    return TrendRow(days, "9–15 <November>", WEEK, figure, None, [], [])


def printed(row, **given):
    return print_row(row, **{"is_level": False, "has_beside": False, "add": "/add/"} | given)


def test_a_week_leads_to_its_page_and_a_month_leads_nowhere(row):
    link = f'<a href="/weeks/{WEEK}/">9–15 &lt;November&gt;</a>'
    assert link in printed(row)
    assert '<th scope="row">9–15 &lt;November&gt;</th>' in printed(replace(row, week=None))


def test_a_row_without_a_note_offers_one_for_its_days(row):
    days = f'href="/add/?day={WEEK.monday}&amp;to={WEEK.sunday}"'
    assert f'{days} aria-label="Add a note to 9–15 &lt;November&gt;">Add</a>' in printed(row)


def test_notes_are_named_by_their_numbers(row):
    told = printed(replace(row, notes=[3, 12]))
    assert told.endswith(
        '<td><a href="#note-3">Note 3</a> <a href="#note-12">Note 12</a></td></tr>'
    )


def test_what_happened_is_tied_by_its_letter(row):
    told = Happened("b", 0, Break(WEEK.monday, BreakKind.CORRECTED, "You corrected it."))
    link = ' <a href="#break-b" aria-label="What happened: b">b</a></td>'
    assert link in printed(replace(row, happened=[told]))


def test_a_level_has_a_column_of_its_own(row):
    assert printed(row, is_level=True).count("<td") == printed(row).count("<td") + 1


def test_earlier_weeks_have_a_column_even_where_nothing_stands_beside(row):
    assert '<td class="fine"></td>' in printed(row, has_beside=True)
    beside = printed(replace(row, beside=row.figure), has_beside=True)
    assert f" · {WEEK.sunday.day} {WEEK.sunday:%b %Y}</td>" in beside


@pytest.fixture
def multiple(row):
    chart = SafeString("<svg></svg>")
    return Multiple(7, "Letters <sent>", row.figure, "15 <November>", chart, "20 & 40")


def test_a_small_chart_leads_to_its_page_its_table_and_its_file(multiple):
    told = print_multiple(multiple, carried="?by=day&weeks=13")
    assert re.findall(r'href="([^"]*)"', told) == [
        "/trends/7/?by=day&amp;weeks=13",
        "/trends/7/?by=day&amp;weeks=13#tb",
        "/trends/7/table.csv?by=day&amp;weeks=13",
    ]


def test_a_small_chart_escapes_whatever_is_not_drawn(multiple):
    told = print_multiple(multiple, carried="?")
    assert (told.count("Letters &lt;sent&gt;"), "<sent>" in told) == (3, False)
    assert "15 &lt;November&gt; · the range you named: 20 &amp; 40 · " in told
    assert "<svg></svg>" in told


def test_a_small_chart_says_where_the_file_tells_more_than_the_page(multiple):
    seen_in_words = replace(multiple, figure=replace(multiple.figure, shown=Shown.WORDS))
    assert [
        "CSV, with the exact numbers</a>" in print_multiple(one, carried="?")
        for one in (multiple, seen_in_words)
    ] == [False, True]
