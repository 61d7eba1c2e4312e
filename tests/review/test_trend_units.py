import csv
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.models import Measurement
from tests.support.factories import make_attempt, make_entry, make_metric, make_source, make_user
from tests.support.pages import plain, read
from tests.support.review import NOW, WEEK, bulk, make_numbers

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
LAST = date(2026, 11, 8)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def followers():
    """Followers, read every day from July to the last day that is not covered, one more each."""
    metric = make_metric(make_source(make_user()), "followers")
    days = [JULY + timedelta(days=n) for n in range((LAST - JULY).days + 12)]
    bulk(metric, {day: 300 + n for n, day in enumerate(days)})
    return metric


def get(client, metric, query, name="review:trend"):
    client.force_login(metric.source.user)
    answer = client.get(reverse(name, args=[metric.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client, metric, query):
    return list(csv.reader(get(client, metric, query, "review:trend_csv").splitlines()))[1:]


def row_of(page, name):
    return plain(
        next(row for row in page.split("<tbody>")[1].split("<tr>") if name in row).split("</tr>")[0]
    )


def test_by_day_each_day_is_a_row_with_its_change(client, followers):
    rows = table(client, followers, "?by=day&first=2026-11-02")
    assert [(row[0], row[5], row[6]) for row in rows] == [
        (f"2026-11-0{n}", "1", str(422 + n)) for n in range(2, 9)
    ]


def test_by_month_the_last_day_counts_and_a_month_in_a_covered_week_is_told_so_far(
    client, followers
):
    rows = table(client, followers, "?by=month&weeks=all")
    assert [(row[0], row[5], row[6], row[7]) for row in rows] == [
        ("2026-07", "", "330", "2026-07-31"),
        ("2026-08", "31", "361", "2026-08-31"),
        ("2026-09", "30", "391", "2026-09-30"),
        ("2026-10", "31", "422", "2026-10-31"),
        ("2026-11", "8", "430", "2026-11-08"),
    ]
    page = get(client, followers, "?by=month&weeks=all")
    assert "so far, to 8 November, measured" in row_of(page, "November 2026")


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_no_unit_tells_a_day_of_a_covered_week(client, followers, unit):
    query = f"?weeks=all&by={unit}&table=1"
    client.force_login(followers.source.user)
    names = ("review:trend", "review:trend_csv")
    addresses = [reverse(name, args=[followers.pk]) + query for name in names]
    before = read(client, addresses)
    Measurement.objects.filter(day__gt=LAST).update(value=987_654)
    assert read(client, addresses) == before
    assert max(re.findall(r'data-day="([^"]+)"', before[addresses[0]])) == LAST.isoformat()


def test_a_month_that_was_not_read_late_has_no_figure(client, followers):
    late = {"day__range": (date(2026, 8, 25), date(2026, 8, 31))}
    Measurement.objects.filter(**late).delete()
    page = get(client, followers, "?by=month&weeks=all")
    assert "no figure: last visit on 24 August" in row_of(page, "August 2026")
    assert "no change to tell" in row_of(page, "September 2026")


def test_what_posts_received_is_told_by_the_middle_week_of_a_month(client):
    _user, metrics = make_numbers()
    weeks = table(client, metrics["replies"], "?weeks=13")
    october = sorted(int(row[5]) for row in weeks if row[7].startswith("2026-10"))
    (month,) = [r for r in table(client, metrics["replies"], "?by=month") if r[0] == "2026-10"]
    assert (int(month[5]), month[8]) == (october[(len(october) - 1) // 2], "measured")


def test_by_day_what_posts_received_begins_anew_on_monday(client):
    metric = make_metric(make_source(make_user()), "replies")
    bulk(metric, {LAST - timedelta(days=n): 40 - n for n in range(14)})
    page = get(client, metric, "?by=day&weeks=13")
    wide = page.split('class="only-wide"')[1].split("</svg>")[0]
    lines = re.findall(r'class="c-line" points="([^"]*)"', wide)
    assert [len(line.split()) for line in lines] == [7, 7]


def test_a_missing_day_says_why(client, followers):
    Measurement.objects.filter(day=date(2026, 11, 5)).delete()
    make_attempt(followers.source, date(2026, 11, 5), "transient")
    page = get(client, followers, "?by=day&first=2026-11-02")
    assert row_of(page, "5 November 2026").startswith("Thursday 5 November 2026 no figure: ")
    assert "the day before was not measured" in row_of(page, "6 November 2026")


def test_days_follow_the_persons_zone():
    user = make_user(time_zone="Pacific/Kiritimati")
    assert user.today(datetime(2026, 11, 8, 12, tzinfo=UTC)) == date(2026, 11, 9)


def test_a_running_month_is_told_so_far_even_when_nothing_is_covered(client, followers):
    for week in (WEEK, WEEK.next):
        make_entry(followers.source.user, week, finished_at=NOW, uncovered_at=NOW)
    rows = table(client, followers, "?by=month&weeks=all")
    assert rows[-1][:3] == ["2026-11", "2026-11-01", "2026-11-30"]
    page = get(client, followers, "?by=month&weeks=all")
    assert "so far, to 18 November" in row_of(page, "November 2026")


def test_levels_are_told_by_the_days_or_months_shown(client, followers):
    lead = re.compile(r'id="sum"[^>]*>(.*?)</p>', re.S)
    by_day = plain(lead.search(get(client, followers, "?by=day&first=2026-10-26"))[1])
    by_month = plain(lead.search(get(client, followers, "?by=month&weeks=all"))[1])
    assert by_day.startswith(
        "417 on 26 October 2026, 430 on 8 November 2026: 13 days apart, 14 days measured."
    )
    assert by_month.startswith(
        "330 on 31 July 2026, 422 on 31 October 2026: 3 months apart, 4 months measured."
    )


def test_every_switch_keeps_what_the_others_chose(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"], "?by=day&first=2026-09-07&last=2026-09-20&with=28")
    kept = "?by=day&amp;first=2026-09-07&amp;last=2026-09-20&amp;with=28"
    other = reverse("review:trend", args=[metrics["score"].pk])
    assert f'href="{other}{kept}"' in page
    assert 'href="?by=month&amp;first=2026-09-07&amp;last=2026-09-20&amp;with=28"' in page
    assert 'name="by" value="day"' in page
    assert 'name="with" value="28"' in page


@pytest.mark.parametrize(
    "query", ["?by=hour&with=7&table=-1", "?by=&with=&table=x", "?by=day&table=%00", "?table=²"]
)
def test_what_nobody_offers_is_the_usual(client, query):
    _user, metrics = make_numbers()
    get(client, metrics["replies"], query)


def test_a_csv_of_impossible_dates_is_refused_with_the_reason(client):
    _user, metrics = make_numbers()
    client.force_login(metrics["replies"].source.user)
    address = reverse("review:trend_csv", args=[metrics["replies"].pk]) + "?first=2026-13-40"
    answer = client.get(address)
    assert (answer.status_code, "Write the day as year" in answer.content.decode()) == (422, True)
