from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from apps.core.stretches import Stretch, Unit, stretch_of, stretches

DAYS = st.dates(date(1991, 1, 1), date(2099, 1, 1))


def test_a_month_ends_on_its_own_last_day():
    assert stretch_of(date(2024, 2, 10), Unit.MONTH) == Stretch(date(2024, 2, 1), date(2024, 2, 29))


def test_days_and_weeks_run_from_the_monday_to_the_last_day():
    monday, sunday = date(2026, 11, 2), date(2026, 11, 15)
    assert stretches(monday, sunday, Unit.WEEK) == [
        Stretch(monday, date(2026, 11, 8)),
        Stretch(date(2026, 11, 9), sunday),
    ]
    assert len(stretches(monday, sunday, Unit.DAY)) == 14


def test_a_month_whose_last_seven_days_began_before_is_left_out():
    months = stretches(date(2026, 9, 28), date(2026, 11, 15), Unit.MONTH)
    assert [month.first for month in months] == [date(2026, 10, 1), date(2026, 11, 1)]


def test_there_is_nothing_between_two_days_in_the_wrong_order():
    assert stretches(date(2026, 11, 9), date(2026, 11, 8), Unit.WEEK) == []


@given(DAYS, st.integers(0, 900), st.sampled_from(Unit))
def test_stretches_follow_each_other_and_none_is_told_by_days_outside(day, more, unit):
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=more)
    found = stretches(first, last, unit)
    joined = [(after.first - one.last).days for one, after in pairwise(found)]
    assert joined == [1] * max(len(found) - 1, 0)
    assert all(one.late >= first and one.first <= last for one in found)
    assert all(stretch_of(one.first, unit) == stretch_of(one.last, unit) == one for one in found)
