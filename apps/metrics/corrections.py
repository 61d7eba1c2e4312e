"""What a person says of a reading: that another number is right, or that it counts for nothing.

The reading itself stays as it was obtained, and every correction stays on record.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from apps.metrics.models import Correction, Measurement, Metric, Source


@transaction.atomic
def correct_reading(
    *, measurement: Measurement, value: float | None, reason: str, now: datetime
) -> Correction:
    """Let another number stand for a reading, or (None) nothing; an earlier correction ends.

    Raises Measurement.DoesNotExist when the reading is gone.
    """
    row = _locked(measurement)
    end_correction(row, now=now)
    made = Correction.objects.create(measurement=row, value=value, reason=reason, made_at=now)
    row.corrected, row.is_disregarded = value, value is None
    row.save(update_fields=["corrected", "is_disregarded"])
    return made


@transaction.atomic
def take_back(*, measurement: Measurement, now: datetime) -> None:
    """Let the reading stand again as it was obtained; what was said of it stays on record."""
    end_correction(_locked(measurement), now=now)


def end_correction(row: Measurement, *, now: datetime) -> None:
    """End what is said of a row, inside the caller's transaction."""
    standing = row.corrections.filter(taken_back_at=None)
    standing.update(taken_back_at=Greatest("made_at", Value(now)))  # a clock may have been put back
    row.corrected, row.is_disregarded = None, False
    row.save(update_fields=["corrected", "is_disregarded"])
    Metric.objects.filter(pk=row.metric_id).revise()
    # "Not modified" would confirm the number that stood there before.
    Source.objects.filter(metrics=row.metric_id).update(validators={}, validators_of="")


def _locked(measurement: Measurement) -> Measurement:
    """The row, held; its source first, as the worker holds them."""
    sources = Source.objects.select_for_update(of=("self",)).filter(metrics=measurement.metric_id)
    list(sources.values_list("pk"))
    return Measurement.objects.select_for_update().get(pk=measurement.pk)
