from datetime import date

import pytest

from apps.core.weeks import Week
from apps.goals.queries import check_in_of, check_ins_in_week, goals_in_week
from tests.support.factories import make_user
from tests.support.goals import make_check_in, make_goal

pytestmark = pytest.mark.django_db


def test_goals_in_a_week_include_those_set_down_later():
    user = make_user()
    goal = make_goal(user)
    make_goal(make_user())
    goal.set_down(on=date(2026, 5, 1), closing_line="")
    assert goals_in_week(user, Week(2026, 10)) == [goal]
    assert goals_in_week(user, Week(2026, 20)) == []


def test_check_ins_of_a_week_bring_their_goals_words(django_assert_num_queries):
    user = make_user()
    for text in ("One.", "Two.", "Three."):
        make_check_in(make_goal(user, text), "2026-W46", f"About {text}")
    make_check_in(make_goal(make_user()), "2026-W46")
    make_check_in(make_goal(user), "2026-W46", "")
    with django_assert_num_queries(2):
        said = [(one.goal.text, one.text) for one in check_ins_in_week(user, Week(2026, 46))]
    assert said == [("One.", "About One."), ("Two.", "About Two."), ("Three.", "About Three.")]


def test_one_goals_check_in_is_found_by_week():
    goal = make_goal(make_user())
    check_in = make_check_in(goal, "2026-W46")
    assert check_in_of(goal, Week(2026, 46)) == check_in
    assert check_in_of(goal, Week(2026, 45)) is None
