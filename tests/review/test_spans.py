"""The week that all of a person's numbers begin with is found once."""

from datetime import UTC, date, datetime

import pytest

from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.metrics.corrections import correct_reading
from apps.metrics.operations import add_number
from apps.metrics.series import metrics_of
from apps.review.spans import first_measured
from tests.support.factories import make_metric, make_source, make_user, measure

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
RUNNING = Week(2026, 47)


@pytest.fixture
def number():
    metric = make_metric(make_source(make_user(), "by_hand"), "number")
    measure(metric, {date(2026, 3, 1): 1.0, date(2026, 5, 3): 2.0}, origin="typed_in")
    return metric


def first(metric):
    return first_measured(metrics_of(metric.source.user), running=RUNNING)


def test_it_is_asked_for_once(number, django_assert_num_queries):
    metrics = metrics_of(number.source.user)
    with django_assert_num_queries(1):
        assert first_measured(metrics, running=RUNNING) == Week(2026, 9)
    with django_assert_num_queries(0):
        assert first_measured(metrics, running=RUNNING) == Week(2026, 9)
    Memory.forget_everything()
    with django_assert_num_queries(1):
        assert first_measured(metrics, running=RUNNING) == Week(2026, 9)


def test_a_number_typed_in_for_an_earlier_day_is_the_first_at_once(number):
    first(number)
    add_number(source=number.source, day=date(2026, 1, 4), value=3.0, now=NOW)
    assert first(number) == Week(2026, 1)


def test_a_first_reading_that_is_left_out_is_not_the_first_any_more(number):
    first(number)
    row = number.measurements.get(day=date(2026, 3, 1))
    correct_reading(measurement=row, value=None, reason="Counted wrongly.", now=NOW)
    assert first(number) == Week(2026, 18)


def test_a_metric_without_a_reading_is_asked_again(number):
    young = make_metric(make_source(number.source.user), "replies")
    first(number)
    measure(young, {date(2026, 2, 1): 5})
    assert first(number) == Week(2026, 5)
    assert first_measured([], running=RUNNING) is None


def test_a_first_day_that_is_not_settled_is_asked_for_again(number):
    """Whoever flies to the east may be visited on the day before."""
    young = make_metric(make_source(make_user()), "replies")
    measure(young, {RUNNING.monday: 5})
    assert first(young) == RUNNING
    measure(young, {RUNNING.previous.sunday: 5})
    assert first(young) == RUNNING.previous
