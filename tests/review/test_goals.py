import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.core.remembering import Memory
from apps.core.weeks import Week, weeks_between
from apps.goals.models import CheckIn, Goal, Wording
from apps.goals.operations import NumberBeside, put_beside
from apps.metrics.models import Measurement
from apps.review.goals import span_words_of
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.goals import (
    NOW,
    WISH,
    make_check_in,
    make_followers,
    make_goal,
    reread,
    set_down,
)

pytestmark = pytest.mark.django_db
FORMS = ["goal_reword", "goal_reasons", "goal_number_add", "check_in_write", "goal_set_down"]
TEN_YEARS = weeks_between(Week(2016, 47), Week(2026, 46))
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


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
    return reverse(f"review:{name}", args=args) + query


def words(response):
    """The main part's text, its tags taken out and its spaces made single."""
    text = re.sub(r"<[^>]+>", "", MAIN.search(response.content.decode())[0])
    return " ".join(text.split())


def wrong(response):
    """Status, and the names of the fields that have an error."""
    return response.status_code, sorted(response.context["form"].errors)


def test_the_page_tells_how_followers_moved_beside_the_wish(page, user):
    make_goal(user, metric=make_followers(user, range(642, 682, 2)))
    make_entry(user, date(2026, 11, 10), rested_at=NOW)
    told = words(page.get(at("goal_list")))
    assert (
        "Followers: 658 to 680 over 12 weeks. "
        "You wrote that you want fewer, better conversations. "
        "About +9 a month, 95% interval +9, from all 12 weeks. "
        "Mastodon: 30 August and 15 November, measured."
    ) in told


def test_every_number_carries_its_source_metric_day_and_origin(page, user):
    metric = make_followers(user, [1, 2, 3, 4], key="replies")
    make_goal(user, metric=metric)
    make_entry(user, date(2026, 11, 10), rested_at=NOW)
    content = page.get(at("goal_list")).content.decode()
    assert (
        content.count(
            f'<data value="4" data-source="Mastodon" data-metric="{metric.pk}" '
            'data-day="2026-11-15" data-origin="measured">4</data>'
        )
        == 2
    )


def test_an_open_week_gives_no_value_away(page, user):
    make_goal(user, metric=make_followers(user, [1, 2, 3, 4, 7654]))
    response = page.get(at("goal_list"))
    assert "7,654" not in response.content.decode()
    assert "7654" not in response.content.decode()
    assert "Followers: 1 to 4 over 4 weeks." in words(response)
    assert "Week 46 is covered until you’ve written." in words(response)


def test_few_weeks_are_said_to_be_too_few(page, user):
    make_goal(user, metric=make_followers(user, [1, 2, 3]))
    assert "Followers: too few weeks to say. You wrote" in words(page.get(at("goal_list")))


def test_words_stay_when_the_numbers_were_erased(page, user):
    metric = make_followers(user, range(20))
    make_check_in(make_goal(user, metric=metric), "2026-W46", "Not lonelier.")
    metric.source.delete()
    told = words(page.get(at("goal_list")))
    assert "Not lonelier." in told
    assert "Followers on Mastodon stood beside this one. Its numbers were erased" in told


def test_the_latest_check_ins_are_numbered_and_marked_on_the_chart(page, user):
    goal = make_goal(user, metric=make_followers(user, range(20)))
    for number in range(38, 46):
        make_check_in(goal, f"2026-W{number}", f"Said in {number}.")
    make_check_in(goal, "2026-W37", "")
    content = page.get(at("goal_list")).content.decode()
    assert re.findall(r'aria-hidden="true">(\d+)</span>', content) == list("123")
    assert "Check-ins 1, 2 and 3 are marked." in content
    assert content.index("Said in 43.") < content.index("Said in 45.")
    assert "Said in 42." not in content


def test_words_come_before_numbers(page, user):
    make_check_in(make_goal(user, metric=make_followers(user, range(20))), "2026-W44")
    content = page.get(at("goal_list")).content.decode()
    assert content.index(WISH) < content.index("Quieter.") < content.index("<data")


def ten_years(user, goals):
    """Write goals with ten years of check-ins, over ten series of ten years."""
    first = date(2016, 11, 20)
    series = [make_metric(make_source(user), "followers") for _ in range(10)]
    Measurement.objects.bulk_create(
        Measurement(
            metric=metric, kind=metric.kind, day=week.sunday, value=week.number, taken_at=NOW
        )
        for metric in series
        for week in TEN_YEARS
    )
    for number in range(goals):
        goal = make_goal(user, f"Goal {number}", since=first, metric=series[number % 10])
        put_beside(goal=goal, beside=NumberBeside(series[(number + 1) % 10], low=1.0))
        Wording.objects.create(goal=goal, text="Other words.", written_at=NOW)
        CheckIn.objects.bulk_create(
            CheckIn(goal=goal, year=week.year, number=week.number, text="a", written_at=NOW)
            for week in TEN_YEARS
        )
        if number % 3 == 1:
            set_down(goal, date(2026, 11, 1), ending="paused", line="Later.")
        if number % 3 == 2:
            set_down(goal, date(2026, 11, 1), ending="changed")
            make_goal(user, "What it became.", follows=goal)


