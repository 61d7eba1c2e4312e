from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.models import Source
from tests.support.factories import make_entry, make_source, make_user
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def home(client, user=None):
    if user:
        client.force_login(user)
    answer = client.get(reverse("review:home"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_sees_the_landing(client):
    page = home(client)
    assert ("The numbers are a sidenote." in page, 'name="login"' in page) == (True, True)


def test_a_new_person_sees_three_steps(client):
    page = home(client, make_user(display_name="Wren"))
    assert "Good evening, Wren. There is nothing here yet." in page
    assert "Write your first page" in page


def test_the_greeting_goes_by_the_persons_clock(client):
    user = make_user(display_name="Wren", time_zone="Pacific/Auckland")
    assert "Good morning, Wren." in home(client, user)


def test_the_week_that_waits_is_offered_with_labels_and_no_value(client):
    user, _metrics = make_numbers()
    page = home(client, user)
    assert ("Week 46" in page, "Write this week" in page, "Replies on Mastodon" in page) == (
        True,
        True,
        True,
    )
    assert "<data" not in page


def test_a_page_that_was_begun_is_gone_on_with(client):
    user = make_user()
    make_entry(user, WEEK, body="A beginning.")
    assert "Go on writing" in home(client, user)


def test_the_last_written_week_is_there_with_its_first_words(client):
    user = make_user()
    make_entry(user, WEEK.previous, title="Rain", body="It rained on the sheds.", finished_at=NOW)
    page = home(client, user)
    assert ("Rain" in page, "It rained on the sheds." in page, "Week 45" in page) == (
        True,
        True,
        True,
    )


def test_sources_that_need_somebody_are_one_line(client):
    user = make_user()
    make_source(user, state=Source.State.NEEDS_YOU)
    make_source(user, "bluesky", state=Source.State.FRESH)
    page = home(client, user)
    assert "Mastodon</bdi></a> needs you. What was recorded is safe." in " ".join(page.split())
    assert "Bluesky" not in page


def test_a_finished_running_week_can_be_read(client):
    user = make_user()
    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    for week in (WEEK, WEEK.next):
        make_entry(user, week, body="Words.", finished_at=at, uncovered_at=at)
    assert "Read it" in home(client, user)


def test_nothing_counts_what_was_not_written(client):
    user = make_user()
    make_entry(user, WEEK.shift(-40), body="Long ago.", finished_at=NOW)
    page = home(client, user)
    assert "streak" not in page
    assert "missed" not in page
