"""Our own statistics, held against SciPy, published tables and what chance itself does."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.statistics import (
    Count,
    Slope,
    above_median,
    coin_range,
    ranks,
    same_side,
    sides,
    theil_sen,
)

SIGN_TEST = {12: 2, 15: 3, 20: 5, 25: 7, 30: 9, 40: 13, 50: 17, 100: 39}
"""Critical values of the two-sided sign test at 5%, as tables print them."""
FIGURES = st.lists(st.integers(-30, 30).map(float), min_size=4, max_size=40)


@pytest.fixture(scope="module")
def stats() -> Any:
    """SciPy's, loaded where it is needed: nobody else has to wait for it."""
    return import_module("scipy.stats")


@pytest.mark.parametrize("tosses", range(1, 300))
def test_a_coin_gives_what_the_binomial_quantiles_say(stats: Any, tosses: int) -> None:
    quantiles = stats.binom.ppf([0.025, 0.975], tosses, 0.5)
    assert coin_range(tosses) == tuple(quantiles)


@pytest.mark.parametrize(("tosses", "critical"), SIGN_TEST.items())
def test_the_range_begins_after_the_critical_value_of_the_sign_test(
    tosses: int, critical: int
) -> None:
    assert coin_range(tosses) == (critical + 1, tosses - critical - 1)


def test_no_tosses_give_no_heads() -> None:
    assert coin_range(0) == (0, 0)
    with pytest.raises(ValueError, match="no times"):
        coin_range(-1)


def test_sides_are_told_from_the_own_median() -> None:
    assert sides([3, None, 9, 5, 4, 5]) == [-1, 0, 1, 0, -1, 0]
    assert sides([None, None]) == [0, 0]
    assert sides([]) == []


def test_the_same_side_is_counted_in_the_weeks_that_stand_off_both_medians() -> None:
    one = [1.0, 2, 3, 4, 5, 6, None, 8]
    other = [10.0, 90, 20, 80, 70, 60, 40, None]
    # Medians 4 and 60: the weeks of 4 and 60 and the two without a value are left out.
    assert same_side(one, other) == Count(same=3, weeks=4, low=0, high=4)


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        same_side([1.0], [])


@given(FIGURES)
def test_a_series_agrees_with_itself_whenever_it_can(values: list[float]) -> None:
    count = same_side(values, values)
    assert count.same == count.weeks
    assert same_side(values, [-value for value in values]).same == 0


@given(FIGURES, st.integers(-1000, 1000))
def test_neither_amount_nor_unit_matters(values: list[float], more: int) -> None:
    other = list(reversed(values))
    moved = [value * 3 + more for value in values]
    assert same_side(moved, other) == same_side(values, other)


def test_marked_weeks_are_counted_against_the_median_of_all_weeks() -> None:
    values = [1.0, 2, 3, 4, 5, None, 7]
    chosen = [True, False, False, True, True, True, True]
    # The median is 3.5; the week without a value is left out.
    assert above_median(values, chosen) == Count(same=3, weeks=4, low=0, high=4)


def test_a_count_says_whether_a_coin_would_do_the_same() -> None:
    assert Count(14, 26, *coin_range(26)).is_within
    assert not Count(20, 26, *coin_range(26)).is_within


def test_ranks_leave_the_amounts_behind() -> None:
    assert ranks([5, None, 1, 5, 900]) == [0.5, None, 0.125, 0.5, 0.875]
    assert ranks([None]) == [None]


def outside(draw: random.Random, weeks: int, *, rounds: int = 400) -> int:
    """How often two independent counters, each with a drift, fall outside a coin's range."""
    found = 0
    for _ in range(rounds):
        one = [round(draw.gauss(12, 6)) for _ in range(weeks)]
        other = [draw.gauss(3, 2) for _ in range(weeks)]
        found += not same_side(one, other).is_within
    return found


def test_independent_drifting_counters_fall_outside_in_eight_of_a_hundred_cases_at_most() -> None:
    draw = random.Random(2026)
    lengths = (13, 18, 26, 39, 52, 53, 104)
    assert sum(outside(draw, weeks) for weeks in lengths) <= 0.08 * 400 * len(lengths)


def test_a_slope_of_sens_own_example() -> None:
    x, y = [1.0, 2, 3, 4, 10, 12, 18], [9.0, 15, 19, 20, 45, 55, 78]
    found = theil_sen(x, y)
    assert found == Slope(middle=4.0, low=26 / 7, high=35 / 8, points=7)
    assert found.can_tell


@given(
    st.lists(st.integers(0, 60), min_size=4, max_size=30, unique=True),
    st.lists(st.integers(-20, 20), min_size=30, max_size=30),
)
def test_a_slope_is_what_scipy_says(stats: Any, x: list[int], y: list[int]) -> None:
    y = y[: len(x)]
    expected = stats.theilslopes(y, x, 0.95)
    found = theil_sen(x, y)
    assert found is not None
    told = (found.middle, found.low, found.high)
    assert told == pytest.approx((expected[0], expected[2], expected[3]))


def test_too_few_points_have_no_slope() -> None:
    assert theil_sen([1, 2, 3], [1, 2, 3]) is None
    assert theil_sen([2, 2, 2, 2], [1, 2, 3, 4]) is None


def test_what_stays_the_same_has_a_slope_of_zero_and_tells_nothing() -> None:
    found = theil_sen(range(6), [7.0] * 6)
    assert found == Slope(0.0, 0.0, 0.0, 6)
    assert not found.can_tell
