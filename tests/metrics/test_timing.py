"""When visits fall due: by day, where the person is, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.metrics.timing import next_check, next_regular_visit, next_try

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def wall(moment, zone):
    return moment.astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Australia/Lord_Howe", "Pacific/Apia"]
)
def test_the_regular_visit_is_the_next_between_four_and_eight_in_the_evening(zone):
    zone = ZoneInfo(zone)
    for pk in range(1, 200):
        moment = next_regular_visit(pk, zone, NOW)
        assert timedelta(hours=1) <= moment - NOW < timedelta(hours=25)
        assert 4 <= wall(moment, zone).hour < 20


def test_who_asks_before_the_days_own_moment_is_still_visited_at_it():
    evening = datetime(2026, 11, 18, 22, tzinfo=BERLIN).astimezone(UTC)
    regular = next_regular_visit(7, BERLIN, evening)
    hour = timedelta(hours=1)
    assert next_regular_visit(7, BERLIN, regular - hour) == regular
    assert next_regular_visit(7, BERLIN, regular - hour / 2) == regular + 24 * hour
    assert next_regular_visit(7, BERLIN, regular) == regular + 24 * hour


def test_visits_are_spread_over_the_day():
    hours = {next_regular_visit(pk, BERLIN, NOW).hour for pk in range(1, 200)}
    assert len(hours) == 16


@pytest.mark.parametrize("month_day", [(3, 28), (10, 24)])
def test_a_night_when_clocks_change_moves_nothing(month_day):
    noon = datetime(2026, *month_day, 12, tzinfo=UTC)
    first = next_regular_visit(7, BERLIN, noon - timedelta(days=1))
    second = next_regular_visit(7, BERLIN, first)
    assert wall(second, BERLIN) - wall(first, BERLIN) == timedelta(days=1)
    assert second - first != timedelta(days=1)


def test_a_date_that_does_not_exist_is_stepped_over():
    apia = ZoneInfo("Pacific/Apia")
    last = datetime(2011, 12, 29, 20, tzinfo=apia).astimezone(UTC)
    assert next_regular_visit(7, apia, last) > last


def test_tries_come_later_and_later_and_never_after_the_regular_visit():
    waits = [next_try(7, BERLIN, NOW, failures=n) - NOW for n in range(1, 30)]
    assert waits == sorted(waits)
    assert timedelta(minutes=11) < waits[0] < timedelta(minutes=19)
    assert NOW + waits[-1] == next_regular_visit(7, BERLIN, NOW)


def test_nobody_is_tried_at_night():
    evening = datetime(2026, 11, 18, 19, 55, tzinfo=BERLIN).astimezone(UTC)
    local = wall(next_try(7, BERLIN, evening, failures=1), BERLIN)
    assert (local.day, local.hour) == (19, 4)


def test_a_check_is_tried_five_times():
    waits = [next_check(NOW, failures=n) for n in range(1, 6)]
    minutes = [wait and int((wait - NOW).total_seconds() / 60) for wait in waits]
    assert minutes == [1, 4, 16, 64, None]
