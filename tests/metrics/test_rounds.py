"""A round that is disturbed: the database away, a provider that breaks, a time limit in between."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from apps.metrics import collecting, tasks, turns
from apps.metrics.models import FetchAttempt, HostLane, Measurement, Snapshot
from apps.providers import PROVIDERS
from tests.support.factories import make_user
from tests.support.metrics import NOW, again, due, go, score

pytestmark = pytest.mark.django_db


def failing_once(function, error=OperationalError):
    """The same function, away the first time it is called."""
    calls = []

    def called(*given, **named):
        calls.append(1)
        if len(calls) == 1:
            raise error
        return function(*given, **named)

    return called


def test_what_the_database_cannot_take_is_written_down_a_little_later(network, monkeypatch):
    network.klout(47)
    source = score()
    monkeypatch.setattr(collecting, "record_turns", failing_once(collecting.record_turns))
    assert go() == 1
    assert (again(source).state, FetchAttempt.objects.count(), len(network.asked)) == (
        "fresh",
        1,
        1,
    )


def test_lanes_whose_errands_cannot_be_read_are_given_back_unvisited(network, monkeypatch):
    network.klout(47)
    score()
    monkeypatch.setattr(collecting, "_errands", failing_once(collecting._errands))
    go()
    assert HostLane.objects.get().lease_until is None
    assert go(NOW + timedelta(seconds=5)) == 1


def test_a_task_without_a_database_ends_quietly(monkeypatch, caplog):
    monkeypatch.setattr(collecting, "collect", failing_once(None))
    tasks.collect()
    assert caplog.messages == ["the database is away: OperationalError"]


def test_a_provider_that_breaks_or_is_cut_short_holds_up_no_other(network, monkeypatch):
    async def read(self, *given, **named):
        raise SoftTimeLimitExceeded

    network.klout(47)
    monkeypatch.setattr(type(PROVIDERS["mastodon"]), "read", read)
    broken, good = due(), score(make_user())
    assert go() == 2
    assert (again(broken).outcome, again(good).state) == ("malformed", "fresh")


@pytest.mark.parametrize("place", range(6))
def test_a_time_limit_inside_the_transaction_leaves_no_half_snapshot(network, monkeypatch, place):
    network.klout(47)
    source = score()
    steps = [
        "held_lanes",
        "release_lanes",
        "metrics_of",
        "is_ordinary",
        "record_ordinary",
        "_still_wanted",
    ]
    monkeypatch.setattr(turns, steps[place], failing_once(None, SoftTimeLimitExceeded))
    monkeypatch.setattr(turns, "_record_or_leave", lambda turn: 0)
    assert go() == 0
    assert (Snapshot.objects.count(), Measurement.objects.count()) == (0, 0)
    assert FetchAttempt.objects.count() == 0
    assert again(source).next_visit_at == NOW


def test_messages_that_come_five_times_have_one_effect(network):
    network.klout(47)
    score()
    assert [go() for _ in range(5)] == [1, 0, 0, 0, 0]


def test_after_a_day_without_workers_each_source_is_visited_once(network):
    network.mastodon()
    source = due(next_visit_at=NOW - timedelta(days=3))
    assert [go(NOW + timedelta(minutes=step)) for step in range(3)] == [1, 0, 0]
    assert again(source).next_visit_at > NOW + timedelta(minutes=50)
