import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.support.factories import make_attempt, make_metric, make_source, make_user, measure
from tests.support.review import NOW, make_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, source, query="", status=200, user=None):
    client.force_login(user or source.user)
    answer = client.get(reverse("review:source_history", args=[source.pk]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_each_day_has_its_values_and_each_gap_its_reason(client):
    source = make_source(make_user())
    metric = make_metric(source, "followers")
    measure(metric, {date(2026, 11, 5): 600, date(2026, 11, 7): 602})
    make_attempt(source, date(2026, 11, 6), outcome="rate_limited")
    page = get(client, source)
    assert re.findall(r'data-day="([^"]+)" data-origin="([^"]+)">(\d+)<', page) == [
        ("2026-11-07", "measured", "602"),
        ("2026-11-05", "measured", "600"),
    ]
    assert "6 November 2026: " in page


def test_days_of_covered_weeks_are_left_out(client):
    source = make_source(make_user())
    metric = make_metric(source, "followers")
    measure(metric, {date(2026, 11, 8): 600, date(2026, 11, 9): 601, date(2026, 11, 17): 602})
    page = get(client, source)
    assert re.findall(r'data-day="([^"]+)"', page) == ["2026-11-08"]
    assert "Week 46 is covered. Week 47 is covered." in page


def test_earlier_days_are_a_link_away(client):
    source = make_source(make_user())
    metric = make_metric(source, "followers")
    measure(metric, {date(2026, 11, 8) - timedelta(days=91): 500})
    page = get(client, source)
    assert "<data" not in page
    assert "<data" in get(client, source, re.search(r"\?last=[\d-]+", page)[0])


@pytest.mark.parametrize("query", ["?last=never", "?last=9999-12-31", "?last=0001-01-01", "?last="])
def test_an_odd_day_shows_the_newest(client, query):
    _user, metrics = make_numbers(weeks=3)
    assert "<data" in get(client, metrics["replies"].source, query)


def test_a_strangers_source_is_a_404(client):
    get(client, make_source(make_user()), status=404, user=make_user())
