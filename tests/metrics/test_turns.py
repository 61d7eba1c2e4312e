"""How turns are written down: many together, each only while its lane is ours."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.metrics import turns
from apps.metrics.lanes import claim_lanes, open_lanes
from apps.metrics.models import FetchAttempt, HostLane, Measurement, Snapshot, Source
from apps.metrics.ordinary import is_ordinary, metrics_of
from apps.metrics.reading import Errand, Turn, Visit
from apps.metrics.recording import record_visit
from apps.metrics.turns import record_turns
from apps.providers.base import Outcome, ProviderError, Reading
from tests.support.factories import make_user
from tests.support.metrics import NOW, again, score

pytestmark = pytest.mark.django_db
READ = Reading(
    account_id="wren", handle="wren", name="Wren", address="https://score.example/wren", values={}
)


def told(value, **fields):
    return replace(READ, values={"score": value}, **fields)


def turn_of(source, claims, answer):
    claim = next(claim for claim in claims if claim.host == source.host)
    return Turn(claim, NOW, [Visit(Errand.to(source, since=NOW), answer, 3.7)])


def scores(many):
    """Sources of as many hosts, each visited once before, and the claims of their lanes."""
    user = make_user(time_zone="Asia/Kathmandu")
    found = [
        score(user, host=f"h{number}.example", failures=2, failing_since=NOW, state="late")
        for number in range(many)
    ]
    for source in found:
        record_visit(source, told(40), at=NOW - timedelta(days=1))
    Source.objects.update(next_visit_at=NOW)
    open_lanes(NOW)
    return [again(source) for source in found], claim_lanes(NOW)


def rows_of(source):
    """All that is known of a source, without the ids that differ between two of them."""
    own = {"id", "source_id", "metric_id", "host", "user_id"}
    rows = [
        Source.objects.filter(pk=source.pk),
        Measurement.objects.filter(metric__source=source).order_by("day"),
        Snapshot.objects.filter(source=source).order_by("day"),
        FetchAttempt.objects.filter(source=source).order_by("pk"),
    ]
    return [
        [{key: value for key, value in row.items() if key not in own} for row in some.values()]
        for some in rows
    ]


@pytest.mark.parametrize("value", [47, 0, -3.25, 1e15])
def test_what_is_written_in_bulk_is_what_is_written_one_by_one(value, monkeypatch):
    (one, other), claims = scores(2)
    answer = told(value, name="W" * 130, address="https://score.example/" + "w" * 500)
    assert is_ordinary(one, answer, metrics_of([one])[one.pk])
    record_turns([turn_of(one, claims, answer)])
    record_visit(other, answer, at=NOW + timedelta(seconds=3))
    monkeypatch.setattr("apps.metrics.timing.spread", lambda pk, turn: 0.5)
    planned = again(other).next_visit_at
    Source.objects.filter(pk=one.pk).update(next_visit_at=planned)
    assert rows_of(one) == rows_of(other)


def test_each_has_its_own_next_visit():
    found, claims = scores(3)
    record_turns([turn_of(source, claims, told(41)) for source in found])
    kept = {again(source).next_visit_at for source in found}
    assert len(kept) == 3
    assert min(kept) > NOW


@pytest.mark.parametrize(
    "answer",
    [
        ProviderError(Outcome.TRANSIENT, "HTTP 500"),
        told(5, account_id="teodor"),
        told(5, handle="other"),
        told(5, hidden=frozenset({"score"})),
        told(5, precision={"score": 10}),
        told(5, is_unchanged=True),
        told(5, validators={"etag": "x"}),
        told(float("nan")),
        told(2e15),
        READ,
    ],
)
def test_what_is_out_of_the_ordinary_is_written_with_care(answer):
    (source,), _claims = scores(1)
    assert not is_ordinary(source, answer, metrics_of([source])[source.pk])


def test_thirty_turns_take_as_many_statements_as_three():
    counts = []
    for many in (3, 30):
        found, claims = scores(many)
        with CaptureQueriesContext(connection) as queries:
            assert record_turns([turn_of(one, claims, told(41)) for one in found]) == many
        counts.append(len(queries))
        Source.objects.all().delete()
        HostLane.objects.all().delete()
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_of_several_turns_those_that_were_lost_write_nothing():
    (mine, lost), claims = scores(2)
    HostLane.objects.filter(host=lost.host).update(fence=9)
    assert record_turns([turn_of(one, claims, told(41)) for one in (mine, lost)]) == 1
    assert again(mine).state == "fresh"
    assert again(lost).state == "late" or again(lost).last_success_at < NOW


def test_one_that_cannot_be_kept_holds_up_no_other(monkeypatch):
    (bad, good), claims = scores(2)
    real = turns.record_visit

    def refuse(source, answer, *, at):
        if source.pk == bad.pk:
            raise RuntimeError
        real(source, answer, at=at)

    monkeypatch.setattr(turns, "record_visit", refuse)
    broken = told(41, handle="other")
    assert record_turns([turn_of(bad, claims, broken), turn_of(good, claims, told(41))]) == 1
    assert HostLane.objects.get(host=bad.host).lease_until is not None
    assert HostLane.objects.get(host=good.host).lease_until is None
