from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.journal.markdown import passages
from apps.review.models import Placement
from tests.support.factories import make_entry, make_user
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
BODY = "First passage.\n\nSecond passage."
FIRST, SECOND = (passage.sha256 for passage in passages(BODY))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(client):
    user, metrics = make_numbers(weeks=3)
    at = WEEK.bounds(user.zone)[1] - timedelta(hours=2)
    entry = make_entry(user, WEEK, body=BODY, finished_at=at, uncovered_at=at)
    client.force_login(user)
    return user, metrics["replies"], entry


def choose(client, **blocks):
    return client.post(reverse("review:placement_save", args=[WEEK]), blocks)


def kept():
    return list(Placement.objects.values_list("block", "metric_id", "metric_label"))


def test_a_number_is_set_beside_a_passage_and_moves_there(client, page):
    _user, replies, _entry = page
    assert choose(client, **{SECOND: replies.pk}).status_code == 302
    assert kept() == [(SECOND, replies.pk, "Replies on Mastodon")]
    html = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert html.index("Second passage.") < html.index("Replies on Mastodon")


def test_a_number_has_one_place(client, page):
    _user, replies, _entry = page
    choose(client, **{FIRST: replies.pk})
    choose(client, **{SECOND: replies.pk})
    assert kept() == [(SECOND, replies.pk, "Replies on Mastodon")]


def test_no_number_belongs_here_and_then_the_page_chooses_again(client, page):
    choose(client, **{FIRST: "nothing"})
    choose(client, **{FIRST: "nothing"})
    assert kept() == [(FIRST, None, "")]
    html = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert "No number belongs here." in html
    choose(client, **{FIRST: "rule"})
    assert kept() == []


def test_leaving_it_as_it_is_changes_nothing(client, page):
    _user, replies, _entry = page
    choose(client, **{FIRST: replies.pk})
    choose(client, **{FIRST: "", SECOND: ""})
    assert len(kept()) == 1


def test_a_choice_that_was_not_offered_is_told(client, page):
    answer = choose(client, **{FIRST: "999999"})
    assert (answer.status_code, kept()) == (422, [])
    assert "There is something to mend" in answer.content.decode()


def test_two_numbers_beside_one_passage_survive_their_erasure(client, page):
    user, replies, _entry = page
    _same, others = make_numbers(user, weeks=3)
    handles = [one.source.handle for one in (replies, others["replies"])]
    choose(client, **{FIRST: replies.pk})
    choose(client, **{FIRST: others["replies"].pk})
    user.sources.all().delete()
    assert kept() == [
        (FIRST, None, f"Replies on Mastodon, {handles[0]}"),
        (FIRST, None, f"Replies on Mastodon, {handles[1]}"),
    ]


def test_a_covered_week_and_a_strangers_have_nothing_to_place(client, page):
    user, _replies, _entry = page
    make_entry(user, WEEK.next, body=BODY)
    address = reverse("review:placement_save", args=[WEEK.next])
    assert client.post(address, {FIRST: "nothing"}).status_code == 404
    client.force_login(make_user())
    assert choose(client, **{FIRST: "nothing"}).status_code == 404


def test_a_link_on_a_refused_form_leads_back_to_the_week(client, page):
    address = reverse("review:placement_save", args=[WEEK])
    assert client.get(address, {"show": "7"})["Location"] == f"/weeks/{WEEK}/?show=7"
    assert client.get(address)["Location"] == f"/weeks/{WEEK}/"
