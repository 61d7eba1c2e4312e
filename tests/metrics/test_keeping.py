"""Fetching, pausing, removing a source, and typing a number in."""

from datetime import date, timedelta

import pytest
import time_machine

from apps.metrics.models import Measurement, Metric, Pause, Snapshot, Source
from apps.review.models import Sidenote
from tests.support.factories import (
    make_metric,
    make_post,
    make_source,
    measure,
)
from tests.support.metrics import NOW, TODAY, connect, page, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


def test_fetch_now_makes_it_due_at_most_once_in_ten_minutes(client, user):
    source = make_source(user, next_visit_at=NOW + timedelta(hours=20))
    client.post(page("source_fetch", source))
    source.refresh_from_db()
    assert (source.next_visit_at, source.asked_at) == (NOW, NOW)
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        response = client.post(page("source_fetch", source))
        assert said(response)[0].endswith("You can ask again today at 09:10.")
    assert Source.objects.get().asked_at == NOW


def test_a_pause_keeps_its_note_also_after_resuming(client, user):
    source = make_source(user, next_visit_at=NOW)
    client.post(page("source_pause", source), {"note": "not during <the> move"})
    source.refresh_from_db()
    assert (source.state, source.next_visit_at, source.paused_at) == ("paused", None, NOW)
    assert "“not during &lt;the&gt; move”" in client.get(page("source_list")).text
    client.post(page("source_resume", source))
    source.refresh_from_db()
    assert (source.state, source.next_visit_at) == ("checking", NOW)
    assert Pause.objects.get().note == "not during <the> move"
    assert "Earlier pauses" in client.get(page("source", source)).text


def test_a_note_that_is_too_long_says_how_long(client, user):
    source = make_source(user)
    response = client.post(page("source_pause", source), {"note": "a" * 401})
    assert response.status_code == 422
    assert "This has 401 characters. The limit is 400." in response.text


def whole_source(user):
    source = make_source(user, handle="@wren@social.example")
    metric = make_metric(source)
    measure(metric, {TODAY: 640.0})
    make_post(source, TODAY, {metric: 3.0})
    note = Sidenote.objects.create(
        user=user, metric=metric, metric_label="Followers on Mastodon", first_day=TODAY,
        last_day=TODAY, text="The week of the fair.", written_at=NOW,
    )  # fmt: skip
    return source, note


def test_removing_keeps_the_numbers_when_asked(client, user):
    source, _note = whole_source(user)
    response = client.post(page("source_remove", source), {"numbers": "keep"})
    assert (response.status_code, said(response)) == (302, ["Mastodon was removed."])
    assert (Measurement.objects.count(), Source.objects.current().count()) == (1, 0)
    assert "Removed, their numbers kept" in client.get(page("source_list")).text


def test_removing_may_erase_the_numbers_and_never_a_word(client, user):
    source, note = whole_source(user)
    client.post(page("source_remove", source), {"numbers": "erase"})
    left = (Measurement.objects.count(), Metric.objects.count(), Snapshot.objects.count())
    assert left == (0, 0, 0)
    note.refresh_from_db()
    assert (note.metric, note.metric_label, note.text) == (
        None,
        "Followers on Mastodon",
        "The week of the fair.",
    )
    assert client.get(page("source", source)).status_code == 404


def test_the_page_says_that_first_takes_lose_their_numbers_too(client, user):
    source, _note = whole_source(user)
    told = "If you erase them, they are also gone from the first takes of your weeks."
    assert told in client.get(page("source_remove", source)).text


def test_numbers_kept_can_be_erased_later(client, user):
    source, _note = whole_source(user)
    client.post(page("source_remove", source), {"numbers": "keep"})
    client.post(page("source_remove", source), {"numbers": "erase"})
    assert Measurement.objects.count() == 0


def test_removing_asks_what_becomes_of_the_numbers(client, user):
    source, _note = whole_source(user)
    response = client.post(page("source_remove", source))
    assert (response.status_code, Source.objects.current().count()) == (422, 1)
    assert "Choose what becomes of the numbers." in response.text


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ("keep", ["Its earlier numbers were kept when you removed it. They stay under Sources as "
                  "they are; the new ones stand on their own."]),
        ("erase", []),
    ],
)  # fmt: skip
def test_an_account_that_was_removed_can_be_connected_again(client, user, numbers, words):
    source, _note = whole_source(user)
    client.get(client.post(page("source_remove", source), {"numbers": numbers})["Location"])
    response = connect(client, handle="@wren@social.example")
    assert (response.status_code, said(response)) == (302, words)


