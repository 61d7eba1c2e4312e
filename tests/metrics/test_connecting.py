"""Connecting a place, waiting for its answer, changing what was typed."""

import re
from datetime import timedelta

import pytest

from apps.core.models import Heartbeat
from apps.metrics.collecting import collect
from apps.metrics.models import Check, HostLane, Metric, Source
from apps.metrics.operations import NEW_HOSTS_A_DAY
from tests.support.factories import (
    make_source,
    make_user,
)
from tests.support.metrics import NOW, connect, page, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


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
        ("mastodon", {"handle": "a" * 5000}, "This has 5,000 characters. The limit is 2,048."),
        ("klout", {"address": "http://127.0.0.1", "identity": "w"}, "Write a whole public address"),
        ("by_hand", {"name": "\u200b"}, "This is needed."),
        ("by_hand", {"name": "\x00"}, "This is needed."),
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


def test_a_day_has_room_for_twenty_new_hosts(client, user):
    known = make_source(user, host="known.example")
    days_before = NOW - timedelta(hours=23, minutes=30)
    Check.objects.bulk_create(
        Check(user=user, at=days_before + timedelta(minutes=n), new_host=f"{n:064}")
        for n in range(NEW_HOSTS_A_DAY)
    )
    response = connect(client, handle="@wren@another.example")
    words = "A day has room for 20 new hosts. The next one can be asked on Wednesday at 09:30."
    assert (response.status_code, words in response.text) == (422, True)
    assert Source.objects.get() == known
    assert connect(client, handle="@other@known.example").status_code == 302
    Check.objects.filter(at=days_before).delete()
    for handle in ("@wren@another.example", "@ines@another.example"):
        assert connect(client, handle=handle).status_code == 302
    assert connect(client, handle="@wren@one-more.example").status_code == 422


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
    given = {"confirmed_at": None, "state": "checking", "asked_at": NOW - timedelta(hours=1)}
    source = make_source(user, next_visit_at=NOW - timedelta(seconds=20), **given)
    assert waiting(client, source) == "The visit is on its way. This takes a moment."
    Source.objects.update(next_visit_at=NOW - timedelta(seconds=21))
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


def test_what_is_to_be_mended_is_named_where_several_fields_are_empty(client, user):
    text = connect(client, "youtube").text
    named = re.findall(r"<li><a href=\"#id_\w+\"><b>(.*?)</b> (.*?)</a></li>", text)
    assert named == [("Your channel", "This is needed."), ("Your API key", "This is needed.")]
