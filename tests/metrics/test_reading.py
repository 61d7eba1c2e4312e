"""Turns of lanes: how much is asked, when a lane rests, and what becomes of a harmful visit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.metrics.lanes import claim_lanes
from apps.metrics.models import HostLane, Source
from apps.metrics.reading import Errand, Visit
from apps.providers import PROVIDERS
from apps.providers.base import Account, Outcome, ProviderError, Rate
from tests.support.factories import make_user
from tests.support.metrics import HOST, NOW, again, due, go, score

pytestmark = pytest.mark.django_db


def limit(monkeypatch, key, rate):
    monkeypatch.setattr(type(PROVIDERS[key]), "published_limit", lambda self, account: rate)


def test_a_turn_takes_a_twentieth_and_the_next_waits_until_there_is_room(network, monkeypatch):
    limit(monkeypatch, "klout", Rate(40, 60))
    network.klout(47)
    for _ in range(5):
        score(make_user())
    assert go() == 2
    each = 20 * 60 / 40
    lane = HostLane.objects.get()
    assert (lane.paid_off_at, lane.next_at) == (
        NOW + timedelta(seconds=2 * each),
        NOW + timedelta(seconds=each),
    )
    assert go(NOW + timedelta(seconds=29)) == 0
    assert go(NOW + timedelta(seconds=30)) == 1
    assert go(NOW + timedelta(seconds=120)) == 2


def test_what_a_short_turn_leaves_is_there_for_the_next(network):
    network.mastodon()
    due()
    go()
    assert (HostLane.objects.get().next_at - NOW).total_seconds() <= 2


def test_a_limit_of_somebodys_own_key_holds_up_nobody_else(network):
    answer = ProviderError(Outcome.RATE_LIMITED, "HTTP 429", retry_at=NOW + timedelta(hours=5))
    errand = Errand(1, "github", Account("wren", "api.github.com", secret="key"), NOW)
    assert Visit(errand, answer, 0.0).rest_until(NOW) is None
    keyless = replace(errand, account=Account("wren", "api.github.com"))
    assert Visit(keyless, answer, 0.0).rest_until(NOW) == NOW + timedelta(hours=5)


def test_redirects_count_as_requests(network, monkeypatch):
    limit(monkeypatch, "klout", Rate(2000, 60))
    network.say(
        "score.example", "/user.json/wren/score", {}, status=302,
        headers={"Location": "https://score.example/there"},
    )  # fmt: skip
    network.say("score.example", "/there", {"score": 47})
    score()
    assert go() == 1
    assert len(network.asked) == 2
    assert HostLane.objects.get().paid_off_at == NOW + timedelta(seconds=2 * 20 * 60 / 2000)


def test_a_host_that_answers_and_asks_for_a_rest_gets_it(network):
    network.everything(status=503, headers={"Retry-After": "600"})
    due()
    go()
    assert HostLane.objects.get().next_at >= NOW + timedelta(minutes=10)


def test_a_visit_that_workers_do_not_outlive_is_made_five_times_and_then_told(network):
    network.mastodon()
    first, second = due(), due(account_id="2", handle="@odile@social.example")
    Source.objects.update(next_visit_at=NOW - timedelta(hours=1))
    HostLane.objects.create(host=HOST, next_at=NOW - timedelta(hours=1))
    for step in range(5):
        (claim,) = claim_lanes(NOW - timedelta(minutes=5 - step))
        assert claim.is_probe == (step > 0)
    assert go() == 1
    assert network.asked == []
    assert (again(first).detail, again(first).state) == ("cut-off", "late")
    assert again(first).next_visit_at > NOW
    assert again(second).next_visit_at == NOW - timedelta(hours=1)
    lane = HostLane.objects.get()
    assert (lane.tries, lane.lease_until) == (0, None)


def test_what_somebody_waits_for_goes_before_what_is_long_due():
    user = make_user()
    for number in range(3):
        due(user, host=f"h{number}.example", account_id=str(number))
        HostLane.objects.create(host=f"h{number}.example", next_at=NOW - timedelta(days=1))
    due(make_user(), host="asked.example", asked_at=NOW)
    HostLane.objects.create(host="asked.example", next_at=NOW)
    assert [claim.host for claim in claim_lanes(NOW, limit=1)] == ["asked.example"]


@pytest.mark.parametrize("field", ["lease_until", "next_at", "open_until"])
def test_a_lane_left_by_a_clock_that_was_a_year_ahead_is_free_again(network, field):
    from apps.metrics.collecting import tidy

    network.mastodon()
    due()
    HostLane.objects.create(host=HOST, **{"next_at": NOW, field: NOW + timedelta(days=365)})
    tidy(now=NOW)
    assert go() == 1


def test_a_visit_planned_by_a_clock_that_was_a_year_ahead_is_due(network):
    from apps.metrics.collecting import tidy

    network.mastodon()
    source = due(next_visit_at=NOW + timedelta(days=365))
    tidy(now=NOW)
    assert (go(), again(source).state) == (1, "fresh")
