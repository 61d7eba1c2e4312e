"""The sources' pages: whose they are, what they say, and that they show no value."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.models import Heartbeat
from apps.metrics.collecting import collect
from apps.metrics.models import Check, HostLane, Measurement, Metric, Pause, Snapshot, Source
from apps.review.models import Sidenote
from tests.support.factories import (
    make_attempt,
    make_metric,
    make_post,
    make_source,
    make_user,
    measure,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(client):
    person = make_user()
    client.force_login(person)
    return person


def page(name, source=None, **kwargs):
    return reverse(f"metrics:{name}", kwargs=kwargs or ({"pk": source.pk} if source else {}))


def connect(client, provider="mastodon", **typed):
    return client.post(page("source_connect", provider=provider), typed)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


ROUTES = [
    ("get", "source"),
    ("get", "source_edit"),
    ("post", "source_edit"),
    ("post", "source_fetch"),
    ("get", "source_pause"),
    ("post", "source_pause"),
    ("post", "source_resume"),
    ("get", "source_remove"),
    ("post", "source_remove"),
    ("get", "number_add"),
    ("post", "number_add"),
]


@pytest.mark.parametrize(("method", "name"), ROUTES)
def test_a_strangers_source_is_not_found(client, user, method, name):
    source = make_source(make_user(), "by_hand")
    make_metric(source)
    before = Source.objects.values().get()
    assert getattr(client, method)(page(name, source), {"numbers": "erase"}).status_code == 404
    assert Source.objects.values().get() == before


@pytest.mark.parametrize(("method", "name"), ROUTES)
def test_without_signing_in_there_is_the_sign_in(client, method, name):
    source = make_source(make_user())
    response = getattr(client, method)(page(name, source))
    assert (response.status_code, "login" in response["Location"]) == (302, True)


@pytest.mark.parametrize("pk", [0, 10**30])
def test_an_impossible_number_is_not_found(client, user, pk):
    assert client.get(page("source", pk=pk)).status_code == 404


def test_the_list_says_how_many_places_there_are_and_how_they_are(client, user):
    make_source(user)
    make_source(user, "by_hand", name="Subscribers")
    make_source(user, state="late", outcome="rate_limited", failing_since=NOW)
    make_source(user, state="needs_you", outcome="needs_sign_in", failing_since=NOW)
    text = client.get(page("source_list")).text
    assert "Four places. Two are in order, one is a little late and one needs you." in text
    assert "social.example asked us to slow down." in text


def test_what_needs_the_person_comes_first_then_by_name(client, user):
    make_source(user, "by_hand", name="Zines")
    make_source(user, "by_hand", name="apples")
    make_source(user, state="needs_you", outcome="not_found", failing_since=NOW)
    labels = [row.source.label for row in client.get(page("source_list")).context["page"].rows]
    assert labels == ["Mastodon", "apples", "Zines"]


def test_no_page_shows_a_value(client, user):
    source = make_source(user, "by_hand", name="Subscribers")
    measure(make_metric(source), {TODAY: 86421.0}, origin="typed_in")
    mastodon = make_source(user)
    measure(make_metric(mastodon), {TODAY: 86421.0})
    pages = [page("source_list"), *(page("source", one) for one in (source, mastodon))]
    assert not [one for one in pages if "421" in client.get(one).text]


def test_the_list_takes_as_many_queries_for_one_source_as_for_thirty(client, user):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(page("source_list"))
        return len(queries)

    for number in range(30):
        source = make_source(user, host=f"host{number}.example")
        measure(make_metric(source), {TODAY: 1.0})
        make_attempt(source, TODAY)
        if number == 0:
            count()  # the first page of all loads what is kept for later ones
            one = count()
    assert count() == one


def test_the_strip_marks_fetched_and_failed_days(client, user):
    source = make_source(user, failing_since=NOW, state="late", outcome="transient")
    measure(make_metric(source), {TODAY - timedelta(days=n): 1.0 for n in range(1, 29)})
    make_attempt(source, TODAY)
    (row,) = client.get(page("source_list")).context["page"].rows
    assert row.strip_words == "Fetched on 27 of the last 28 days, failing since 18 November."
    assert (row.strip.count("h-ok"), row.strip.count("h-x")) == (27, 1)


def test_connecting_saves_a_source_that_is_due_now_and_no_message_is_sent(client, user):
    response = connect(client, handle="@wren@social.example")
    source = Source.objects.get()
    assert (response.status_code, response["Location"]) == (302, page("source", source))
    assert (source.state, source.handle, source.host) == (
        "checking",
        "@wren@social.example",
        "social.example",
    )
    assert (source.next_visit_at, source.connected_at, source.is_confirmed) == (NOW, NOW, False)


@pytest.mark.parametrize(
    ("provider", "typed", "message"),
    [
        ("mastodon", {"handle": "wren"}, "Write the handle with its server"),
        ("mastodon", {"handle": ""}, "This is needed."),
        ("mastodon", {"handle": "@wren@localhost"}, "is not a public server"),
        ("mastodon", {"handle": "a" * 5000}, "At most 2048 characters."),
        ("klout", {"address": "http://127.0.0.1", "identity": "w"}, "Write a whole public address"),
        ("by_hand", {"name": "\u200b"}, "Give the number a name"),
        ("by_hand", {"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_shape_is_told_beside_the_field_and_kept(client, user, provider, typed, message):
    response = connect(client, provider, **typed)
    assert (response.status_code, Source.objects.count()) == (422, 0)
    assert message in response.text
    assert "Error:" in response.text
    assert next(iter(typed.values())).replace("\x00", "") in response.text.replace("\x00", "")


def test_an_unknown_kind_of_place_is_not_found(client, user):
    assert client.get(page("source_connect", provider="myspace")).status_code == 404


def test_the_same_account_twice_is_a_message(client, user):
    connect(client, handle="@wren@social.example")
    response = connect(client, handle="wren@SOCIAL.example")
    assert (response.status_code, Source.objects.count()) == (422, 1)
    assert "This is connected already, or is being checked." in response.text


def test_two_people_may_connect_the_same_account(client, user):
    make_source(make_user(), handle="@wren@social.example", account_id="1")
    assert connect(client, handle="@wren@social.example").status_code == 302


def test_an_hour_has_room_for_twenty_checks(client, user):
    for minutes in range(20):
        Check.objects.create(user=user, at=NOW - timedelta(minutes=40 - minutes))
    response = connect(client, handle="@wren@social.example")
    assert (response.status_code, Source.objects.count()) == (422, 0)
    assert "The next one can be made at 09:20." in response.text
    Check.objects.filter(at=NOW - timedelta(minutes=40)).update(at=NOW - timedelta(hours=1))
    assert connect(client, handle="@wren@social.example").status_code == 302


def test_a_number_by_hand_needs_no_check_and_has_its_metric_at_once(client, user):
    connect(client, "by_hand", name="Subscribers")
    source = Source.objects.get()
    assert (source.state, source.next_visit_at, source.is_confirmed) == ("by_hand", None, True)
    assert [metric.key for metric in Metric.objects.all()] == ["number"]
    assert Check.objects.count() == 0


def test_a_checking_page_renews_itself_until_the_answer(client, user, network):
    network.mastodon()
    connect(client, handle="@wren@social.example")
    source = Source.objects.get()
    before = client.get(page("source", source)).text
    assert ("data-renew" in before, "Look again" in before, "renew.js" in before) == (True,) * 3
    collect(now=NOW, pace=0)
    after = client.get(page("source", source)).text
    assert ("data-renew" in after, "Look again" in after, "renew.js" in after) == (False,) * 3
    assert "Fresh" in after


def test_a_check_that_failed_says_why_and_offers_the_handle(client, user, network):
    connect(client, handle="@wren@social.example")
    collect(now=NOW, pace=0)
    source = Source.objects.get()
    text = client.get(page("source", source)).text
    assert "social.example knows no account called @wren@social.example." in text
    assert page("source_edit", source) in text
    form = client.get(page("source_edit", source)).text
    assert 'value="@wren@social.example"' in form


@pytest.mark.parametrize("outcome", ["refused", "transient"])
def test_refused_blocked_and_timed_out_read_the_same(client, user, outcome):
    for detail in ("address-refused", "timed-out", "unreachable"):
        given = {"outcome": outcome, "detail": detail, "failing_since": NOW}
        make_source(user, confirmed_at=None, state="needs_you", **given)
    rows = client.get(page("source_list")).context["page"].rows
    assert {row.saying.what for row in rows} == {"social.example did not answer."}


def waiting(client, source):
    return client.get(page("source", source)).context["row"].waiting


def test_after_twenty_seconds_the_page_says_that_the_worker_is_quiet(client, user):
    given = {"confirmed_at": None, "state": "checking", "next_visit_at": NOW}
    source = make_source(user, asked_at=NOW - timedelta(seconds=20), **given)
    assert waiting(client, source) == "The visit is on its way. This takes a moment."
    Source.objects.update(asked_at=NOW - timedelta(seconds=21))
    assert "has not answered for 20 seconds" in waiting(client, source)
    Heartbeat.beat("worker", at=NOW)
    assert waiting(client, source) == "social.example is taking its time. We go on asking."


def test_a_host_left_in_peace_is_told_with_the_time(client, user):
    source = make_source(user, confirmed_at=None, state="checking", next_visit_at=NOW)
    HostLane.objects.create(
        host="social.example", next_at=NOW, open_until=NOW + timedelta(minutes=10)
    )
    told = "social.example is being left alone for a while. We ask again today at 09:10."
    assert waiting(client, source) == told


def test_another_handle_is_checked_in_its_turn(client, user):
    source = make_source(user, confirmed_at=None, account_id="", state="needs_you", failures=2)
    response = client.post(page("source_edit", source), {"handle": "@teodor@other.example"})
    source.refresh_from_db()
    assert (response.status_code, source.state, source.failures) == (302, "checking", 0)
    assert (source.handle, source.host, source.next_visit_at) == (
        "@teodor@other.example",
        "other.example",
        NOW,
    )


def test_a_confirmed_account_keeps_its_handle(client, user):
    source = make_source(user, handle="@wren")
    response = client.post(page("source_edit", source), {"handle": "@teodor@other.example"})
    source.refresh_from_db()
    assert (response.status_code, source.handle) == (302, "@wren")
    assert "keeps its handle" in said(response)[0]


def test_a_typed_in_number_can_be_renamed_but_not_to_another_ones_name(client, user):
    connect(client, "by_hand", name="Letters")
    connect(client, "by_hand", name="Subscribers")
    letters = Source.objects.get(name="Letters")
    clash = client.post(page("source_edit", letters), {"name": "Subscribers"})
    assert (clash.status_code, Source.objects.get(pk=letters.pk).name) == (422, "Letters")
    assert client.post(page("source_edit", letters), {"name": "Post"}).status_code == 302
    assert Source.objects.get(pk=letters.pk).label == "Post"


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


def test_an_account_that_was_removed_can_be_connected_again(client, user):
    source, _note = whole_source(user)
    client.post(page("source_remove", source), {"numbers": "keep"})
    assert connect(client, handle="@wren@social.example").status_code == 302


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


def test_a_number_can_be_typed_in_for_typed_in_sources_alone(client, user):
    assert client.post(page("number_add", make_source(user)), {"value": "1"}).status_code == 404
