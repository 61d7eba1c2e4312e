from datetime import date

import pytest

from apps.core.weeks import Week
from apps.goals.comparison import compare, compare_all, last_whole_week
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.goals import LAST_SUNDAY, make_followers, make_goal

pytestmark = pytest.mark.django_db
RUNNING = Week(2026, 47)


def compared(goal, *, until=LAST_SUNDAY):
    return compare(goal, until=until, running=RUNNING)


def ends(one):
    return (one.first.value, one.last.value, one.span)


def test_a_goal_without_a_number_has_nothing_to_compare():
    assert compared(make_goal(make_user())) is None


def test_followers_are_told_by_their_level_over_twelve_weeks():
    user = make_user()
    goal = make_goal(user, metric=make_followers(user, range(600, 620)))
    one = compared(goal)
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
    one = compared(make_goal(user, metric=metric))
    told = [value.value if value else None for value in one.values]
    assert told == [None] * 5 + [1.0, 2.0, None, 3.0, None, None, 4.0]
    assert (ends(one), one.is_enough) == ((1.0, 4.0, 7), True)


def test_three_weeks_are_too_few():
    user = make_user()
    one = compared(make_goal(user, metric=make_followers(user, [1, 2, 3])))
    assert one.is_enough is False


def test_the_running_week_and_covered_weeks_are_left_out():
    user = make_user()
    metric = make_followers(user, range(10))
    measure(metric, {date(2026, 11, 17): 999})
    goal = make_goal(user, metric=metric)
    assert compared(goal, until=date(2026, 11, 18)).last.value == 9.0
    assert compared(goal, until=date(2026, 11, 8)).last.value == 8.0
    assert compared(goal, until=date(2026, 11, 14)).last.value == 8.0


def test_replies_are_told_by_the_weeks_total_with_the_usual():
    user = make_user()
    metric = make_followers(user, [20] * 5 + [40] * 5 + [64], key="replies")
    one = compared(make_goal(user, metric=metric))
    assert ends(one) == (20.0, 64.0, 11)
    assert (one.usual.low, one.usual.high) == (20.0, 40.0)


def test_a_change_smaller_than_the_rounding_is_not_to_be_seen():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    for place, value in enumerate([1000, 1000, 1000, 1050]):
        day = date(2026, 10, 25 - 7 * (3 - place))
        measure(metric, {day: value}, origin="rounded", precision=100)
    assert compared(make_goal(user, metric=metric)).is_too_small_to_see is True


@pytest.mark.parametrize("goals", [1, 5])
def test_values_take_one_query_for_any_number_of_goals(goals, django_assert_num_queries):
    user = make_user()
    all_goals = [make_goal(user, metric=make_followers(user, [1, 2, 3, 4])) for _ in range(goals)]
    with django_assert_num_queries(1):
        compare_all(all_goals, until=LAST_SUNDAY, running=RUNNING)


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
