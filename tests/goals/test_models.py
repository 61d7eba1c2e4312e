from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.core.weeks import Week
from apps.goals.models import Goal, GoalMetric
from apps.goals.operations import take_up
from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import make_check_in, make_goal, set_down

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": date(1989, 12, 31)},
        {"set_down_on": date(2026, 1, 3)},
        {"ending": "paused"},
        {"ending": "won", "set_down_on": date(2026, 5, 3)},
        {"plan_if": "a thread heats up"},
        {"plan_then": "shut the lid"},
    ],
)
def test_the_database_refuses_impossible_goals(wrong):
    goal = make_goal(make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(**wrong)


@pytest.fixture
def beside():
    user = make_user()
    return make_goal(user, metric=make_metric(make_source(user), "followers")).metrics.get()


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 2.0, "high": 1.0},
        {"low": float("-inf")},
        {"high": float("inf")},
        {"high": 1e16},
        {"direction": "up"},
        {"metric_label": ""},
    ],
)
def test_the_database_refuses_impossible_wishes(beside, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalMetric.objects.filter(pk=beside.pk).update(**wrong)


def test_a_metric_stands_beside_a_goal_once(beside):
    with pytest.raises(IntegrityError), transaction.atomic():
        beside.goal.metrics.create(metric=beside.metric, metric_label="Again")


def test_a_goal_that_follows_itself_is_refused():
    goal = make_goal(make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(follows=goal)


@pytest.mark.parametrize("wrong", [{"taken_up_on": date(2026, 5, 2)}, {"ending": "won"}])
def test_the_database_refuses_impossible_times_away(wrong):
    goal = make_goal(make_user())
    day = {"set_down_on": date(2026, 5, 3), "taken_up_on": date(2026, 5, 3)}
    with pytest.raises(IntegrityError), transaction.atomic():
        goal.past_settings_down.create(**day | wrong)


def test_a_second_check_in_of_a_week_is_refused():
    goal = make_goal(make_user())
    make_check_in(goal, "2026-W46")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_check_in(goal, "2026-W46")


def test_setting_down_before_the_first_day_is_kept_as_the_first_day():
    goal = make_goal(make_user(), since=date(2026, 11, 18))
    set_down(goal, date(2026, 11, 17))
    assert goal.set_down_on == date(2026, 11, 18)


def test_a_goal_is_alive_in_every_week_that_it_touches():
    goal = make_goal(make_user(), since=date(2026, 11, 8))
    set_down(goal, date(2026, 11, 16))
    weeks = [Week(2026, number) for number in range(44, 49)]
    alive = [week.number for week in weeks if Goal.objects.alive_in(week).exists()]
    assert alive == [45, 46, 47]


def test_a_goal_is_not_alive_in_a_week_that_it_waited_through():
    goal = make_goal(make_user(), since=date(2026, 11, 2))
    set_down(goal, date(2026, 11, 4), ending="paused")
    take_up(goal=goal, on=date(2026, 11, 18))
    weeks = [Week(2026, number) for number in range(44, 49)]
    alive = [week.number for week in weeks if Goal.objects.alive_in(week).exists()]
    assert alive == [45, 47, 48]
