"""Ending a goal, its numbers, its reasons: the forms behind the links of its page."""

from datetime import date

import pytest
import time_machine

from apps.goals.models import Ending, Goal, GoalMetric
from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import NOW, WISH, make_goal, set_down
from tests.support.pages import address, plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def at(name, *args, query=""):
    return address(f"review:{name}", *args, query=query)


def words(response):
    return plain(response.content.decode())


@pytest.mark.parametrize("ending", Ending.values)
def test_a_goal_ends_in_five_ways_each_with_a_closing_line(page, user, ending):
    goal = make_goal(user)
    sent = {"ending": ending, "closing_line": "That was it."}
    page.post(at("goal_set_down", goal.pk), sent)
    goal.refresh_from_db()
    kept = (goal.ending, goal.set_down_on, goal.closing_line)
    assert kept == (ending, date(2026, 11, 18), "That was it.")
    told = words(page.get(at("goal_list")))
    assert f"{Ending(ending).label} 4 January to 18 November {WISH} “That was it.”" in told


@pytest.mark.parametrize("ending", ["", "won", "paused\x00"])
def test_without_a_way_to_end_it_what_was_typed_is_kept(page, user, ending):
    goal = make_goal(user)
    sent = {"ending": ending, "closing_line": "That was it."}
    response = page.post(at("goal_set_down", goal.pk), sent)
    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["ending"])
    assert "That was it.</textarea>" in response.content.decode()
    assert Goal.objects.held().count() == 1


def test_a_second_setting_down_changes_nothing(page, user):
    goal = make_goal(user)
    for ending, line in (("reached", "First."), ("let_go", "Second.")):
        sent = {"ending": ending, "closing_line": line}
        status = page.post(at("goal_set_down", goal.pk), sent).status_code
    goal.refresh_from_db()
    assert (status, goal.ending, goal.closing_line) == (409, "reached", "First.")


def test_a_paused_goal_waits_and_is_taken_up_again(page, user):
    goal = make_goal(user)
    set_down(goal, date(2026, 5, 3), ending="paused", line="Later.")
    assert f"Waiting Paused 4 January to 3 May {WISH} “Later.”" in words(page.get(at("goal_list")))
    answer = page.post(at("goal_take_up", goal.pk), follow=True)
    assert "“Later.” Paused · 3 May" in words(answer)
    assert "Taken up again · 18 November" in words(answer)
    assert Goal.objects.held().count() == 1


def test_one_that_changed_leads_to_what_it_became(page, user):
    goal = make_goal(user)
    answer = page.post(at("goal_set_down", goal.pk), {"ending": "changed"})
    assert answer.url == at("goal_add", query=f"?follows={goal.pk}")
    form = words(page.get(answer.url))
    assert "What do you want now?" in form
    assert WISH in form
    page.post(answer.url, {"text": "Slower ones.", "since": "2026-11-18"})
    made = Goal.objects.held().get()
    assert (made.text, made.follows) == ("Slower ones.", goal)
    assert "It became Slower ones." in words(page.get(at("goal_list")))


@pytest.mark.parametrize("follows", ["x", "-1", "٣", "9" * 30, "\x00", "theirs"])
def test_nothing_follows_what_is_not_ones_own(page, follows):
    theirs = make_goal(make_user())
    query = {"follows": theirs.pk if follows == "theirs" else follows}
    assert page.get(at("goal_add"), query).status_code == 404


def test_numbers_are_put_beside_changed_and_put_away(page, user):
    source = make_source(user)
    followers, replies = (make_metric(source, key) for key in ("followers", "replies"))
    goal = make_goal(user, metric=followers)
    page.post(at("goal_number_add", goal.pk), {"metric": replies.pk, "direction": "fewer"})
    row = goal.metrics.get(metric=replies)
    assert 'value="fewer" selected' in page.get(at("goal_number", row.pk)).content.decode()
    page.post(at("goal_number", row.pk), {"metric": replies.pk, "low": "1", "high": "2"})
    row.refresh_from_db()
    assert (row.direction, row.low, row.high) == ("", 1.0, 2.0)
    page.post(at("goal_number_remove", row.pk))
    assert [one.metric for one in goal.metrics.all()] == [followers]


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["metric"]),
        ({"metric": "9999"}, ["metric"]),
        ({"metric": "taken"}, ["metric"]),
        ({"metric": "free", "low": "3", "high": "2"}, ["high"]),
        ({"metric": "free", "low": "x"}, ["low"]),
    ],
)
def test_a_number_that_cannot_be_put_beside_says_why(page, user, sent, fields):
    source = make_source(user)
    keys = {"taken": "followers", "free": "replies"}
    metrics = {name: make_metric(source, key) for name, key in keys.items()}
    goal = make_goal(user, metric=metrics["taken"])
    chosen = metrics.get(sent.get("metric"))
    answer = page.post(
        at("goal_number_add", goal.pk), sent | ({"metric": chosen.pk} if chosen else {})
    )
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, fields)
    assert goal.metrics.count() == 1


@pytest.mark.parametrize("name", ["goal_number", "goal_number_remove"])
def test_a_number_beside_a_strangers_goal_is_not_found(page, name):
    stranger = make_user()
    theirs = make_goal(stranger, metric=make_metric(make_source(stranger), "followers"))
    row = theirs.metrics.get()
    assert page.post(at(name, row.pk), {"metric": row.metric_id}).status_code == 404
    assert GoalMetric.objects.count() == 1


def test_an_erased_number_leads_back_to_the_goal(page, user):
    metric = make_metric(make_source(user), "followers")
    goal = make_goal(user, metric=metric)
    metric.source.delete()
    answer = page.get(at("goal_number", goal.metrics.get().pk), follow=True)
    assert "Followers on Mastodon stood beside this one." in words(answer)


def test_reasons_are_said_and_kept(page, user):
    goal = make_goal(user)
    sent = {"why": "To hear them.", "plan_if": "it heats up", "plan_then": "shut the lid"}
    page.post(at("goal_reasons", goal.pk), sent)
    form = page.get(at("goal_reasons", goal.pk)).content.decode()
    assert all(f"{text}</textarea>" in form for text in sent.values())
    answer = page.post(at("goal_reasons", goal.pk), sent | {"plan_then": ""})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["plan_then"])
