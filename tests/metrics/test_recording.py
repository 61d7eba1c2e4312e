"""From an answer to a value, and from a failure to its reason. The network is on loopback."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from apps.metrics.models import FetchAttempt, HostLane, Post, Snapshot, Source
from apps.metrics.recording import record_visit
from apps.providers.base import PostReading, Reading
from tests.support.factories import make_user
from tests.support.metrics import (
    HOST,
    NOW,
    TODAY,
    again,
    due,
    go,
    score,
    status_of,
    unconfirmed,
    values,
)

pytestmark = pytest.mark.django_db


def test_a_check_confirms_the_account_and_keeps_its_first_values(network):
    network.mastodon(posts=[status_of("7", "2026-11-17T10:00:00Z", replies=3)])
    source = unconfirmed()
    assert go() == 1
    source = again(source)
    assert (source.state, source.account_id, source.name) == ("fresh", "1", "Wren")
    assert (source.confirmed_at, source.last_success_at, source.failures) == (NOW, NOW, 0)
    assert values(source) == {
        ("followers", TODAY): 10.0,
        ("following", TODAY): 5.0,
        ("posts", TODAY): 100.0,
        ("replies", TODAY): 3.0,
        ("boosts", TODAY): 0.0,
        ("favourites", TODAY): 0.0,
        ("replies_written", TODAY): 0.0,
        ("boosts_made", TODAY): 0.0,
    }
    assert list(Snapshot.objects.values_list("day", "taken_at")) == [(TODAY, NOW)]


def test_the_next_visit_is_tomorrow_by_day_where_the_person_is(network):
    network.mastodon()
    source = due(make_user(time_zone="Asia/Tokyo"))
    go(datetime(2026, 11, 18, 10, 30, tzinfo=UTC))
    local = again(source).next_visit_at.astimezone(source.user.zone)
    assert (local.date(), 4 <= local.hour < 20) == (date(2026, 11, 19), True)


def test_the_day_is_the_persons_own(network):
    network.mastodon()
    source = due(make_user(time_zone="Pacific/Kiritimati"))
    go(datetime(2026, 11, 18, 10, tzinfo=UTC))
    assert {day for _key, day in values(source)} == {date(2026, 11, 19)}


def test_a_later_visit_on_the_same_day_replaces_that_days_values(network):
    network.mastodon()
    source = due()
    go()
    network.mastodon(followers_count=12)
    Source.objects.update(next_visit_at=NOW)
    go(NOW + timedelta(hours=2))
    assert values(source)["followers", TODAY] == 12.0
    assert Snapshot.objects.get().taken_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [(500, "late", "transient"), (404, "needs_you", "not_found"), (410, "gone", "gone")],
)
def test_failure_writes_no_value_and_says_why(network, status, state, outcome):
    network.everything(status=status)
    source = due()
    assert go() == 1
    found = again(source)
    assert (found.state, found.outcome, found.failures) == (state, outcome, 1)
    assert (found.failing_since, values(source), Snapshot.objects.count()) == (NOW, {}, 0)
    attempt = FetchAttempt.objects.get()
    assert (attempt.outcome, attempt.detail, attempt.day) == (outcome, f"HTTP {status}", TODAY)


def test_html_with_200_is_no_number(network):
    network.say(HOST, "/api/v1/accounts/1", b"<html>Please sign in</html>")
    source = due()
    go()
    assert (again(source).outcome, values(source)) == ("malformed", {})


def test_success_after_failure_forgets_the_failure(network):
    network.mastodon()
    source = due(failures=4, failing_since=NOW - timedelta(days=1), state=Source.State.LATE)
    go()
    found = again(source)
    assert (found.state, found.failures, found.failing_since) == ("fresh", 0, None)


def test_after_three_days_of_failing_the_person_is_asked(network):
    network.everything(status=500)
    source = due(failing_since=NOW - timedelta(days=3), failures=9)
    go()
    assert again(source).state == "needs_you"


def test_zero_that_was_always_zero_is_kept(network):
    network.mastodon(followers_count=0)
    source = due()
    go()
    assert values(source)["followers", TODAY] == 0.0


def test_a_hidden_count_writes_none(network):
    network.mastodon(followers_count=-1)
    source = due()
    go()
    assert ("followers", TODAY) not in values(source)
    assert (again(source).state, again(source).detail) == ("fresh", "followers")


@pytest.mark.parametrize("told", [1e16, "1e999", "NaN", "many"])
def test_what_cannot_be_kept_is_malformed(network, told):
    network.klout(told)
    source = score()
    go()
    assert (again(source).outcome, values(source)) == ("malformed", {})


def test_a_score_of_somebody_elses_is_kept_as_told(network):
    network.klout("47.2")
    source = score()
    go()
    assert values(source) == {("score", TODAY): 47.2}


def test_per_post_metrics_count_the_running_weeks_posts_alone(network):
    sunday_night = status_of("6", "2026-11-15T22:30:00Z", replies=50)
    monday = status_of("7", "2026-11-15T23:30:00Z", replies=3)
    network.mastodon(
        posts=[status_of("8", "2026-11-17T10:00:00Z", replies=4), monday, sunday_night]
    )
    source = due(make_user(time_zone="Europe/Berlin"))
    go()
    assert values(source)["replies", TODAY] == 7.0
    days = dict(Post.objects.values_list("external_id", "day"))
    assert days == {"7": date(2026, 11, 16), "8": date(2026, 11, 17)}


def test_posts_of_earlier_weeks_are_not_read_again(network):
    network.mastodon(posts=[status_of("7", "2026-11-17T10:00:00Z", replies=3)])
    source = due()
    go()
    next_week = NOW + timedelta(days=7)
    network.mastodon(posts=[status_of("7", "2026-11-17T10:00:00Z", replies=99)])
    Source.objects.update(next_visit_at=next_week)
    go(next_week)
    assert Post.objects.get().counts.get(metric__key="replies").value == 3.0
    assert values(source)["replies", next_week.date()] == 0.0


def test_a_reading_that_reaches_further_back_keeps_to_the_running_week():
    source = due()
    post = PostReading("7", "https://social.example/7", NOW, "Today", {"replies": 2.0})
    older = replace(post, external_id="6", posted_at=NOW - timedelta(days=3))
    reading = Reading("1", "@wren@social.example", "Wren", "", {"followers": 9.0}, (post, older))
    unseen = frozenset(["boosts", "favourites", "replies_written", "boosts_made"])
    record_visit(source, replace(reading, hidden=unseen), at=NOW)
    assert (again(source).outcome, values(source)["replies", TODAY]) == ("ok", 2.0)
    assert [one.external_id for one in Post.objects.all()] == ["7"]


def test_a_post_taken_down_within_its_week_is_forgotten(network):
    network.mastodon(posts=[status_of("7", "2026-11-17T10:00:00Z", replies=3)])
    source = due()
    go()
    network.mastodon(posts=[])
    Source.objects.update(next_visit_at=NOW)
    go(NOW + timedelta(minutes=5))
    assert (Post.objects.count(), values(source)["replies", TODAY]) == (0, 0.0)


def test_an_account_connected_twice_says_so(network):
    network.mastodon()
    user = make_user()
    due(user, next_visit_at=None)
    second = unconfirmed(user, handle="@Wren@social.example")
    assert go() == 1
    found = again(second)
    assert (found.state, found.outcome, found.detail) == (
        "needs_you",
        "refused",
        "already-connected",
    )
    assert (found.is_confirmed, found.next_visit_at) == (False, None)


def test_an_actor_on_another_host_waits_in_the_lane_of_that_host():
    source = unconfirmed(
        provider="activitypub", host="garden.example", handle="@wren@garden.example"
    )
    elsewhere = Reading(
        "https://pub.example/wren",
        source.handle,
        "Wren",
        "https://pub.example/@wren",
        {"posts": 4.0},
        asked_host="pub.example",
    )
    record_visit(source, elsewhere, at=NOW)
    record_visit(source, replace(elsewhere, asked_host=""), at=NOW + timedelta(days=1))
    found = again(source)
    assert (found.host, found.handle, found.state) == ("pub.example", source.handle, "fresh")


def test_another_account_at_the_same_address_is_not_taken_for_this_one(network):
    network.klout(47)
    source = score(account_id="somebody else")
    go()
    assert (again(source).detail, values(source)) == ("another-account", {})


def test_a_check_without_an_answer_is_tried_a_few_times(network):
    network.everything(status=500)
    source = unconfirmed()
    waits, now = [], NOW
    while (source := again(source)).next_visit_at is not None:
        waits.append(int((source.next_visit_at - now).total_seconds()))
        now = source.next_visit_at
        HostLane.objects.update(failures=0, open_until=None, next_at=now)
        go(now)
    assert (waits, source.failures, source.state) == ([0, 60, 240, 960, 3840], 5, "needs_you")


def test_no_such_account_waits_for_the_person(network):
    source = unconfirmed()
    go()
    found = again(source)
    assert (found.state, found.outcome, found.next_visit_at) == ("needs_you", "not_found", None)


def test_decimals_are_those_of_the_first_visit():
    source = unconfirmed(provider="json_number", host="number.example", settings={"name": "Mean"})
    for days, value in ((0, 46.5), (1, 46.25)):
        reading = Reading("a", "number.example", "", "", {"value": value})
        record_visit(source, reading, at=NOW + timedelta(days=days))
    assert (source.metrics.get().decimals, len(values(source))) == (1, 2)


def test_a_database_that_is_busy_says_nothing_about_the_answer():
    source = score()

    def busy(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and "measurement" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    reading = Reading("wren", "wren", "", "", {"score": 47.0})
    with connection.execute_wrapper(busy), pytest.raises(OperationalError):
        record_visit(source, reading, at=NOW)
    assert FetchAttempt.objects.count() == 0
