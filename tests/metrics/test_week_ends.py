"""Past weeks are read once, and a page never tells what is not so any more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.remembering import Memory
from apps.core.weeks import Week, weeks_between
from apps.metrics.corrections import correct_reading, take_back
from apps.metrics.models import Measurement, Metric
from apps.metrics.operations import add_number
from apps.metrics.series import metrics_of, week_figures
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.review import bulk

pytestmark = pytest.mark.django_db

RUNNING = Week(2026, 47)
NOW = datetime.combine(RUNNING.monday, datetime.min.time(), UTC) + timedelta(days=2, hours=12)
TODAY = NOW.date()
WEEKS = weeks_between(Week(2025, 46), RUNNING)
LONG_AGO, SETTLED = Week(2026, 10), Week(2026, 45)
"""SETTLED is the newest such week: the one after it is over."""


def figures(user, *, until=TODAY, running=RUNNING, hidden=frozenset(), weeks=WEEKS):
    """The user's figures as a page of its own would read them, by metric and week."""
    return week_figures(metrics_of(user), weeks, until=until, running=running, hidden=hidden)


def value(metric, week):
    return figures(metric.source.user)[metric.pk][week].value


@pytest.fixture
def score():
    metric = make_metric(make_source(make_user(), "klout"), "score")
    measure(metric, {week.sunday: 40.0 + n % 7 for n, week in enumerate(WEEKS[:-1])})
    return metric


@pytest.fixture
def typed_in():
    metric = make_metric(make_source(make_user(), "by_hand"), "number")
    measure(metric, {week.sunday: 40.0 for week in WEEKS[:-1]}, origin="typed_in")
    return metric


def test_settled_weeks_are_read_once(score, django_assert_num_queries):
    weeks = weeks_between(Week(2026, 1), SETTLED)
    metrics = metrics_of(score.source.user)
    with django_assert_num_queries(1):
        first = week_figures(metrics, weeks, until=TODAY, running=RUNNING)
    with django_assert_num_queries(0):
        again = week_figures(metrics, weeks, until=TODAY, running=RUNNING)
    assert again == first


def test_the_weeks_after_them_are_read_each_time(score):
    figures(score.source.user)
    measure(score, {RUNNING.monday: 81.0})
    Measurement.objects.filter(metric=score, day=RUNNING.previous.sunday).update(value=80.0)
    assert [value(score, week) for week in (RUNNING.previous, RUNNING)] == [80.0, 81.0]


def test_a_week_that_was_not_settled_yet_is_read_again_when_it_is(score):
    figures(score.source.user)
    Measurement.objects.filter(metric=score, day=RUNNING.previous.sunday).update(value=80.0)
    later = RUNNING.shift(1)
    found = figures(score.source.user, until=later.sunday, running=later)
    assert found[score.pk][RUNNING.previous].value == 80.0


def test_a_covered_week_is_covered_whatever_is_remembered(score):
    user = score.source.user
    assert figures(user)[score.pk][SETTLED].missing is None
    assert figures(user, hidden=frozenset({SETTLED}))[score.pk][SETTLED].missing == "covered"


@pytest.mark.parametrize("week", [LONG_AGO, SETTLED])
def test_a_correction_is_told_at_once_and_so_is_taking_it_back(score, week):
    before = value(score, week)
    reading = Measurement.objects.get(metric=score, day=week.sunday)
    correct_reading(measurement=reading, value=99.0, reason="I saw it.", now=NOW)
    assert value(score, week) == 99.0
    take_back(measurement=reading, now=NOW)
    assert value(score, week) == before


def test_a_reading_that_is_left_out_is_gone_at_once(score):
    assert value(score, LONG_AGO) is not None
    reading = Measurement.objects.get(metric=score, day=LONG_AGO.sunday)
    correct_reading(measurement=reading, value=None, reason="Not mine.", now=NOW)
    assert value(score, LONG_AGO) is None


@pytest.mark.parametrize("day", [LONG_AGO.sunday, LONG_AGO.monday])
def test_a_number_typed_in_for_a_past_day_is_told_at_once(typed_in, day):
    Measurement.objects.filter(metric=typed_in, day=LONG_AGO.sunday).delete()
    assert value(typed_in, LONG_AGO) is None
    add_number(source=typed_in.source, value=12.0, day=day, now=NOW)
    assert value(typed_in, LONG_AGO) == 12.0


def test_another_zone_may_move_the_day_it_was_connected_on():
    user = make_user(time_zone="Pacific/Auckland")
    connected = datetime.combine(LONG_AGO.sunday, datetime.min.time(), UTC).replace(hour=18)
    metric = make_metric(make_source(user, connected_at=connected), "followers")
    before = figures(user)[metric.pk][LONG_AGO].missing
    user.time_zone = "UTC"
    assert (before, figures(user)[metric.pk][LONG_AGO].missing) == ("not_connected", "no_visit")


def test_numbers_seen_in_words_know_the_year_before(score):
    figures(score.source.user)
    Metric.objects.filter(pk=score.pk).update(shown="words")
    told = figures(score.source.user, weeks=[LONG_AGO])[score.pk][LONG_AGO]
    assert [one.week for one in told.weeks_before()][-1] == LONG_AGO.previous


FEW = weeks_between(Week(2025, 47), Week(2026, 6))
"""Over the turn of a year, since years are what is remembered."""
DAYS = st.integers(min_value=0, max_value=7 * len(FEW) - 1)
PLACES = st.integers(min_value=0, max_value=len(FEW) - 1)


class RememberedOrNot(TestCase):
    """Whatever was looked at before, a look tells what one without memory tells."""

    @settings(max_examples=60, deadline=None)
    @given(
        readings=st.lists(st.none() | st.integers(0, 9), min_size=60, max_size=7 * len(FEW)),
        looks=st.lists(
            st.tuples(st.tuples(PLACES, PLACES), DAYS, PLACES, st.integers(0, 3)),
            min_size=2,
            max_size=6,
        ),
    )
    def test_tell_the_same(self, readings, looks):
        followers = make_metric(make_source(make_user()), "followers")
        score = make_metric(make_source(followers.source.user, "klout"), "score")
        days = {FEW[0].monday + timedelta(days=day): n for day, n in enumerate(readings)}
        for metric in (followers, score):
            bulk(metric, {day: float(n) for day, n in days.items() if n is not None})
        asked = [_asked(*look) for look in looks]
        Memory.forget_everything()
        told = [figures(followers.source.user, **one) for one in asked]
        assert told == [_anew(followers.source.user, one) for one in asked]


def _asked(span, until, at, hidden):
    running = FEW[at]
    return {
        "until": min(FEW[0].monday + timedelta(days=until), running.sunday),
        "running": running,
        "hidden": frozenset(running.shift(-n) for n in range(hidden)),
        "weeks": FEW[min(span) : max(span) + 1],
    }


def _anew(user, asked):
    """The same question, with nothing remembered and nothing measured later."""
    Memory.forget_everything()
    with transaction.atomic():
        Measurement.objects.filter(day__gt=asked["until"]).delete()
        found = figures(user, **asked)
        transaction.set_rollback(True)
    return found
