"""Every way in which a visit can end, in words: who, what, since when, what is safe, what to do."""

from datetime import timedelta

import pytest

from apps.metrics.models import Source
from apps.metrics.pages import source_rows
from apps.metrics.recording import record_visit
from apps.metrics.sentences import GAP_REASONS, gap_reason
from apps.providers.base import Outcome, ProviderError
from tests.support.factories import make_source, make_user
from tests.support.metrics import NOW, again, connect, due, page, unconfirmed

pytestmark = pytest.mark.django_db
FAILURES = [one for one in Outcome if one not in (Outcome.OK, Outcome.NOT_MODIFIED)]
SAFE = "Nothing recorded before then is affected; the days since show as a gap, not as zero."


def failed(source, outcome, **given):
    record_visit(again(source), ProviderError(outcome, "HTTP 400", **given), at=NOW)
    return again(source)


def saying(source, now=NOW):
    (row,) = source_rows([source], now=now)
    return row.saying


@pytest.mark.parametrize("outcome", Outcome)
def test_a_day_without_a_number_says_why(outcome):
    assert outcome in GAP_REASONS
    assert gap_reason(outcome) != "nobody visited"


@pytest.mark.parametrize("outcome", FAILURES)
def test_a_failure_says_who_what_since_when_what_is_safe_and_what_to_do(outcome):
    said = saying(failed(due(failing_since=NOW - timedelta(days=4)), outcome))
    assert "social.example" in said.what
    assert said.since == f"So since Saturday 14 November at 09:00. {SAFE}"
    assert said.to_do


@pytest.mark.parametrize("outcome", FAILURES)
def test_a_check_that_fails_says_what_to_do_or_that_there_is_nothing(outcome):
    said = saying(failed(unconfirmed(), outcome))
    assert said.what
    assert said.to_do


def test_refused_blocked_and_timed_out_are_told_in_the_same_words():
    ends = [
        (Outcome.REFUSED, "address-refused"),
        (Outcome.REFUSED, "unreachable"),
        (Outcome.TRANSIENT, "timed-out"),
        (Outcome.TRANSIENT, "HTTP 500"),
    ]
    said = set()
    for outcome, detail in ends:
        source = due()
        record_visit(source, ProviderError(outcome, detail), at=NOW)
        said.add((saying(again(source)), gap_reason(outcome)))
    assert len(said) == 1


def test_an_account_that_moved_is_offered_where_it_went(client, user):
    given = {"permanent": True, "moved_to": "@wren@new.example"}
    source = failed(due(user), Outcome.MOVED, **given)
    assert source.state == "gone"
    text = client.get(page("source", source)).text
    assert "social.example says that this account has moved to @wren@new.example." in text
    offered = page("source_connect", provider="mastodon") + "?handle=%40wren%40new.example"
    assert offered in text
    assert 'value="@wren@new.example"' in client.get(offered).text


@pytest.mark.usefixtures("at_nine")
def test_one_whose_new_account_is_connected_says_so(client, user):
    source = failed(due(user), Outcome.MOVED, permanent=True, moved_to="@wren@new.example")
    connect(client, handle="@wren@new.example")
    assert saying(source).to_do == (
        "The new account is connected already. You can remove this one; its numbers can stay."
    )
    assert "?handle=" not in client.get(page("source", source)).text


def test_a_host_that_asks_to_slow_down_never_needs_the_person():
    source = failed(due(failing_since=NOW - timedelta(days=9)), Outcome.RATE_LIMITED)
    assert (source.state, saying(source).to_do) == (
        "late",
        "The next visit is already booked. Nothing for you to do.",
    )


def test_a_check_that_is_tried_again_is_still_a_check():
    source = failed(unconfirmed(), Outcome.TRANSIENT)
    said = saying(source)
    assert (source.state, said.what) == ("checking", "social.example did not answer.")
    assert (said.since, said.to_do) == (
        "We ask again today at 09:01.",
        "Check what you typed; you can change it.",
    )


def test_a_network_of_one_host_is_called_by_its_name():
    source = make_source(make_user(), "bluesky", handle="wren.example", host="bsky.example")
    source.state, source.outcome, source.failing_since = Source.State.LATE, "transient", NOW
    assert saying(source).what == "Bluesky did not answer."


def test_a_network_that_rounds_says_so_and_not_by_how_much():
    source = make_source(make_user(), "youtube", handle="@wren", host="www.googleapis.com")
    source.state, source.outcome, source.detail = Source.State.FRESH, Outcome.OK, "likes"
    assert saying(source).since == (
        "The last answer kept this to itself: likes. Nothing is filled in. "
        "YouTube rounds large numbers of subscribers. Each is told with its step, and a change "
        "below that is too small to see. Nothing for you to do."
    )


def test_the_note_on_a_pause_is_shown(client, user):
    given = {"state": "paused", "paused_at": NOW, "pause_note": "Not during the move."}
    make_source(user, **given)
    text = client.get(page("source_list")).text
    assert "You paused this on 18 November 2026 and wrote:" in text
    assert "“Not during the move.”" in text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.NOT_FOUND, "blog.example has nothing at this address."),
        (Outcome.GONE, "blog.example says that this address is gone for good."),
    ],
)
def test_a_feed_that_is_not_there_is_told_as_an_address(outcome, words):
    given = {"provider": "feeds", "handle": "https://blog.example/feed.xml"}
    source = due(host="blog.example", address="https://blog.example/feed.xml", **given)
    assert saying(failed(source, outcome)).what == words
