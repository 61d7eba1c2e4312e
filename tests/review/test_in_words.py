"""A figure in words: its place among the person's own weeks of the year before."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from apps.metrics.models import Measurement, Metric
from apps.metrics.series import middle_half
from apps.review.figures import figures_for_week
from apps.review.in_words import Place, frozen_words, place_among, place_words
from apps.review.models import FrozenReading
from tests.support.factories import make_entry
from tests.support.review import NOW, WEEK, make_numbers

NUMBERS = st.integers(-10_000, 10_000).map(float)
WEEKS = st.lists(st.one_of(st.none(), NUMBERS), max_size=52)
VALUES = st.one_of(NUMBERS, st.floats(-1e4, 1e4))


def known(before):
    return [one for one in before if one is not None]


@given(VALUES, WEEKS)
def test_nothing_is_said_of_fewer_than_eight_weeks_and_something_of_more(value, before):
    assert (place_among(value, before, decimals=0) is None) == (len(known(before)) < 8)


@given(VALUES, WEEKS)
def test_what_is_counted_is_so(value, before):
    place = place_among(value, before, decimals=0)
    if place is None or place.side == 0:
        return
    for counted in (before[-10:], before):
        passed = [one for one in known(counted) if (value - one) * place.side > 0]
        if (place.passed, place.weeks) == (len(passed), len(known(counted))):
            break
    else:
        pytest.fail("counted over neither the last ten weeks nor all")
    assert place.passed >= 0.75 * (place.weeks - 1)


@given(VALUES, WEEKS)
def test_among_half_is_the_middle_half_that_exact_figures_are_told_with(value, before):
    place, half = place_among(value, before, decimals=0), middle_half(known(before), decimals=0)
    if place is not None:
        assert (place.side == 0) == (half.low <= value <= half.high)


@given(NUMBERS, WEEKS)
def test_turned_round_more_becomes_less(value, before):
    place = place_among(value, before, decimals=0)
    turned = place_among(-value, [None if one is None else -one for one in before], decimals=0)
    if place is not None:
        assert turned == Place(-place.side, place.passed, place.weeks, place.is_unbroken)


@given(VALUES, WEEKS)
def test_the_words_hold_no_value_but_counts_of_weeks(value, before):
    words = place_words(place_among(value, before, decimals=0))
    assert all(int(one) <= 52 for one in words.split() if one.isdigit())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (None, "too few weeks to say"),
        (Place(0), "among half of your weeks"),
        (Place(1, 9, 10), "more than in 9 of the last 10 weeks"),
        (Place(-1, 40, 44), "less than in 40 of the last 44 weeks"),
        (Place(1, 40, 44, is_unbroken=False), "more than in 40 of the last 44 measured weeks"),
    ],
)
def test_the_words(place, words):
    assert place_words(place) == words


def told(user, week=WEEK):
    with time_machine.travel(NOW, tick=False):
        return {one.metric_label: one for one in figures_for_week(user, week, now=NOW)}


@pytest.fixture
def wren(db):
    user, metrics = make_numbers()
    Metric.objects.update(shown="words")
    at = WEEK.bounds(user.zone)[1] - timedelta(hours=2)
    make_entry(user, WEEK, body="Words.", finished_at=at, uncovered_at=at)
    return user, metrics


def test_a_weeks_figures_stand_among_the_weeks_before(wren):
    user, metrics = wren
    figures = told(user)
    assert (figures["Replies"].text, figures["Followers"].text) == ("among half of your weeks",) * 2
    assert figures["Followers"].level_text == "more than in 10 of the last 10 weeks"
    measured = Measurement.objects.filter(metric=metrics["replies"], day=WEEK.sunday)
    measured.update(value=99)
    assert told(user)["Replies"].text == "more than in 10 of the last 10 weeks"
    assert (told(user)["Replies"].usual_text, told(user)["Replies"].usual_range) == ("", "")


def test_nothing_is_compared_across_a_break(wren):
    user, metrics = wren
    readings = Measurement.objects.filter(metric=metrics["replies"])
    readings.filter(day__lt=WEEK.shift(-5).monday).update(definition=2)
    assert told(user)["Replies"].text == "too few weeks to say"


def test_a_covered_week_before_takes_no_part(wren):
    user, _metrics = wren
    before = told(user)["Replies"].text
    Measurement.objects.filter(day__gt=WEEK.sunday).update(value=10_000)
    assert told(user)["Replies"].text == before


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.0, "less than in three of four of your weeks then"),
        (5.0, "among half of your weeks then"),
        (50.0, "more than in three of four of your weeks then"),
        (None, ""),
    ],
)
def test_a_kept_reading_says_what_is_kept_of_its_weeks(value, words):
    half = middle_half([float(n) for n in range(2, 10)], decimals=0)
    assert frozen_words(value, half) == words


def test_what_was_kept_is_exact_whatever_is_seen(wren, client):
    user, _metrics = wren
    FrozenReading.objects.all().delete()
    figures = told(user)
    assert [one.value is None for one in figures.values()] == [False, False, False]
    assert figures["Replies"].usual is not None
