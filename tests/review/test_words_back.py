"""A form that cannot be taken gives back what was typed: signed out, a stale key, no such week."""

import html
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.support.factories import make_user
from tests.support.goals import make_goal
from tests.support.writing import SUNDAY, WEEK, entry_of

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:write", args=[WEEK])
TYPED = {
    "title": "",
    "body": "2026",
    "base": "7",
    "line-fun": "Ines",
    "mark-fun": "more",
    "post-3": "on",
    "why-3": "Mine",
    "copy-3": "{}",
    "moments": "1",
    "moment-0-quote": "A <letter>",
    "check-in-4": "Nine lines",
    "check-in-base-4": "1",
    "check-in-was-4": "abc",
    "rest_note": "Ill",
    "do": "finish",
}
KEPT = ["2026", "Ines", "Mine", "A <letter>", "Nine lines", "Ill"]


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def back(response):
    """Status, and the words that the page prints to copy."""
    shown = re.findall(r"readonly>\n(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return response.status_code, [html.unescape(one) for one in shown]


def test_who_is_signed_out_gets_their_words_back(user):
    assert back(Client().post(ADDRESS, TYPED)) == (401, KEPT)
    assert Client().get(ADDRESS).status_code == 302


def test_a_form_whose_key_is_no_longer_valid_gets_its_words_back(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert back(strict.post(ADDRESS, TYPED)) == (403, KEPT)
    assert entry_of(user) is None


def test_a_form_without_words_of_the_page_gets_nothing_back():
    strict = Client(enforce_csrf_checks=True)
    secret = {"login": "a@example.org", "password": "glue and five degrees"}
    assert back(strict.post(reverse("account_login"), secret)) == (403, [])


def test_words_for_a_week_ahead_come_back(client):
    response = client.post(reverse("review:write", args=[WEEK.next]), TYPED)
    assert back(response) == (404, KEPT)


@pytest.mark.parametrize("week", ["2026-W48", "2025-W53", "x"])
def test_a_check_in_for_a_week_that_is_none_comes_back(client, user, week):
    address = reverse("review:check_in_write", args=[make_goal(user).pk])
    response = client.post(f"{address}?week={week}", {"text": "Said", "base": "0"})
    assert back(response) == (404, ["Said"])


@pytest.mark.parametrize("name", ["goal_reword", "check_in_write"])
def test_words_about_a_goal_come_back_to_who_is_signed_out(user, name):
    address = reverse(f"review:{name}", args=[make_goal(user).pk])
    assert back(Client().post(address, {"text": "Said", "base": "0"})) == (401, ["Said"])


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/decks/new/", {"name": "Bench"}),
        ("/decks/1/", {"text": "What held?", "group": "Hands"}),
        ("/decks/1/bring-in/", {"text": "What held?"}),
        ("/decks/1/prompts/1/", {"text": "What held?", "group": ""}),
        ("/qualities/new/", {"name": "Slow", "hint": "On purpose."}),
        ("/qualities/fun/change/", {"name": "Slow", "hint": ""}),
        ("/sources/1/pause/", {"note": "A holiday."}),
        ("/sources/1/history/2026-11-20/", {"reason": "Counted twice."}),
    ],
)
def test_other_words_come_back_to_who_is_signed_out(address, sent):
    assert back(Client().post(address, sent)) == (401, [words for words in sent.values() if words])


def test_a_note_on_a_number_comes_back_to_who_is_signed_out(user):
    address = reverse("review:sidenote_add", args=[1])
    sent = {"text": "Said", "first_day": "2026-11-22", "last_day": ""}
    assert back(Client().post(address, sent)) == (401, ["Said"])


def test_a_second_closing_line_comes_back_and_changes_nothing(client, user):
    goal = make_goal(user)
    address = reverse("review:goal_set_down", args=[goal.pk])
    for line in ("It came true.", "It came true.", ""):
        sent = {"ending": "reached", "closing_line": line}
        assert client.post(address, sent).status_code == 302
    assert back(client.post(address, sent | {"closing_line": "Other"})) == (409, ["Other"])
    goal.refresh_from_db()
    assert goal.closing_line == "It came true."
