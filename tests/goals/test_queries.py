from datetime import date, timedelta

import pytest

from apps.core.weeks import Week
from apps.goals.models import Goal
from apps.goals.queries import GoalBand, bands_for, check_in_of, check_ins_in_week, goals_in_week
from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import NOW, make_check_in, make_goal, set_down

pytestmark = pytest.mark.django_db


def test_goals_in_a_week_include_those_set_down_later():
    user = make_user()
    goal = make_goal(user)
    make_goal(make_user())
    set_down(goal, date(2026, 5, 1))
    assert goals_in_week(user, Week(2026, 10)) == [goal]
    assert goals_in_week(user, Week(2026, 20)) == []


def test_check_ins_of_a_week_bring_their_goals_words(django_assert_num_queries):
    user = make_user()
    for text in ("One.", "Two.", "Three."):
        make_check_in(make_goal(user, text), "2026-W46", f"About {text}")
    make_check_in(make_goal(make_user()), "2026-W46")
    make_check_in(make_goal(user), "2026-W46", "")
    Goal.objects.for_user(user).in_order()[1].wordings.create(
        text="2.", written_at=NOW + timedelta(days=1)
    )
    with django_assert_num_queries(1):
        said = [(one.goal_text, one.text) for one in check_ins_in_week(user, Week(2026, 46))]
    assert said == [("One.", "About One."), ("2.", "About Two."), ("Three.", "About Three.")]


def test_one_goals_check_in_is_found_by_week():
    goal = make_goal(make_user())
    check_in = make_check_in(goal, "2026-W46")
    assert check_in_of(goal, Week(2026, 46)) == check_in
    assert check_in_of(goal, Week(2026, 45)) is None


def test_the_bands_of_goals_that_hold_are_found_by_metric(django_assert_num_queries):
    user, stranger = make_user(), make_user()
    metrics = [make_metric(make_source(user), key) for key in ("followers", "replies", "posts")]
    first, second, third = metrics
    later = make_goal(user, metric=first, low=5.0, high=6.0, since=date(2026, 3, 1))
    sooner = make_goal(user, metric=first, low=1.0, high=2.0, since=date(2026, 2, 1))
    make_goal(user, metric=first, low=1.0)
    set_down(make_goal(user, metric=first, low=8.0, high=9.0), date(2026, 5, 1))
    make_goal(stranger, metric=second, low=1.0, high=2.0)
    make_goal(user, metric=third, low=1.0, high=2.0)
    with django_assert_num_queries(1):
        found = bands_for(user, [first.pk, second.pk])
    assert found == {first.pk: [GoalBand(sooner.pk, 1.0, 2.0), GoalBand(later.pk, 5.0, 6.0)]}
