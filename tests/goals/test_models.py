from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.core.weeks import Week
from apps.goals.models import Goal
from tests.support.factories import make_user
from tests.support.goals import make_check_in, make_goal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 2.0, "high": 1.0},
        {"low": float("-inf")},
        {"high": float("inf")},
        {"high": 1e16},
        {"since": date(1989, 12, 31)},
        {"set_down_on": date(2026, 1, 3)},
    ],
)
def test_the_database_refuses_impossible_goals(wrong):
    goal = make_goal(make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(**wrong)


def test_a_second_check_in_of_a_week_is_refused():
    goal = make_goal(make_user())
    make_check_in(goal, "2026-W46")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_check_in(goal, "2026-W46")


def test_setting_down_before_the_first_day_is_kept_as_the_first_day():
    goal = make_goal(make_user(), since=date(2026, 11, 18))
    goal.set_down(on=date(2026, 11, 17), closing_line="")
    assert goal.set_down_on == date(2026, 11, 18)


def test_a_goal_is_alive_in_every_week_that_it_touches():
    goal = make_goal(make_user(), since=date(2026, 11, 8))
    goal.set_down(on=date(2026, 11, 16), closing_line="")
    weeks = [Week(2026, number) for number in range(44, 49)]
    alive = [week.number for week in weeks if Goal.objects.alive_in(week).exists()]
    assert alive == [45, 46, 47]
