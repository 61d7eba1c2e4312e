"""The page of one goal: its events and numbers on one time line."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from apps.goals.models import Goal
from apps.goals.operations import reword_goal, take_up
from apps.metrics.models import Measurement
from tests.support.factories import make_entry, make_user, measure
from tests.support.goals import (
    LAST_SUNDAY,
    NOW,
    WISH,
    make_check_in,
    make_followers,
    make_goal,
    set_down,
)
from tests.support.pages import address, plain

pytestmark = pytest.mark.django_db
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
JANUARY = datetime(2026, 1, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def read(client, user):
    """Return the text and the markup of the page of a goal."""
    client.force_login(user)

    def page(goal, query=""):
        content = client.get(address("review:goal", goal.pk, query=query)).content.decode()
        return plain(MAIN.search(content)[0]), content

    return page


def lived(user):
    """Return a goal to which everything has happened once."""
    goal = make_goal(user, now=JANUARY, metric=make_followers(user, range(60)))
    make_check_in(goal, "2026-W10", "Quieter.")
    set_down(goal, date(2026, 4, 5), ending="paused", line="Until the fair is over.")
    take_up(goal=goal, on=date(2026, 6, 7))
    goal.refresh_from_db()
    reword_goal(goal=goal, text="Slower conversations.", now=datetime(2026, 7, 1, 9, tzinfo=UTC))
    set_down(goal, date(2026, 10, 4), ending="handed_on", line="Ines has it.")
    return Goal.objects.get(pk=goal.pk)


def test_everything_that_happened_is_told_in_order(read, user):
    text, content = read(lived(user))
    events = text[text.index("What you said, and what happened") :]
    told = [
        f"1 {WISH} Written down · 4 January",
        "2 “Quieter.” Check-in · Week 10, 2–8 March",
        "3 “Until the fair is over.” Paused · 5 April",
        "4 Taken up again · 7 June",
        f"5 Before: {WISH} Then: Slower conversations. Put another way · 1 July",
        "6 “Ines has it.” Handed on · 4 October",
    ]
    places = [events.index(one) for one in told]
    assert places == sorted(places)
    marks = re.findall(r'<a class="mk" href="#event-(\d)" aria-label="([^"]+)"', content)
    assert marks[:6] == marks[6:]
    assert dict(marks)["3"] == "3: Paused"
    assert all(f'id="event-{number}"' in content for number, _label in marks)


def test_a_time_away_is_shaded_and_said(read, user):
    text, content = read(lived(user))
    assert content.count('class="c-away"') == 2
    assert "Shaded: while it was set down." in text


def test_reasons_and_the_plan_stand_under_the_goal(read, user):
    goal = make_goal(user)
    Goal.objects.filter(pk=goal.pk).update(
        why="To hear them.", plan_if="it heats up", plan_then="shut the lid"
    )
    text, _content = read(goal)
    assert f"{WISH} To hear them. If it heats up then shut the lid" in text


def test_two_numbers_stand_on_one_time_line_each_on_its_own_scale(read, user):
    goal = make_goal(user, metric=make_followers(user, range(100, 130)))
    replies = make_followers(user, [5, 7] * 15, key="replies")
    goal.metrics.create(metric=replies, metric_label="Replies on Mastodon", low=1.0, high=6.0)
    make_entry(user, date(2026, 11, 10), rested_at=NOW)
    text, content = read(goal)
    lanes = re.findall(r'<g data-of="\d+">.*?</g>', content, re.DOTALL)
    assert [re.findall(r"<text[^>]*>([^<]+)</text>", lane) for lane in lanes[:2]] == [
        ["Followers on Mastodon", "100 to 129"],
        ["Replies on Mastodon, a week", "5 to 7"],
    ]
    assert "About +4 a month, 95% interval +4, from all 12 weeks." in text
    assert "Can’t tell yet whether it moves: 0 to +1 a month" in text
    assert "You hoped for between 1 and 6." in text


def test_the_table_has_every_week_with_its_number_and_what_happened(read, user):
    goal = make_goal(user, metric=make_followers(user, range(60)))
    make_check_in(goal, "2026-W40")
    _text, content = read(goal)
    table = re.search(r"<tbody>.*</tbody>", content, re.DOTALL)[0]
    rows = [plain(row).split() for row in table.split("<tr>")[1:]]
    assert len(rows) == 45
    assert rows[0] == ["Week", "45,", "2–8", "November", "58"]
    assert rows[5][-3:] == ["1", ",", "Check-in"] or rows[5][-2:] == ["1,", "Check-in"]


def test_a_covered_week_gives_nothing_away(read, user):
    metric = make_followers(user, range(60))
    measure(metric, {date(2026, 11, 17): 31_415})
    goal = make_goal(user, metric=metric)
    make_check_in(goal, "2026-W47", "This week.")
    text, content = read(goal)
    before = content
    measured = Measurement.objects.filter(day__gt=LAST_SUNDAY - timedelta(weeks=1))
    assert measured.delete()[0] == 2
    assert re.sub('value="[^"]{64}"', "", read(goal)[1]) == re.sub('value="[^"]{64}"', "", before)
    assert "Week 46 is covered until you’ve written." in text
    assert "This week." in text


def test_nothing_is_drawn_across_a_break(read, user):
    metric = make_followers(user, range(60))
    metric.measurements.filter(day__gt=LAST_SUNDAY - timedelta(weeks=20)).update(definition=2)
    text, content = read(make_goal(user, metric=metric))
    assert content.count("<polyline") == 4
    assert "A line begins anew at a dotted rule, where the number means something else" in text


def test_a_long_life_is_shown_by_the_year_and_whole(read, user):
    goal = make_goal(user, since=date(2024, 1, 7), now=datetime(2024, 1, 7, tzinfo=UTC))
    make_check_in(goal, "2026-W30", "Lately.")
    text, content = read(goal)
    assert "What came before 1 " + WISH in text
    assert re.findall(r'class="mk" href="#event-(\d)"', content) == ["2", "2"]
    assert "Its whole time" in text
    text, content = read(goal, "?span=all")
    assert "What came before" not in text
    assert re.findall(r'class="mk" href="#event-(\d)"', content) == ["1", "2"] * 2
    assert "The last year" in text


def test_a_goal_without_a_number_has_its_time_line_too(read, user):
    text, content = read(make_goal(user))
    assert "You chose to keep no number beside this one." in text
    assert (content.count('<svg class="chart timeline"'), "<table" in content) == (2, False)


def test_what_a_goal_became_and_came_after_are_linked(read, user):
    before = make_goal(user, "Be everywhere.")
    set_down(before, date(2026, 5, 3), ending="changed")
    assert "Write down what it became" in read(before)[0]
    after = make_goal(user, "Be here.", follows=before)
    assert "It became Be here." in read(before)[0]
    assert "It came after Be everywhere." in read(after)[0]
