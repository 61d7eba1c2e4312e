"""Days and visits when clocks jump, on nights of another length, and when people move."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.metrics.models import FetchAttempt, HostLane, Snapshot, Source
from tests.support.factories import make_user
from tests.support.metrics import NOW, again, go, score

pytestmark = pytest.mark.django_db


def days_of(source):
    return list(
        Snapshot.objects.filter(source=source).order_by("day").values_list("day", flat=True)
    )


def follow(source, visits):
    """Visit the source whenever its own row says so."""
    for _ in range(visits):
        assert go(again(source).next_visit_at) == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])
@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 4, 3)])
def test_nights_when_clocks_change_cost_no_day_and_double_none(network, zone, first):
    network.klout(47)
    start = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=1)
    source = score(make_user(time_zone=zone), next_visit_at=start)
    follow(source, 5)
    days = days_of(source)
    assert len(days) in (4, 5)  # the first visit, at the edge of a day, may share it with the next
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


@pytest.mark.parametrize(
    ("left", "came"),
    [("Pacific/Auckland", "Pacific/Honolulu"), ("Pacific/Honolulu", "Pacific/Kiritimati")],
)
def test_who_moves_across_the_date_line_has_one_value_a_day(network, left, came):
    network.klout(47)
    source = score(make_user(time_zone=left))
    follow(source, 2)
    before = days_of(source)
    type(source.user).objects.update(time_zone=came)
    follow(source, 3)
    days = days_of(source)
    assert days[: len(before)] == before
    assert len(days) == len(set(days)) >= 4
    assert again(source).next_visit_at - NOW < timedelta(days=7)


def test_a_clock_put_back_an_hour_visits_nothing_twice(network):
    network.klout(47)
    source = score()
    assert go() == 1
    assert [go(NOW - timedelta(hours=1) + timedelta(minutes=n)) for n in range(3)] == [0, 0, 0]
    assert FetchAttempt.objects.count() == 1
    assert again(source).next_visit_at > NOW


def test_a_clock_a_year_ahead_brings_one_visit_each_and_no_storm(network):
    network.klout(47)
    for _ in range(3):
        score(make_user())
    later = NOW + timedelta(days=365)
    visits = sum(go(later + timedelta(seconds=5 * n)) for n in range(4))
    assert visits == 3
    assert all(row.next_visit_at > later for row in Source.objects.all())


def test_a_lease_from_a_clock_that_was_ahead_holds_nobody_up(network):
    network.klout(47)
    source = score()
    HostLane.objects.create(
        host=source.host, next_at=NOW, lease_until=NOW + timedelta(days=365), fence=3
    )
    assert go() == 1
