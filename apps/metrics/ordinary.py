"""Writing down many ordinary visits at once: known numbers of known accounts, and nothing else.

It leaves the very rows that recording.record_visit leaves, in a few statements for all of them.
Whatever is out of the ordinary goes through record_visit: see is_ordinary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from apps.core.weeks import local_day
from apps.metrics import timing
from apps.metrics.models import LARGEST, FetchAttempt, Measurement, Metric, Snapshot, Source
from apps.providers.base import Outcome, Reading

LEVELS = (Metric.Kind.GAUGE,)
COUNTED = (Metric.Kind.COUNTER, Metric.Kind.TOTAL)


@dataclass(frozen=True)
class Ordinary:
    """One visit that told the account's known numbers."""

    source: Source
    reading: Reading
    metrics: Mapping[str, Metric]
    at: datetime

    @property
    def day(self) -> date:
        """The person's day on which the answer arrived."""
        return local_day(self.at, self.source.user.zone)


def metrics_of(sources: Sequence[Source]) -> dict[int, dict[str, Metric]]:
    """The metrics of these sources, by source and key."""
    found: dict[int, dict[str, Metric]] = {source.pk: {} for source in sources}
    for metric in Metric.objects.filter(source__in=sources).order_by():
        found[metric.source_id][metric.key] = metric
    return found


def is_ordinary(source: Source, answer: object, metrics: Mapping[str, Metric]) -> bool:
    """Whether record_visit would do nothing but write the values down and call it fresh."""
    if not isinstance(answer, Reading) or not source.is_confirmed:
        return False
    plain = Reading(
        account_id=source.account_id,
        handle=source.handle,
        name=answer.name,
        address=answer.address,
        values=answer.values,
    )
    specs = {spec.key: spec for spec in source.reader.metrics}
    return (
        answer == plain
        and not (source.reader.proofs or source.key_field)
        and not (source.validators or source.moved_to)
        and metrics.keys() == specs.keys() == answer.values.keys()
        and all(spec.definition == 1 for spec in specs.values())
        and all(_is_plain(metrics[key], value) for key, value in answer.values.items())
    )


def _is_plain(metric: Metric, value: float) -> bool:
    # A count that is nothing may have fallen to it, and a total over posts needs the posts.
    if metric.kind in COUNTED:
        return 0 < value <= LARGEST
    return metric.kind in LEVELS and -LARGEST <= value <= LARGEST


def record_ordinary(visits: Sequence[Ordinary]) -> None:
    """Write these down, inside the caller's transaction; the sources are locked by it."""
    if not visits:
        return
    Snapshot.objects.bulk_create(
        [Snapshot(source=one.source, day=one.day, taken_at=one.at) for one in visits],
        update_conflicts=True,
        unique_fields=["source", "day"],
        update_fields=["taken_at"],
    )
    Measurement.objects.bulk_create(
        [
            Measurement(
                metric=one.metrics[key],
                kind=one.metrics[key].kind,
                day=one.day,
                value=value,
                taken_at=one.at,
            )
            for one in visits
            for key, value in one.reading.values.items()
        ],
        update_conflicts=True,
        unique_fields=["metric", "day"],
        update_fields=["value", "origin", "precision", "taken_at"],
    )
    FetchAttempt.objects.bulk_create(
        FetchAttempt(source=one.source, at=one.at, day=one.day, outcome=Outcome.OK)
        for one in visits
    )
    _call_fresh(visits)


FRESH_FIELDS = (
    "state", "outcome", "detail", "failures", "failing_since", "last_success_at",
    "next_visit_at", "name", "address",
)  # fmt: skip


def _call_fresh(visits: Sequence[Ordinary]) -> None:
    for one in visits:
        source, reading = one.source, one.reading
        source.state, source.outcome, source.detail = Source.State.FRESH, Outcome.OK, ""
        source.failures, source.failing_since, source.last_success_at = 0, None, one.at
        source.next_visit_at = timing.next_regular_visit(source.pk, source.user.zone, one.at)
        source.address = reading.address if len(reading.address) <= 500 else ""
        if not source.has_own_name:
            source.name = reading.name[:120]
    # They exist, and are locked: an insert that meets them all is one update of them all.
    Source.objects.bulk_create(
        [one.source for one in visits],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=FRESH_FIELDS,
    )
