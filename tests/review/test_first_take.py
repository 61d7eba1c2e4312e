from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.metrics.models import Measurement, Source
from apps.review.freezing import freeze
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def finished():
    user, metrics = make_numbers()
    at = WEEK.bounds(user.zone)[1] - timedelta(hours=2)
    entry = make_entry(
        user, WEEK, title="Glue", body="First words.", finished_at=at, uncovered_at=at
    )
    freeze(entry=entry, now=NOW)
    return user, metrics, entry


def get(client, user, status=200):
    client.force_login(user)
    answer = client.get(reverse("review:first_take", args=[WEEK]))
    assert answer.status_code == status
    return answer.content.decode()


def test_words_and_numbers_stay_as_they_were_shown(client):
    user, _metrics, entry = finished()
    entry.body, entry.changed_at = "Other words.", NOW
    entry.save()
    Measurement.objects.update(value=5)
    page = get(client, user)
    assert ("First words." in page, "Other words." in page) == (True, False)
    assert 'data-day="2026-11-15" data-origin="measured">23</data>' in page
    assert "As it stood on 15 November 2026 at 22:00" in page


def test_numbers_that_were_to_be_seen_earlier_are_said_to_have_been(client):
    user, _metrics, entry = finished()
    entry.uncovered_at -= timedelta(days=1)
    entry.save()
    page = get(client, user)
    said = "As it stood on 15 November 2026 at 22:00. The numbers were first shown on 14 November"
    assert said in page


def test_moments_are_shown_whole(client):
    user, _metrics, entry = finished()
    taken = entry.first_take
    told = {"address": "https://a.example/1", "quote": "Said", "whence": "Teodor", "why": "True."}
    taken.document = taken.document | {"moments": [told | {"day": "2026-11-13"}]}
    taken.save()
    page = get(client, user)
    for words in ("Said", "Teodor", "True.", 'href="https://a.example/1"', "Friday</div>"):
        assert words in page


def test_a_page_links_to_its_first_take_whether_it_changed_or_not(client):
    user, _metrics, _entry = finished()
    client.force_login(user)
    page = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert reverse("review:first_take", args=[WEEK]) in page


def test_a_changed_page_links_to_its_first_take(client):
    user, _metrics, entry = finished()
    entry.changed_at = NOW
    entry.save()
    client.force_login(user)
    page = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert reverse("review:first_take", args=[WEEK]) in page


def test_words_stay_when_the_numbers_are_erased_and_nothing_false_is_said(client):
    user, _metrics, _entry = finished()
    assert ">23</data>" in get(client, user)
    Source.objects.all().delete()
    page = get(client, user)
    assert ("First words." in page, "<data" in page) == (True, False)
    assert "No number is kept from then." in page


def test_a_covered_week_and_a_strangers_have_no_first_take(client):
    user, _metrics = make_numbers()
    make_entry(user, WEEK, body="A draft.")
    get(client, user, status=404)
    finished()
    get(client, make_user(), status=404)
