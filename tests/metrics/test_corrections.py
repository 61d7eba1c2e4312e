"""What a person says of a reading: the reading stays, and so does everything that was said."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.metrics.corrections import correct_reading, take_back
from apps.metrics.models import Correction, Measurement
from apps.metrics.operations import add_number
from apps.metrics.recording import record_visit
from apps.providers.base import Reading
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.metrics import NOW, TODAY, again, due

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def row():
    metric = make_metric(make_source(make_user()), "followers")
    measure(metric, {TODAY: 640.0})
    return Measurement.objects.get()


def stands(row):
    found = Measurement.objects.get(pk=row.pk)
    return found.value, found.stands_as, found.told_origin


def test_another_number_stands_and_the_reading_stays(row):
    correct_reading(measurement=row, value=64.0, reason="A slip", now=NOW)
    assert stands(row) == (640.0, 64.0, "typed_in")
    assert list(Measurement.objects.standing().values_list("told", flat=True)) == [64.0]


def test_a_reading_can_be_left_out_and_be_taken_up_again(row):
    correct_reading(measurement=row, value=None, reason="A slip", now=NOW)
    assert stands(row) == (640.0, None, "measured")
    assert not Measurement.objects.standing().exists()
    take_back(measurement=row, now=LATER)
    assert stands(row) == (640.0, 640.0, "measured")


def test_everything_that_was_said_stays_on_record(row):
    correct_reading(measurement=row, value=64.0, reason="A slip", now=NOW)
    correct_reading(measurement=row, value=None, reason="No, all wrong", now=LATER)
    take_back(measurement=row, now=LATER)
    told = Correction.objects.values_list("value", "reason", "made_at", "taken_back_at")
    assert list(told) == [(64.0, "A slip", NOW, LATER), (None, "No, all wrong", LATER, LATER)]


def test_a_clock_that_was_put_back_is_borne(row):
    correct_reading(measurement=row, value=64.0, reason="A slip", now=LATER)
    take_back(measurement=row, now=NOW)
    assert Correction.objects.get().taken_back_at == LATER


def test_a_later_visit_of_the_day_changes_what_was_read_and_not_what_stands():
    source = due()
    measure(make_metric(source, "followers"), {TODAY: 640.0})
    row = Measurement.objects.get()
    correct_reading(measurement=row, value=64.0, reason="A slip", now=NOW)
    hidden = frozenset(["replies", "boosts", "favourites"])
    told = Reading("1", source.handle, "Wren", "", {"followers": 641.0}, hidden=hidden)
    record_visit(again(source), told, at=LATER)
    assert stands(row) == (641.0, 64.0, "typed_in")


def test_a_number_typed_in_again_ends_what_was_said_of_the_one_before():
    source = make_source(make_user(), "by_hand")
    measure(make_metric(source), {TODAY: 214.0}, origin="typed_in")
    correct_reading(measurement=Measurement.objects.get(), value=None, reason="A slip", now=NOW)
    add_number(source=source, value=241.0, day=TODAY, now=LATER)
    assert stands(Measurement.objects.get()) == (241.0, 241.0, "typed_in")
    assert Correction.objects.get().taken_back_at == LATER


@pytest.mark.parametrize(
    "given",
    [{"reason": ""}, {"value": float("inf")}, {"taken_back_at": NOW - timedelta(days=1)}],
)
def test_the_database_holds_what_a_correction_is(row, given):
    whole = {"measurement": row, "value": 1.0, "reason": "A slip", "made_at": NOW} | given
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**whole)


def test_one_correction_of_a_reading_stands_at_a_time(row):
    given = {"measurement": row, "value": 1.0, "reason": "A slip", "made_at": NOW}
    Correction.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**given)


@pytest.mark.parametrize(
    "given",
    [{"corrected": -1.0}, {"corrected": 1e16}, {"corrected": 1.0, "is_disregarded": True}],
)
def test_the_database_holds_what_can_stand(row, given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.update(**given)
