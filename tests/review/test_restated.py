"""A reading that was corrected after the words were written is told twice."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.corrections import correct_reading, take_back
from apps.metrics.models import Measurement
from apps.review.operations import uncover_week
from tests.support.pages import plain
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
SHOWN = datetime(2026, 11, 15, 21, 40, tzinfo=UTC)
LATER = SHOWN + timedelta(days=2)
PAGES = ("review:week", "review:first_take")


@pytest.fixture
def numbers(client):
    user, metrics = make_numbers()
    with time_machine.travel(SHOWN, tick=False):
        for week in (WEEK.previous, WEEK):
            uncover_week(user=user, week=week, now=SHOWN)
    client.force_login(user)
    return metrics


def correct(metric, value, *, day=WEEK.sunday, at=LATER, reason="Counted twice."):
    found = Measurement.objects.get(metric=metric, day=day)
    correct_reading(measurement=found, value=value, reason=reason, now=at)
    return found


def told(client, name="review:week"):
    """Return the section as words, or nothing where it is not there."""
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse(name, args=[WEEK])).content.decode()
    found = re.search(r'<section class="leaf section" id="corrected".*?</section>', page, re.S)
    return plain(found[0]) if found else ""


@pytest.mark.parametrize("page", PAGES)
def test_both_numbers_stand_there_with_day_and_reason(client, numbers, page):
    correct(numbers["replies"], 12)
    assert told(client, page) == (
        "Corrected since As it stood then, and as it is now Your words were written beside the "
        "first. Replies on Mastodon As it stood then 23 so far, to Sunday 12:00, measured As it "
        "is now 12 Sunday 15 November, typed in The reading of Sunday 15 November was corrected on "
        "17 November 2026. “Counted twice.”"
    )


def test_a_change_is_told_twice_when_the_week_before_was_corrected(client, numbers):
    correct(numbers["followers"], 700, day=WEEK.previous.sunday)
    words = told(client)
    assert "Followers on Mastodon As it stood then +3 777 so far, to Sunday 12:00" in words
    assert "As it is now +77 777" in words
    assert "The reading of Sunday 8 November was corrected" in words


def test_a_reading_that_was_left_out_says_what_is_missing(client, numbers):
    correct(numbers["replies"], None)
    words = told(client)
    assert "As it stood then 23" in words
    assert "As it is now No figure: nothing was measured this week." in words
    assert "was left out on 17 November 2026." in words


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_said_of_what_did_not_change_since(client, numbers, page):
    correct(numbers["replies"], 12)
    take_back(
        measurement=Measurement.objects.get(metric=numbers["replies"], day=WEEK.sunday),
        now=LATER + timedelta(hours=1),
    )
    correct(numbers["followers"], 1, day=WEEK.shift(-3).sunday)
    assert told(client, page) == ""


def test_a_correction_from_before_the_numbers_were_shown_is_no_news(client):
    user, metrics = make_numbers()
    correct(metrics["replies"], 12, at=SHOWN - timedelta(hours=2))
    with time_machine.travel(SHOWN, tick=False):
        uncover_week(user=user, week=WEEK, now=SHOWN)
    client.force_login(user)
    assert told(client) == ""
    take_back(
        measurement=Measurement.objects.get(metric=metrics["replies"], day=WEEK.sunday), now=LATER
    )
    words = told(client)
    assert "As it stood then 12" in words
    assert "That was taken back on 17 November 2026." in words


def test_erased_numbers_take_their_readings_with_them(client, numbers):
    correct(numbers["replies"], 12)
    numbers["replies"].source.delete()
    assert told(client) == ""
