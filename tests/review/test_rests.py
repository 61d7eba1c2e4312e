"""A rest is marked from anywhere, gets other words, and is taken back; that hides nothing."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.journal.bin import bin_week
from apps.review.cover import open_weeks
from apps.review.rests import blank_weeks
from tests.support.factories import make_entry, make_metric, make_source, make_user, measure
from tests.support.writing import SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
OLD = WEEK.shift(-30)


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


def address(week=WEEK):
    return reverse("review:week_rest", args=[week])


def text_of(response):
    return response.content.decode()


def test_a_past_week_is_marked_as_a_rest_from_the_list_and_from_its_page(client, user):
    make_entry(user, OLD.next, body="Words.", finished_at=SUNDAY)
    assert address(OLD) in text_of(client.get(reverse("review:week_list")))
    page = reverse("review:week", args=[OLD])
    assert address(OLD) in text_of(client.get(page))
    assert client.post(address(OLD), {"note": " In  bed "}).url == page
    entry = entry_of(user, OLD)
    assert (entry.rested_at, entry.rest_note) == (SUNDAY, "In bed")
    assert "In bed" in text_of(client.get(page))


def test_the_word_of_why_can_be_changed_and_the_moment_stays(client, user):
    client.post(address(), {"note": "In bed"})
    with time_machine.travel(later(5), tick=False):
        assert "In bed" in text_of(client.get(address()))
        client.post(address(), {"note": ""})
    assert (entry_of(user).rested_at, entry_of(user).rest_note) == (SUNDAY, "")


def test_blank_weeks_before_it_are_marked_together(client, user):
    make_entry(user, OLD.shift(-3), body="Words.", finished_at=SUNDAY)
    run = blank_weeks(user, OLD)
    assert run == [OLD, OLD.shift(-1), OLD.shift(-2)]
    client.post(address(OLD), {"note": "Ill", "weeks": [str(OLD.shift(-2))]})
    assert [entry_of(user, week) is not None for week in run] == [True, False, True]
    assert entry_of(user, OLD.shift(-2)).rest_note == "Ill"


def test_a_week_whose_page_is_in_the_bin_is_a_blank_one(user):
    make_entry(user, WEEK.previous, body="Thrown away.", finished_at=SUNDAY)
    bin_week(user=user, week=WEEK.previous, now=SUNDAY)
    assert blank_weeks(user, WEEK)[:2] == [WEEK, WEEK.previous]


def test_no_more_than_half_a_year_is_offered_and_none_from_before_one_came():
    assert len(blank_weeks(make_user(), WEEK)) == 26
    assert blank_weeks(make_user(date_joined=SUNDAY), WEEK) == [WEEK]


@pytest.mark.parametrize("weeks", ["2026-W99", "x", "2030-W01", "\x00"])
def test_a_week_that_was_not_offered_is_told(client, user, weeks):
    response = client.post(address(OLD), {"note": "Ill", "weeks": weeks})
    assert (response.status_code, entry_of(user, OLD)) == (422, None)
    assert text_of(response).count("Choose from the weeks below.") == 2


def test_a_word_that_is_too_long_is_told_and_kept_on_the_page(client, user):
    response = client.post(address(), {"note": "x" * 401})
    assert (response.status_code, entry_of(user)) == (422, None)
    assert "x" * 401 in text_of(response)


def test_a_written_week_is_no_rest(client, user):
    make_entry(user, WEEK, body="Words.", finished_at=SUNDAY)
    for response in (client.get(address()), client.post(address())):
        assert response.url == reverse("review:week", args=[WEEK])
    assert not entry_of(user).is_rest
    assert address() not in text_of(client.get(reverse("review:week", args=[WEEK])))


def test_a_word_of_why_for_a_written_week_is_given_back(client, user):
    make_entry(user, WEEK, body="Words.", finished_at=SUNDAY)
    response = client.post(address(), {"note": "Ill, mostly"})
    assert response.status_code == 409
    assert "Ill, mostly" in text_of(response)
    assert (entry_of(user).is_rest, entry_of(user).rest_note) == (False, "")


def test_a_week_ahead_is_no_rest(client, user):
    sent = client.post(address(WEEK.next), {"note": "Away then"})
    for response in (client.get(address(WEEK.next)), sent):
        assert response.status_code == 404
        assert "has not begun" in text_of(response)
    assert "Away then" in text_of(sent)
    assert entry_of(user, WEEK.next) is None


def test_taking_a_rest_back_says_that_the_numbers_were_shown(client, user):
    measure(make_metric(make_source(user), "replies"), {WEEK.sunday: 6464})
    client.post(address(), {"note": "Ill"})
    with time_machine.travel(later(9), tick=False):
        client.post(address(), {"do": "unrest"})
        entry = entry_of(user)
        assert (entry.is_rest, entry.uncovered_at, entry.looked_first) == (False, SUNDAY, True)
        assert entry.first_take.document["body"] == ""
        assert WEEK not in open_weeks(user, now=later(9))
        page = text_of(client.get(reverse("review:week", args=[WEEK])))
    assert "The numbers were shown before this was written." in page
    assert "6,464" in page


def test_taking_back_an_old_rest_makes_no_first_take(client, user):
    client.post(address(OLD), {"note": "Ill"})
    client.post(address(OLD), {"do": "unrest"})
    entry = entry_of(user, OLD)
    assert (entry.is_rest, entry.is_uncovered, entry.rest_note) == (False, False, "Ill")


def test_taking_back_what_is_no_rest_changes_nothing(client, user):
    client.post(address(), {"do": "unrest"})
    assert entry_of(user) is None


def test_the_write_page_changes_a_rest_and_takes_it_back(client, user):
    write = reverse("review:write", args=[WEEK])
    sent = {"base": 0, "body": "", "title": "", "moments": "1"}
    client.post(write, sent | {"do": "rest", "rest_note": "Ill"})
    assert "Take the rest back" in text_of(client.get(write))
    client.post(write, sent | {"do": "rest", "rest_note": "Tired"})
    assert entry_of(user).rest_note == "Tired"
    response = client.post(write, sent | {"do": "unrest", "body": "After all", "rest_note": ""})
    assert (response.url, entry_of(user).is_rest) == (write, False)
    assert entry_of(user).body == "After all"


def test_somebody_elses_rest_is_not_there(client, user):
    make_entry(make_user(), WEEK, rested_at=SUNDAY, rest_note="Secret")
    assert "Secret" not in text_of(client.get(address()))
