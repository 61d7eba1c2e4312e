from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.review.models import Sidenote
from tests.support.factories import make_user
from tests.support.review import NOW, make_numbers

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
FIELDS = {"text": "The thread.", "first_day": "2026-09-01", "last_day": ""}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def metric(client):
    user, metrics = make_numbers(weeks=60)
    client.force_login(user)
    return metrics["replies"]


def add(client, metric, **fields):
    return client.post(reverse("review:sidenote_add", args=[metric.pk]), FIELDS | fields)


def kept():
    return list(Sidenote.objects.values_list("text", "first_day", "last_day", "metric_label"))


def test_a_note_is_pinned_to_a_day(client, metric):
    answer = add(client, metric)
    assert answer["Location"] == f"/trends/{metric.pk}/#notes"
    assert kept() == [("The thread.", DAY, DAY, "Replies on Mastodon")]


@pytest.mark.parametrize(
    ("day", "home"),
    [
        ("2025-10-01", "/trends/{}/?weeks=all#notes"),
        ("2026-11-17", "/weeks/2026-W47/"),
        ("2024-03-01", "/weeks/2024-W09/"),
    ],
)
def test_what_was_noted_is_shown_where_it_can_be_read(client, metric, day, home):
    answer = add(client, metric, first_day=day)
    assert answer["Location"] == home.format(metric.pk)
    assert "The thread." in client.get(answer["Location"]).content.decode()


def test_a_note_is_pinned_to_several_days(client, metric):
    add(client, metric, last_day="2026-09-07", text="Line one\r\nline two")
    assert kept() == [("Line one\nline two", DAY, date(2026, 9, 7), "Replies on Mastodon")]


def test_the_form_comes_filled_in_from_the_address(client, metric):
    address = reverse("review:sidenote_add", args=[metric.pk])
    page = client.get(f"{address}?day=2026-09-01&to=2026-09-07").content.decode()
    assert ('value="2026-09-01"' in page, 'value="2026-09-07"' in page) == (True, True)
    assert client.get(f"{address}?day=never").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write a few words for the note."),
        ({"text": " \u200b\n"}, "Write a few words for the note."),
        ({"text": "a" * 2001}, "This has 2,001 characters. The limit is 2,000."),
        ({"first_day": "2026-02-30"}, "Enter a valid date."),
        ({"first_day": "0001-01-01"}, "A day lies between 1990 and 2100."),
        ({"last_day": "2026-08-01"}, "The last day has to be the same or later."),
        ({"first_day": ""}, "This field is required."),
        ({"first_day": "2026-11-19"}, "That day has not come yet."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(client, metric, fields, said):
    answer = add(client, metric, **fields)
    page = answer.content.decode()
    assert (answer.status_code, said in page, kept()) == (422, True, [])
    assert str(fields.get("text", "The thread."))[:2000].strip() in page


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\u202e\U0001f600", "نص"])
def test_any_text_is_answered(client, metric, text):
    body = FIELDS | {"text": text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    answer = client.post(reverse("review:sidenote_add", args=[metric.pk]), body)
    assert answer.status_code in (302, 422)


def test_a_note_is_changed(client, metric):
    add(client, metric)
    note = Sidenote.objects.get()
    page = client.get(reverse("review:sidenote_edit", args=[note.pk])).content.decode()
    assert "The thread." in page
    client.post(
        reverse("review:sidenote_edit", args=[note.pk]), FIELDS | {"text": "In other words."}
    )
    assert kept() == [("In other words.", DAY, DAY, "Replies on Mastodon")]


def test_a_note_is_removed_by_post_alone(client, metric):
    add(client, metric)
    address = reverse("review:sidenote_remove", args=[Sidenote.objects.get().pk])
    assert (client.get(address).status_code, len(kept())) == (405, 1)
    client.post(address)
    assert kept() == []


def test_a_note_outlives_its_number(client, metric):
    add(client, metric)
    metric.source.delete()
    note = Sidenote.objects.get()
    assert (note.metric_id, note.metric_label) == (None, "Replies on Mastodon")
    answer = client.post(reverse("review:sidenote_edit", args=[note.pk]), FIELDS)
    assert answer["Location"] == "/weeks/2026-W36/"
    assert "The thread." in client.get("/weeks/2026-W36/").content.decode()


def test_a_strangers_notes_and_numbers_are_404(client, metric):
    add(client, metric)
    note = Sidenote.objects.get()
    client.force_login(make_user())
    assert [
        add(client, metric).status_code,
        client.get(reverse("review:sidenote_edit", args=[note.pk])).status_code,
        client.post(reverse("review:sidenote_edit", args=[note.pk]), FIELDS).status_code,
        client.post(reverse("review:sidenote_remove", args=[note.pk])).status_code,
    ] == [404, 404, 404, 404]
    assert len(kept()) == 1
