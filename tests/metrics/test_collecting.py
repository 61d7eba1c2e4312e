"""Collecting: whose turn it is, and how hosts are left in peace. The network is on loopback."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from apps.core.models import Heartbeat
from apps.metrics import collecting, tasks
from apps.metrics.collecting import tidy
from apps.metrics.lanes import claim_lanes, open_lanes
from apps.metrics.models import Check, FetchAttempt, HostLane, Source
from apps.metrics.reading import Errand, Turn, Visit
from apps.metrics.turns import record_turns
from apps.providers.base import Outcome, ProviderError
from tests.support.factories import make_user
from tests.support.metrics import HOST, NOW, again, due, go, score, unconfirmed

pytestmark = pytest.mark.django_db


def test_what_is_not_due_is_left_alone(network):
    due(next_visit_at=NOW + timedelta(seconds=1))
    due(state=Source.State.PAUSED)
    due(removed_at=NOW)
    assert (go(), network.asked) == (0, [])


def test_a_rate_limit_rests_the_whole_host_until_it_says(network):
    network.everything(status=429, headers={"Retry-After": "3600"})
    user = make_user()
    first, second = due(user), due(user, account_id="2", handle="@wren2@social.example")
    assert go() == 1
    assert again(first).next_visit_at >= NOW + timedelta(hours=1)
    assert again(second).next_visit_at == NOW
    assert HostLane.objects.get().next_at >= NOW + timedelta(hours=1)
    assert go(NOW + timedelta(minutes=59)) == 0


def test_five_failures_in_a_row_leave_the_host_in_peace(network):
    network.everything(status=500)
    user = make_user()
    for number in range(7):
        due(user, account_id=str(number), handle=f"@wren{number}@social.example")
    assert go() == 5
    lane = HostLane.objects.get()
    assert lane.failures == 5
    assert 7.5 <= (lane.open_until - NOW).total_seconds() / 60 <= 12.6
    assert go(lane.open_until - timedelta(seconds=1)) == 0
    assert go(lane.open_until) == 1
    assert 15 <= (HostLane.objects.get().open_until - lane.open_until).total_seconds() / 60 <= 25.1


def test_a_host_that_is_back_is_visited_as_before(network):
    network.mastodon()
    HostLane.objects.create(host=HOST, next_at=NOW, failures=5, open_until=NOW)
    due()
    go()
    lane = HostLane.objects.get()
    assert (lane.failures, lane.open_until, lane.lease_until) == (0, None, None)


def test_a_host_that_failed_too_often_is_asked_one_thing_first(network):
    network.klout(47)
    user = make_user()
    HostLane.objects.create(host="score.example", next_at=NOW, failures=5, open_until=NOW)
    score(user)
    score(make_user())
    assert (go(), HostLane.objects.get().failures) == (1, 0)
    assert go(NOW + timedelta(seconds=2)) == 1


def test_checks_go_first_in_their_lane(network):
    network.mastodon(pk="1")
    network.mastodon(pk="2", user="teodor")
    due(next_visit_at=NOW - timedelta(days=1))
    unconfirmed(handle="@teodor@social.example")
    go()
    assert network.asked[1] == (HOST, "/api/v1/accounts/lookup")


def test_what_changed_during_the_visit_is_not_written_over(network):
    network.mastodon()
    source = due()
    rename = Source.objects.filter(pk=source.pk).update
    open_lanes(NOW)
    (claim,) = claim_lanes(NOW)
    errand = Errand.to(source, since=NOW)
    rename(handle="@teodor@social.example")
    visit = Visit(errand, ProviderError(Outcome.NOT_FOUND, "HTTP 404"), 0.0)
    assert record_turns([Turn(claim, NOW, [visit])]) == 0
    assert (again(source).outcome, HostLane.objects.get().lease_until) == ("ok", None)


def test_a_lost_fence_writes_nothing():
    source = due()
    open_lanes(NOW)
    (mine,) = claim_lanes(NOW)
    later = NOW + timedelta(seconds=60)
    (theirs,) = claim_lanes(later)
    visit = Visit(Errand.to(source, since=NOW), ProviderError(Outcome.NOT_FOUND, "HTTP 404"), 0.0)
    assert record_turns([Turn(mine, NOW, [visit])]) == 0
    assert FetchAttempt.objects.count() == 0
    assert record_turns([Turn(theirs, later, [visit])]) == 1
    assert record_turns([Turn(theirs, later, [visit])]) == 0


def test_a_lane_that_is_held_is_not_claimed_again():
    due()
    open_lanes(NOW)
    assert len(claim_lanes(NOW)) == 1
    assert claim_lanes(NOW + timedelta(seconds=59)) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_time_one_gets_the_lane():
    user = make_user()
    for number in range(20):
        due(user, host=f"host{number}.example", account_id=str(number))
    open_lanes(NOW)
    barrier, claimed = Barrier(2), []

    def work():
        barrier.wait()
        claimed.extend(claim.host for claim in claim_lanes(NOW))
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(claimed) == sorted(f"host{number}.example" for number in range(20))


@pytest.mark.django_db(transaction=True)
def test_the_network_is_asked_outside_any_transaction(network):
    network.mastodon()
    due()
    seen = []

    def look():
        seen.append(HostLane.objects.get().lease_until is not None)
        connection.close()

    network.on_request = look
    go()
    assert set(seen) == {True}


def test_the_worker_leaves_a_sign_of_life_every_ten_seconds(network):
    go(NOW)
    go(NOW + timedelta(seconds=9))
    assert Heartbeat.objects.get(name="worker").at == NOW
    go(NOW + timedelta(seconds=11))
    assert Heartbeat.objects.get(name="worker").at == NOW + timedelta(seconds=11)


def test_a_source_that_never_answered_goes_after_a_day():
    unconfirmed(connected_at=NOW - timedelta(hours=25))
    asked_again = unconfirmed(
        handle="@x", connected_at=NOW - timedelta(hours=25), asked_at=NOW - timedelta(hours=1)
    )
    kept = due(connected_at=NOW - timedelta(days=100))
    Check.objects.create(user=kept.user, at=NOW - timedelta(hours=25))
    HostLane.objects.create(host="nobody.example", next_at=NOW)
    tidy(now=NOW)
    assert set(Source.objects.all()) == {asked_again, kept}
    assert (Check.objects.count(), HostLane.objects.count()) == (0, 0)


def test_the_command_does_what_beat_does(network, capsys):
    network.mastodon()
    due()
    call_command("collect", "--once")
    assert capsys.readouterr().out == "1 visits written down\n"


def test_tasks_take_no_words_and_expire(network):
    tasks.collect()
    tasks.tidy()
    assert (tasks.collect.expires, tasks.tidy.expires) == (2, 3600)


def test_of_more_than_a_turn_can_take_the_longest_due_come_first(network, monkeypatch):
    monkeypatch.setattr(collecting, "VISITS_A_LANE", 1)
    network.mastodon()
    network.mastodon(pk="2", user="wren2")
    user = make_user()
    due(user, connected_at=NOW - timedelta(days=900), confirmed_at=NOW - timedelta(days=900))
    late = due(user, account_id="2", handle="@wren2@social.example",
               next_visit_at=NOW - timedelta(days=2))  # fmt: skip
    assert go() == 1
    assert again(late).last_success_at == NOW


def test_a_lane_on_probation_that_was_not_asked_gets_no_further_break():
    HostLane.objects.create(host=HOST, next_at=NOW, failures=5)
    due()
    (claim,) = claim_lanes(NOW)
    record_turns([Turn(claim, NOW)])
    assert HostLane.objects.get().open_until is None


def test_what_a_clock_that_was_ahead_left_is_put_right():
    source = due(asked_at=NOW + timedelta(days=30))
    Check.objects.create(user=source.user, at=NOW + timedelta(days=30))
    tidy(now=NOW)
    assert (again(source).asked_at, Check.objects.count()) == (None, 0)


def test_a_rest_outlives_the_last_source_of_its_host():
    HostLane.objects.create(host="resting.example", next_at=NOW + timedelta(hours=20))
    HostLane.objects.create(host="idle.example", next_at=NOW)
    tidy(now=NOW)
    assert [lane.host for lane in HostLane.objects.all()] == ["resting.example"]