@pytest.mark.parametrize("goals", [1, 30])
def test_the_page_takes_the_same_queries_for_one_goal_and_thirty_over_ten_years(
    page, user, goals, django_assert_num_queries
):
    ten_years(user, goals)
    page.get(at("goal_list"))
    Memory.forget_everything()
    with django_assert_num_queries(8):
        answer = page.get(at("goal_list"))
    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["", "?span=all"])
def test_a_goals_page_takes_few_queries_for_any_span(
    page, user, query, django_assert_max_num_queries
):
    ten_years(user, 3)
    for goal in Goal.objects.for_user(user):
        with django_assert_max_num_queries(12):
            page.get(at("goal", goal.pk, query=query))


def test_an_empty_page_invites_a_goal(page):
    assert "Write down a goal" in words(page.get(at("goal_list")))


def test_a_goal_is_written_down_with_its_number(page, user):
    metric = make_metric(make_source(user), "followers")
    sent = {
        "text": "  Fewer,\r\nbetter.  ",
        "since": "2026-01-04",
        "metric": metric.pk,
        "direction": "fewer",
        "low": "20.5",
        "high": "1,200",
        "why": "To hear them. ",
        "plan_if": "a thread heats up",
        "plan_then": "shut the lid",
    }
    response = page.post(at("goal_add"), sent)
    goal = Goal.objects.get()
    assert (response.status_code, response.url) == (302, f"/goals/{goal.pk}/")
    assert (goal.user, goal.text, goal.since) == (user, "Fewer,\nbetter.", date(2026, 1, 4))
    row = goal.metrics.get()
    beside = (row.metric, row.metric_label, row.direction, row.low, row.high)
    assert beside == (metric, "Followers on Mastodon", "fewer", 20.5, 1200.0)
    reasons = (goal.why, goal.plan_if, goal.plan_then, goal.follows)
    assert reasons == ("To hear them.", "a thread heats up", "shut the lid", None)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"text": ""}, ["text"]),
        ({"text": "\u200b \x00"}, ["text"]),
        ({"text": "x" * 1_001}, ["text"]),
        ({"text": "x" * 100_001}, ["text"]),
        ({"since": ""}, ["since"]),
        ({"since": "2026-02-30"}, ["since"]),
        ({"since": "2026-11-19"}, ["since"]),
        ({"since": "1989-12-31"}, ["since"]),
        ({"since": "99999-01-01"}, ["since"]),
        ({"since": "2026-01-04\x00"}, ["since"]),
        ({"metric": "9999"}, ["metric"]),
        ({"metric": "x\x00"}, ["metric"]),
        ({"metric": "9" * 400}, ["metric"]),
        ({"why": "x" * 2_001}, ["why"]),
        ({"plan_if": "a thread heats up"}, ["plan_then"]),
        ({"plan_then": "shut the lid", "plan_if": "\x00"}, ["plan_if"]),
        ({"plan_if": "x" * 501, "plan_then": "y"}, ["plan_if"]),
        ({"direction": "up"}, ["direction"]),
        ({"direction": "more"}, ["metric"]),
        ({"low": "NaN"}, ["low"]),
        ({"low": "1e999"}, ["low"]),
        ({"low": "-1e16"}, ["low"]),
        ({"low": "1e3"}, ["low"]),
        ({"low": "1_000"}, ["low"]),
        ({"low": "1,2"}, ["low"]),
        ({"low": "٣"}, ["low"]),
        ({"high": "Infinity"}, ["high"]),
        ({"low": "9" * 5_000}, ["low"]),
        ({"high": "\x00"}, ["high"]),
        ({"high": "forty"}, ["high"]),
        ({"low": "3", "high": "2"}, ["high", "metric"]),
    ],
)
def test_a_form_that_cannot_be_kept_says_which_field(page, change, fields):
    response = page.post(at("goal_add"), {"text": "Fewer.", "since": "2026-01-04"} | change)
    assert wrong(response) == (422, fields)
    assert "There is something to mend" in words(response)
    assert Goal.objects.count() == 0


