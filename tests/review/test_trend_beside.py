import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.core.weeks import Week, weeks_between
from apps.metrics.models import Measurement
from apps.review.spans import Span
from apps.review.trend_asked import Beside
from apps.review.trend_beside import pairs_of
from tests.support.factories import make_metric, make_source, make_user
from tests.support.review import NOW, WEEK, bulk, make_numbers

pytestmark = pytest.mark.django_db
WHOLE = WEEK.previous


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, metric, query):
    client.force_login(metric.source.user)
    return client.get(reverse("review:trend", args=[metric.pk]) + query).content.decode()


def words(page):
    found = re.search(r'class="besides[^>]*>(.*?)</p>', page, re.S)[1]
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def dashed(page):
    """How many points the second line has, on the wide chart."""
    wide = page.split('class="only-wide"')[1].split("</svg>")[0]
    lines = re.findall(r'class="c-beside" points="([^"]*)"', wide)
    return sum(len(line.split()) for line in lines)


def test_the_last_28_days_stand_beside_the_28_before(client):
    metric = make_metric(make_source(make_user()), "replies")
    bulk(metric, {WHOLE.shift(-n).sunday: 10 * (n < 4) + 1 for n in range(8)})
    page = get(client, metric, "?weeks=13&with=28")
    assert words(page) == ("44 replies in 4 weeks to 8 November 2026, 4 in the 28 days before.")
    assert (dashed(page), "Dashed: the 28 days before." in page) == (4, True)
    assert "The 28 days before</th>" in page


def test_what_goes_up_and_down_is_compared_by_its_change(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["followers"], "?weeks=13&with=91")
    assert words(page) == "+39 in 13 weeks to 8 November 2026, +39 in the 91 days before."


def test_last_year_has_the_same_weeks_by_their_numbers(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["score"], "?weeks=13&with=year")
    assert words(page).startswith("47.0 in the middle one of 7 weeks to 8 November 2026")
    assert "6 weeks that were not measured on both sides are left out." in words(page)
    assert page.split("<tbody>")[1].split("</tbody>")[0].count('data-day="2025-') == 7


def test_by_day_the_second_line_has_the_same_weekdays(client):
    metric = make_metric(make_source(make_user()), "followers")
    bulk(metric, {WHOLE.sunday - timedelta(days=n): 900 - n for n in range(70)})
    page = get(client, metric, "?weeks=13&by=day&with=28")
    assert dashed(page) == 28
    first_row = page.split("<tbody>")[1].split("</tr>")[0]
    assert 'data-day="2026-10-11"' in first_row  # a Sunday beside Sunday 8 November


def test_by_month_the_words_stand_without_a_line(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"], "?by=month&with=91")
    assert (dashed(page), "by month no second line is drawn" in words(page)) == (0, True)


def test_nothing_before_the_connection_is_compared(client):
    connected = datetime(2026, 8, 12, 12, tzinfo=NOW.tzinfo)
    user = make_user()
    metric = make_metric(make_source(user, connected_at=connected), "replies")
    bulk(metric, {WHOLE.shift(-n).sunday: 5 for n in range(60)})
    page = get(client, metric, "?weeks=13&with=year")
    told = "Mastodon was connected on 12 August 2026; nothing before that is compared."
    assert (words(page), dashed(page)) == (told, 0)


def test_nothing_is_compared_across_a_break(client):
    metric = make_metric(make_source(make_user()), "replies")
    bulk(metric, {WHOLE.shift(-n).sunday: 5 for n in range(30)})
    since = WHOLE.shift(-5).monday
    Measurement.objects.filter(metric=metric, day__gte=since).update(definition=2)
    page = get(client, metric, "?weeks=13&with=28")
    assert words(page) == (
        "10 replies in 2 weeks to 8 November 2026, 10 in the 2 weeks beside them, of the 28 days "
        "before. Nothing is compared across a break."
    )
    assert dashed(page) == 2


def span_of_weeks(last, count):
    weeks = weeks_between(last.shift(1 - count), last)
    return Span(weeks, last.next, last.next.sunday, last.sunday, [], "")


@given(
    st.dates(date(1995, 1, 1), date(2090, 1, 1)),
    st.integers(1, 120),
    st.sampled_from([Beside.DAYS_28, Beside.DAYS_91, Beside.LAST_YEAR]),
)
def test_pairs_are_aligned_by_weekday_and_lie_within_the_span(day, count, beside):
    span = span_of_weeks(Week.containing(day), count)
    pairs = pairs_of(beside, span)
    assert len(pairs) <= min(beside.weeks, count)
    apart = [(pair.now.monday - pair.then.monday).days for pair in pairs]
    assert all(days % 7 == 0 and days > 0 for days in apart)
    assert all(pair.now in span.weeks for pair in pairs)
    if beside != Beside.LAST_YEAR:
        now, then = {pair.now for pair in pairs}, {pair.then for pair in pairs}
        assert (set(apart) <= {7 * beside.weeks}, now & then) == (True, set())
    else:
        assert all(pair.then.number == pair.now.number for pair in pairs)


def test_a_week_53_has_mostly_none_beside_it():
    span = span_of_weeks(Week(2026, 53), 2)
    assert [pair.then for pair in pairs_of(Beside.LAST_YEAR, span)] == [Week(2025, 52)]