def test_resuming_keeps_ten_minutes_between_visits(client, user):
    asked = NOW - timedelta(minutes=4)
    source = make_source(user, state="paused", paused_at=NOW, asked_at=asked)
    client.post(page("source_resume", source))
    source.refresh_from_db()
    assert (source.next_visit_at, source.asked_at) == (asked + timedelta(minutes=10), asked)
    told = "social.example was asked a short while ago. We ask again today at 09:06."
    assert told in client.get(page("source", source)).text


def test_a_note_loses_what_no_database_keeps(client, user):
    source = make_source(user)
    client.post(page("source_pause", source), {"note": " a\x00way\r\nfor long "})
    assert Source.objects.get().pause_note == "away\nfor long"


def by_hand(user):
    source = make_source(user, "by_hand", name="Subscribers")
    make_metric(source)
    return source


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("214", 214.0), (" 1,204 ", 1204.0), ("46.25", 46.25), ("-3", -3.0), ("−3", -3.0),
     ("1000000000000000", 1e15)],
)  # fmt: skip
def test_a_number_typed_in_is_kept_on_its_day(client, user, typed, kept):
    source = by_hand(user)
    response = client.post(page("number_add", source), {"value": typed, "day": "2026-11-08"})
    assert response.status_code == 302
    row = Measurement.objects.get()
    assert (row.value, row.day, row.origin) == (kept, date(2026, 11, 8), "typed_in")
    assert said(response)[0].startswith("Kept for Sunday 8 November 2026.")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "NaN", "Infinity", "1e999", "1e3", "1_000", "١٢", "1,5", "true", "0x10", "9" * 30,
     "1000000000000001", "1\x00"],
)  # fmt: skip
def test_what_is_no_number_is_told_and_kept_in_the_field(client, user, typed):
    source = by_hand(user)
    response = client.post(page("number_add", source), {"value": typed, "day": "2026-11-08"})
    assert (response.status_code, Measurement.objects.count()) == (422, 0)
    assert response.context["form"]["value"].errors


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-11-19", "That day has not come yet."),
        ("1989-12-31", "The earliest day is 1 January 1990."),
        ("0001-01-01", "The earliest day is 1 January 1990."),
        ("2025-02-29", "Write the day as year, month and day"),
        ("10000-01-01", "Write the day as year, month and day"),
        ("", "Choose a day."),
    ],
)
def test_a_day_that_cannot_be_is_told(client, user, day, message):
    response = client.post(page("number_add", by_hand(user)), {"value": "1", "day": day})
    assert (response.status_code, Measurement.objects.count()) == (422, 0)
    assert message in response.text


def test_today_is_the_persons_own_day(client, user):
    user.time_zone = "Pacific/Kiritimati"
    user.save()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        response = client.post(
            page("number_add", by_hand(user)), {"value": "1", "day": "2026-11-19"}
        )
    assert response.status_code == 302


def test_a_second_number_for_a_day_takes_the_place_of_the_first(client, user):
    source = by_hand(user)
    for value in ("1", "2"):
        response = client.post(page("number_add", source), {"value": value, "day": "2026-11-08"})
    assert [row.value for row in Measurement.objects.all()] == [2.0]
    assert "in place of the number that stood there" in said(response)[-1]


def test_a_name_loses_what_no_database_keeps(client, user):
    source = by_hand(user)
    client.post(page("source_edit", source), {"name": "Let\x00ters\u202e  sent"})
    assert Source.objects.get().name == "Letters sent"


def test_a_name_that_is_too_long_says_how_long(client, user):
    response = client.post(page("source_edit", by_hand(user)), {"name": "a" * 1001})
    assert response.status_code == 422
    assert "This has 1,001 characters. The limit is 100." in response.text


def test_a_number_can_be_typed_in_for_typed_in_sources_alone(client, user):
    assert client.post(page("number_add", make_source(user)), {"value": "1"}).status_code == 404
