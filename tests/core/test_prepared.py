"""A prepared query finds what the QuerySet finds that it was built of."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections
from django.db.models import DateField, DateTimeField, Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared, several
from apps.metrics.models import Measurement, Metric, Source
from tests.support.factories import make_metric, make_source, make_user, measure

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)


@pytest.fixture
def metrics():
    made = [make_metric(make_source(make_user()), "followers") for _ in range(2)]
    for n, metric in enumerate(made):
        measure(metric, {day: 10.0 * n + place for place, day in enumerate([FIRST, SECOND, THIRD])})
    return made


def test_each_look_fills_in_its_own_values(metrics):
    find = Prepared(
        lambda: Measurement.objects.filter(
            metric=Given("metric"), day__gte=Given("since", DateField())
        ).order_by("day")
    )
    looks = [(metrics[0], SECOND), (metrics[1], THIRD), (metrics[0], THIRD)]
    found = [find(metric=metric.pk, since=since) for metric, since in looks]
    assert found == [
        list(Measurement.objects.filter(metric=metric, day__gte=since).order_by("day"))
        for metric, since in looks
    ]
    assert (found[1][0].day, found[1][0].value) == (THIRD, 12.0)


def test_moments_are_sent_as_the_field_sends_them(metrics):
    find = Prepared(
        lambda: (
            Measurement.objects.filter(taken_at__lt=Given("at", DateTimeField()))
            .order_by("pk")
            .values_list("day", "taken_at")
        )
    )
    at = datetime(2026, 11, 3, 0, tzinfo=UTC)
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert find(at=at) == [(FIRST, noon), (FIRST, noon)]


def test_what_is_joined_annotated_and_prefetched_comes_along(metrics):
    has_any = Exists(Measurement.objects.filter(metric=OuterRef("pk")))
    find = Prepared(
        lambda: (
            Metric.objects.filter(source__user=Given("user"))
            .select_related("source")
            .annotate(has_any=has_any)
            .prefetch_related("measurements")
        )
    )
    find(user=metrics[1].source.user_id)
    with CaptureQueriesContext(connection) as asked:
        (found,) = find(user=metrics[0].source.user_id)
        told = (found, found.source.user_id, found.has_any, len(found.measurements.all()))
    assert (told, len(asked)) == ((metrics[0], metrics[0].source.user_id, True, 3), 2)


def test_several_values_of_a_key_and_none_found(metrics):
    find = Prepared(
        lambda: (
            Measurement.objects.filter(metric__id__in=several("metric", 2))
            .order_by("pk")
            .values_list("value", flat=True)
        )
    )
    one, other = (metric.pk for metric in metrics)
    assert find(metric0=one, metric1=other) == [0.0, 1.0, 2.0, 10.0, 11.0, 12.0]
    assert find(metric0=other, metric1=other) == [10.0, 11.0, 12.0]
    assert find(metric0=0, metric1=0) == []


def test_a_value_that_is_missing_is_an_error():
    find = Prepared(lambda: User.objects.filter(pk=Given("user")))
    with pytest.raises(KeyError, match="user"):
        find(person=1)


def test_a_value_is_never_read_as_sql(metrics):
    find = Prepared(lambda: Source.objects.filter(handle=Given("handle", Source.handle.field)))
    assert find(handle="' OR 1=1 --") == []
    assert find(handle=metrics[0].source.handle) == [metrics[0].source]


@pytest.fixture
def threads_in_turn():
    """Let threads take turns after a few instructions, so that they meet within a look."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.django_db(transaction=True)
def test_threads_that_look_at_once_find_what_each_asked_for(threads_in_turn):
    people = [make_user() for _ in range(4)]
    find = Prepared(lambda: User.objects.filter(pk=Given("user")))
    find(user=people[0].pk)

    def look(person):
        try:
            return [find(user=person.pk) for _ in range(60)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, people)) == [[[person]] * 60 for person in people]
