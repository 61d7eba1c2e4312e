from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.core.weeks import Week
from apps.review.week_list import weeks_by_year
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW

pytestmark = pytest.mark.django_db


def lines(user, now=NOW):
    return [
        (year.year, [(line.week.number, line.called, len(line.weeks)) for line in year.lines])
        for year in weeks_by_year(user, now=now)
    ]


def test_weeks_are_listed_by_year_with_blank_ones_together():
    user = make_user(date_joined=datetime(2026, 10, 1, tzinfo=UTC))
    make_entry(user, Week(2026, 45), title="Rain, mostly", finished_at=NOW)
    make_entry(user, Week(2026, 41), body="A line without a *title*.", finished_at=NOW)
    make_entry(user, Week(2026, 40), rested_at=NOW)
    assert lines(user) == [
        (
            2026,
            [
                (47, "The page is open", 1),
                (46, "The page is open", 1),
                (45, "Rain, mostly", 1),
                (44, "", 3),
                (41, "A line without a *title*.", 1),
                (40, "A rest", 1),
            ],
        )
    ]


def test_a_year_has_its_own_iso_weeks():
    user = make_user(date_joined=datetime(2020, 12, 20, tzinfo=UTC))
    now = datetime(2021, 1, 20, tzinfo=UTC)
    assert [(year, [n for n, _called, _many in weeks]) for year, weeks in lines(user, now)] == [
        (2021, [3, 2, 1]),
        (2020, [53]),
    ]


def test_the_page_takes_the_same_queries_for_one_and_for_thirty(client, django_assert_num_queries):
    user = make_user()
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        make_entry(user, Week(2026, 1), title="One")
        with django_assert_num_queries(4):
            client.get(reverse("review:week_list"))
        for n in range(2, 32):
            make_entry(user, Week(2026, n), title=f"Number {n}")
        with django_assert_num_queries(4):
            answer = client.get(reverse("review:week_list"))
    assert "Number 31" in answer.content.decode()
