"""The page on which a reading is corrected, and how the history shows it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.models import Correction, Measurement
from tests.support.factories import make_entry, make_metric, make_source, make_user, measure
from tests.support.review import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 8)
COVERED = date(2026, 11, 17)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def source(client):
    source = make_source(make_user())
    measure(make_metric(source, "followers"), {DAY: 640, COVERED: 650})
    measure(make_metric(source, "posts"), {DAY: 90})
    client.force_login(source.user)
    return source


def page(source, day=DAY, name="reading_correct", *more):
    return reverse(f"review:{name}", args=[source.pk, day, *more])


def say(client, source, **given):
    followers = source.metrics.get(key="followers")
    typed = {"metric": followers.pk, "stands": "another", "value": "604", "reason": "Two digits"}
    return client.post(page(source), typed | given)


def history(client, source):
    text = client.get(reverse("review:source_history", args=[source.pk])).text
    numbers = re.findall(r'data-day="2026-11-08" data-origin="([^"]+)">([\d,]+)<', text)
    return numbers, text


def test_a_correction_is_shown_with_both_numbers_and_the_reason(client, source):
    assert say(client, source).status_code == 302
    numbers, text = history(client, source)
    assert numbers == [("typed_in", "604"), ("measured", "640"), ("measured", "90")]
    assert "“Two digits”" in text
    assert "in place of" in text


def test_a_reading_that_is_left_out_says_so(client, source):
    say(client, source, stands="leave_out", value="")
    numbers, text = history(client, source)
    assert numbers == [("measured", "640"), ("measured", "90")]
    assert "left out:" in text


def test_it_can_be_taken_back_and_both_stay_on_the_days_page(client, source):
    say(client, source)
    followers = source.metrics.get(key="followers")
    client.post(page(source, DAY, "correction_take_back", followers.pk))
    assert history(client, source)[0][0] == ("measured", "640")
    text = client.get(page(source)).text
    assert "Said on 18 November 2026, taken back on 18 November 2026." in text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": " "}, "Write why, so that you know it later."),
        ({"reason": "a" * 401}, "This has 401 characters. The limit is 400."),
        ({"value": ""}, "Write the number that should stand there."),
        ({"value": "many"}, "Write the number in digits"),
        ({"value": "-3"}, "This counts something, so it cannot be below zero."),
        ({"value": "3.5"}, "Write it with the decimals that this number is shown with."),
        ({"value": "9" * 16}, "A number can be at most 1,000,000,000,000,000."),
        ({"value": "1\x00"}, "Write the number in digits"),
        ({"metric": "0"}, "Choose a reading."),
        ({"stands": ""}, "Choose what should stand there."),
    ],
)
def test_what_cannot_be_is_told_and_kept(client, source, given, message):
    response = say(client, source, **given)
    assert (response.status_code, Correction.objects.count()) == (422, 0)
    assert message in response.text
    assert "Error:" in response.text


def test_a_covered_day_cannot_be_corrected_until_it_is_uncovered(client, source):
    assert client.get(page(source, COVERED)).status_code == 404
    make_entry(source.user, COVERED, uncovered_at=NOW, finished_at=NOW)
    make_entry(source.user, COVERED - timedelta(days=7), uncovered_at=NOW, finished_at=NOW)
    assert client.get(page(source, COVERED)).status_code == 200


@pytest.mark.parametrize("day", ["2026-11-07", "2026-02-30", "0000-01-01", "today"])
def test_a_day_without_a_reading_is_not_found(client, source, day):
    assert client.get(f"/sources/{source.pk}/history/{day}/").status_code == 404


def test_a_strangers_reading_is_not_found(client, source):
    client.force_login(make_user())
    assert say(client, source).status_code == 404
    followers = source.metrics.get(key="followers")
    taken = client.post(page(source, DAY, "correction_take_back", followers.pk))
    assert (taken.status_code, Measurement.objects.exclude(corrected=None).count()) == (404, 0)


def test_a_day_takes_the_same_few_queries_however_much_was_said(
    client, source, django_assert_max_num_queries
):
    for _time in range(5):
        say(client, source)
    with django_assert_max_num_queries(12):
        assert client.get(page(source)).status_code == 200
