"""A tenth of what a network publishes, over any window of time, whatever comes."""

from bisect import bisect_left

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.metrics.limits import Spending
from apps.providers.base import Rate

MASTODON = Rate(300, 300)


def spent(*visits, rate=MASTODON):
    spending = Spending()
    for requests in visits:
        spending.add(requests, [rate])
    return spending


def test_without_a_published_limit_there_is_no_rest():
    spending = spent(2, 2, rate=None)
    assert (spending.is_up, spending.rest, spending.backlog) == (False, 0.0, 0.0)


def test_a_turn_ends_before_a_visit_that_might_take_too_much():
    assert not spent(2, 2, 2, 2, 2, 2).is_up
    assert spent(2, 2, 2, 2, 2, 2, 2).is_up


def test_each_request_costs_its_own_rest():
    assert spent(2, 3).backlog == 100


def test_a_short_turn_leaves_room_for_another():
    assert spent(2, 3).rest == 0
    earlier = Spending(backlog=290)
    assert (earlier.is_up, earlier.rest) == (False, 0)


def test_a_lane_rests_until_a_visit_like_the_last_one_fits():
    spending = Spending(backlog=280)
    spending.add(2, [MASTODON])
    assert (spending.is_up, spending.rest) == (True, 60)


def test_of_a_batch_the_strictest_limit_holds():
    spending = Spending()
    spending.add(1, [MASTODON, None, Rate(60, 3600)])
    assert spending.backlog == 20 * 60


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    limit=st.integers(60, 5000),
    seconds=st.integers(60, 3600),
    size=st.integers(1, 3),
    turns=st.lists(st.integers(1, 40), min_size=1, max_size=30),
)
def test_no_window_holds_more_than_a_tenth(limit, seconds, size, turns):
    moments, now = [], 0.0
    paid_off = 0.0
    for visits in turns:
        began, spending = now, Spending(max(0.0, paid_off - now))
        for _ in range(visits):
            if spending.is_up:
                break
            moments += [now + step for step in range(size)]
            now += size
            spending.add(size, [Rate(limit, seconds)])
        paid_off = began + spending.backlog
        now = max(now + 1, began + spending.rest)
    for place, first in enumerate(moments):
        assert bisect_left(moments, first + seconds) - place <= limit / 10
