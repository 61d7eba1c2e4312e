from datetime import date, timedelta

import pytest

from apps.core.statistics import theil_sen
from apps.core.weeks import Week
from apps.goals.comparison import WEEKS_A_MONTH, compare_all, last_whole_week
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.goals import LAST_SUNDAY, make_followers

pytestmark = pytest.mark.django_db
RUNNING = Week(2026, 47)


def compared(metric, *, until=LAST_SUNDAY):
    last = last_whole_week(until=until, running=RUNNING)
    return compare_all([metric], last=last, until=until, running=RUNNING)[metric.pk]


def ends(one):
    return (one.first.value, one.last.value, one.span)


def test_without_a_number_nothing_is_compared(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert compare_all([], last=RUNNING, until=LAST_SUNDAY, running=RUNNING) == {}


def test_followers_are_told_by_their_level_over_twelve_weeks():
    one = compared(make_followers(make_user(), range(600, 620)))
    assert (ends(one), one.weeks[0], one.weeks[-1]) == (
        (608.0, 619.0, 12),
        Week(2026, 35),
        Week(2026, 46),
    )


def test_gaps_stay_empty_and_the_span_is_what_was_measured():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    days = {date(2026, 10, 4): 1, date(2026, 10, 11): 2, date(2026, 10, 25): 3, LAST_SUNDAY: 4}
    measure(metric, days)
    one = compared(metric)
    told = [value.value if value else None for value in one.values]
    assert told == [None] * 5 + [1.0, 2.0, None, 3.0, None, None, 4.0]
    assert (ends(one), one.is_enough) == ((1.0, 4.0, 7), True)


def test_three_weeks_are_too_few():
    one = compared(make_followers(make_user(), [1, 2, 3]))
    assert one.is_enough is False


def test_the_running_week_and_covered_weeks_are_left_out():
    user = make_user()
    metric = make_followers(user, range(10))
    measure(metric, {date(2026, 11, 17): 999})
    assert compared(metric, until=date(2026, 11, 18)).last.value == 9.0
    assert compared(metric, until=date(2026, 11, 8)).last.value == 8.0
    assert compared(metric, until=date(2026, 11, 14)).last.value == 8.0


def test_replies_are_told_by_the_weeks_total_with_the_usual():
    user = make_user()
    metric = make_followers(user, [20] * 5 + [40] * 5 + [64], key="replies")
    one = compared(metric)
    assert ends(one) == (20.0, 64.0, 11)
    assert (one.usual.low, one.usual.high) == (20.0, 40.0)


def test_a_change_smaller_than_the_rounding_is_not_to_be_seen():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    for place, value in enumerate([1000, 1000, 1000, 1050]):
        day = date(2026, 10, 25 - 7 * (3 - place))
        measure(metric, {day: value}, origin="rounded", precision=100)
    assert compared(metric).is_too_small_to_see is True


def test_the_change_a_month_is_that_of_whole_weeks_with_its_doubt():
    values = [600, 603, 602, 606, 611, 609, 615, 614, 620, 619, 623, 626]
    slope = theil_sen(range(12), values)
    told = compared(make_followers(make_user(), values)).a_month
    assert (told.middle, told.low, told.high) == pytest.approx(
        [one * WEEKS_A_MONTH for one in (slope.middle, slope.low, slope.high)]
    )
    assert (told.points, told.can_tell) == (12, True)


def test_a_missing_week_takes_its_time_and_is_not_counted():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    sundays = [LAST_SUNDAY - timedelta(weeks=n) for n in range(12) if n not in (2, 3)]
    measure(metric, {day: 10 * (day - sundays[-1]).days // 7 for day in sundays})
    one = compared(metric)
    assert (one.a_month.points, one.span) == (10, 12)
    assert one.a_month.middle == pytest.approx(10 * WEEKS_A_MONTH)


@pytest.mark.parametrize(("weeks", "is_told"), [(7, False), (8, True)])
def test_a_change_takes_eight_weeks(weeks, is_told):
    one = compared(make_followers(make_user(), range(weeks)))
    assert (one.is_enough, one.a_month is not None) == (True, is_told)


def test_up_and_down_cannot_be_told():
    one = compared(make_followers(make_user(), [5, 9] * 6))
    assert one.a_month.can_tell is False


def test_the_same_every_week_is_steady():
    one = compared(make_followers(make_user(), [7] * 12))
    assert (one.is_steady, one.a_month.can_tell) == (True, False)


def test_no_change_is_told_across_a_break():
    user = make_user()
    metric = make_followers(user, [900] * 5 + list(range(7)))
    metric.measurements.filter(day__gt=LAST_SUNDAY - timedelta(weeks=7)).update(definition=2)
    one = compared(metric)
    assert ([value.value for value in one.told], one.a_month) == ([*map(float, range(7))], None)


@pytest.mark.parametrize("numbers", [1, 5])
def test_values_take_one_query_for_any_number_of_numbers(numbers, django_assert_num_queries):
    user = make_user()
    metrics = [make_followers(user, [1, 2, 3, 4]) for _ in range(numbers)]
    with django_assert_num_queries(1):
        compare_all(metrics, last=RUNNING.previous, until=LAST_SUNDAY, running=RUNNING)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 11, 18), "2026-W46"),
        (date(2026, 11, 15), "2026-W46"),
        (date(2026, 11, 14), "2026-W45"),
        (date(2026, 11, 22), "2026-W46"),
    ],
)
def test_the_last_whole_week_has_ended(until, expected):
    assert str(last_whole_week(until=until, running=RUNNING)) == expected
