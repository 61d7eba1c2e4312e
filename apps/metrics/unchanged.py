"""A host that says "not modified": what was last measured holds today as well.

The words with which that can be asked (an ETag, a date) are kept together with the values that
they belong to, and are dropped with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Sum

from apps.core.weeks import Week
from apps.metrics.models import Measurement, Metric, PostCount, Source
from apps.metrics.snapshots import write_measurements
from apps.providers.base import Outcome, ProviderError, Reading

NOTHING_TO_CONFIRM = "nothing-to-confirm"
WORDS, WORD_LIMIT = 10, 500


def keep_validators(source: Source, reading: Reading, *, is_whole: bool) -> None:
    """Remember the words of an answer all of whose numbers were kept; the caller saves."""
    words = reading.validators
    is_plain = len(words) <= WORDS and all(map(_is_plain, [*words, *words.values()]))
    source.validators = dict(words) if is_whole and is_plain else {}
    source.validators_of = source.question if source.validators else ""


def _is_plain(text: str) -> bool:
    return len(text) <= WORD_LIMIT and text.isprintable()


def record_unchanged(source: Source, reading: Reading, day: date, at: datetime) -> None:
    """Write today's snapshot: the numbers last measured, with the origin that they had.

    Raises ProviderError when there is nothing whole and uncorrected that could be confirmed, so
    that the next visit asks for everything.
    """
    rows = _last_measured(source)
    is_ours = source.is_confirmed and reading.account_id in ("", source.account_id)
    if not rows or not is_ours or any(row.is_corrected for row in rows):
        raise ProviderError(Outcome.TRANSIENT, NOTHING_TO_CONFIRM)
    received = _received(source, Week.containing(day), day)
    write_measurements(source, [_again(row, day, at, received) for row in rows], day, at)
    if reading.validators:
        keep_validators(source, reading, is_whole=True)


def _last_measured(source: Source) -> list[Measurement]:
    last = source.snapshots.order_by("-day").first()
    if last is None:
        return []
    found = Measurement.objects.filter(metric__source=source, day=last.day)
    return list(found.select_related("metric"))


def _received(source: Source, week: Week, day: date) -> dict[int, float]:
    """What the stored posts of the running week had received, by metric; it is read so today."""
    counts = PostCount.objects.filter(
        post__source=source, post__day__range=(week.monday, week.sunday)
    )
    counts.update(day=day)
    return dict(counts.values_list("metric").annotate(total=Sum("value")).order_by())


def _again(row: Measurement, day: date, at: datetime, received: Mapping[int, float]) -> Measurement:
    is_per_post = row.kind == Metric.Kind.PER_POST
    return Measurement(
        metric=row.metric,
        kind=row.kind,
        day=day,
        value=received.get(row.metric_id, 0.0) if is_per_post else row.value,
        origin=row.origin,
        precision=row.precision,
        definition=row.definition,
        taken_at=at,
    )