def test_what_was_typed_is_kept_beside_the_error(page):
    response = page.post(at("goal_add"), {"text": "<Fewer & better>", "since": "", "low": "forty"})
    content = response.content.decode()
    assert "&lt;Fewer &amp; better&gt;</textarea>" in content
    assert 'value="forty"' in content


def test_somebody_elses_number_cannot_be_chosen(page, user):
    theirs = make_metric(make_source(make_user()), "followers")
    goal = make_goal(user)
    sent = page.post(at("goal_number_add", goal.pk), {"metric": theirs.pk})
    assert (wrong(sent), goal.metrics.count()) == ((422, ["metric"]), 0)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_goal_is_not_found(page, name, method):
    goal = make_goal(make_user())
    assert getattr(page, method)(at(name, goal.pk), {"text": "Mine"}).status_code == 404
    assert reread(goal).text == WISH


def test_a_strangers_goal_is_not_taken_up(page):
    goal = make_goal(make_user())
    set_down(goal, date(2026, 5, 3))
    assert page.post(at("goal_take_up", goal.pk)).status_code == 404
    assert reread(goal).is_set_down is True


@pytest.mark.parametrize("name", ["goal_list", "goal_add"])
def test_nobody_is_shown_the_sign_in_page(client, name):
    assert client.get(at(name)).url.startswith("/account/login/?next=/goals/")


@pytest.mark.parametrize("name", FORMS)
def test_every_form_opens(page, user, name):
    goal = make_goal(user)
    response = page.get(at(name, goal.pk))
    assert (response.status_code, WISH in response.content.decode()) == (200, True)


def test_a_check_in_goes_to_the_open_week_before_until_wednesday(page, user):
    goal = make_goal(user)
    assert page.get(at("check_in_write", goal.pk)).context["week"].number == 46
    make_entry(user, date(2026, 11, 10), rested_at=NOW)
    assert page.get(at("check_in_write", goal.pk)).context["week"].number == 47


def test_a_check_in_is_written_for_a_week_and_changed(page, user):
    goal = make_goal(user)
    address = at("check_in_write", goal.pk, query="?week=2026-W30")
    page.post(address, {"text": "One", "base": 0})
    assert "One</textarea>" in page.get(address).content.decode()
    page.post(address, {"text": "Two", "base": 1})
    found = CheckIn.objects.values_list("year", "number", "text", "revision")
    assert list(found) == [(2026, 30, "Two", 2)]


def test_a_stale_check_in_gets_both_texts_and_overwrites_nothing(page, user):
    goal = make_goal(user)
    make_check_in(goal, "2026-W30", "Kept here", revision=3)
    address = at("check_in_write", goal.pk, query="?week=2026-W30")
    response = page.post(address, {"text": "Losing words", "base": 2})
    assert response.status_code == 409
    assert "Kept here" in words(response)
    assert "Losing words</textarea>" in response.content.decode()
    assert response.context["form"]["base"].value() == 3
    assert goal.check_ins.get().text == "Kept here"


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"text": "x" * 5_001, "base": 0}, ["text"]),
        ({"text": "Fine", "base": "x"}, ["base"]),
        ({"text": "Fine", "base": "-1"}, ["base"]),
        ({"text": "Fine", "base": "9" * 30}, ["base"]),
        ({"text": "Fine"}, ["base"]),
    ],
)
def test_a_check_in_that_cannot_be_kept_is_given_back(page, user, sent, fields):
    goal = make_goal(user)
    response = page.post(at("check_in_write", goal.pk), sent)
    assert wrong(response) == (422, fields)
    assert f"{sent['text']}</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    "week", ["2025-W53", "2026-W48", "1989-W01", "2026-46", "x\x00", "2026-W1"]
)
def test_a_week_that_does_not_exist_or_lies_ahead_is_not_found(page, user, week):
    goal = make_goal(user)
    response = page.get(at("check_in_write", goal.pk), {"week": week})
    assert (response.status_code, "<h1" in response.content.decode()) == (404, True)


def test_the_first_week_of_all_opens(page, user):
    goal = make_goal(user)
    assert page.get(at("check_in_write", goal.pk), {"week": "1990-W01"}).status_code == 200


def test_left_out_characters_are_told(page, user):
    goal = make_goal(user)
    response = page.post(at("goal_reword", goal.pk), {"text": "Fe\x00wer."}, follow=True)
    assert "Some characters cannot be kept and were left out." in words(response)
    assert reread(goal).text == "Fewer."


def test_a_goal_that_was_set_down_the_same_day_names_it_once(user):
    goal = make_goal(user, since=NOW.date())
    set_down(goal, NOW.date())
    assert span_words_of(goal, NOW.date()) == "18 November"
