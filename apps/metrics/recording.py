"""Writing down what a visit brought. Failure never writes a value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from apps.core.weeks import Week, local_day
from apps.metrics import timing
from apps.metrics.models import (
    DETAIL_LIMIT,
    LARGEST,
    FetchAttempt,
    Metric,
    Source,
)
from apps.metrics.operations import add_metrics
from apps.metrics.proving import look_for_proof, make_proof
from apps.metrics.sealing import is_lost
from apps.metrics.snapshots import posts_of_week, write_posts, write_values
from apps.metrics.suspects import TOLD, suspects
from apps.metrics.unchanged import keep_validators, record_unchanged
from apps.providers import PROVIDERS
from apps.providers.base import Outcome, PostReading, ProviderError, Reading

ALREADY_CONNECTED = "already-connected"
KEY_LOST, NO_KEY = "key-lost", "no-key"
PATIENCE = timedelta(days=3)
"""How long a host may fail before the person is asked to look."""

PASSING = (Outcome.TRANSIENT, Outcome.REFUSED, Outcome.RATE_LIMITED, Outcome.MALFORMED)
RECHECKED = (Outcome.TRANSIENT, Outcome.REFUSED, Outcome.RATE_LIMITED)
SIGNED = (Metric.Kind.TOTAL, Metric.Kind.GAUGE)


def record_visit(source: Source, answer: Reading | ProviderError, *, at: datetime) -> None:
    """Write down one visit whose answer arrived at that moment, inside the caller's transaction.

    A database that is locked or out of reach says nothing about the answer: OperationalError is
    the caller's, and the source stays due.
    """
    answer = _without_key(source) or answer
    if isinstance(answer, Reading):
        try:
            with transaction.atomic():
                _record_reading(source, answer, at)
        except ProviderError as error:
            answer = error
        except (DataError, IntegrityError, ValueError):
            answer = ProviderError(Outcome.MALFORMED, "cannot-be-kept")
    if isinstance(answer, ProviderError):
        # What the reading had set on the object before it failed is forgotten.
        source.refresh_from_db()
        _record_failure(source, answer, at)


def _without_key(source: Source) -> ProviderError | None:
    """What is wrong with the person's own key: their help is needed, whatever was answered."""
    if is_lost(source):
        return ProviderError(Outcome.NEEDS_SIGN_IN, KEY_LOST, permanent=True)
    if source.lacks_key:
        return ProviderError(Outcome.NEEDS_SIGN_IN, NO_KEY, permanent=True)
    return None


def _record_reading(source: Source, reading: Reading, at: datetime) -> None:
    day = local_day(at, source.user.zone)
    if reading.is_unchanged:
        record_unchanged(source, reading, day, at)
        _note(source, Outcome.NOT_MODIFIED, day, at)
        _call_fresh(source, Outcome.NOT_MODIFIED, at)
        return
    is_first = not source.is_confirmed
    _recognise(source, reading, at)
    metrics = _metrics(source)
    posts = posts_of_week(source, reading, Week.containing(day))
    values, hidden = _values(metrics, reading, posts)
    if not values:
        raise ProviderError(Outcome.HIDDEN, _listed(hidden))
    doubted = suspects(metrics, values, day)
    kept = {key: value for key, value in values.items() if key not in doubted}
    if is_first:
        _make_room(metrics, kept)
        make_proof(source, at=at)
    if kept:
        write_values(source, metrics, kept, day, at, precision=reading.precision)
    write_posts(source, metrics, posts, day, complete=not _per_post(metrics) & hidden)
    _note(source, Outcome.OK, day, at, detail=f"{TOLD}{_listed(doubted)}" if doubted else "")
    keep_validators(source, reading, is_whole=not (doubted or hidden))
    look_for_proof(source, reading.profile_text, at=at)
    _call_fresh(source, Outcome.OK, at, detail=_listed(hidden))


def _listed(keys: Iterable[str]) -> str:
    return ",".join(sorted(keys))[:DETAIL_LIMIT]


def _note(source: Source, outcome: Outcome, day: date, at: datetime, *, detail: str = "") -> None:
    FetchAttempt.objects.create(
        source=source, at=at, day=day, outcome=outcome, detail=detail[:DETAIL_LIMIT]
    )


def _call_fresh(source: Source, outcome: Outcome, at: datetime, *, detail: str = "") -> None:
    source.state, source.outcome, source.detail = Source.State.FRESH, outcome, detail
    source.moved_to = ""
    source.failures, source.failing_since, source.last_success_at = 0, None, at
    source.next_visit_at = timing.next_regular_visit(source.pk, source.user.zone, at)
    source.save()


def _recognise(source: Source, reading: Reading, at: datetime) -> None:
    """Take over what the account says of itself; the first time, that it is there at all.

    Raises ProviderError when it is another account, or one that is connected already.
    """
    if source.is_confirmed and source.account_id != reading.account_id:
        raise ProviderError(Outcome.MALFORMED, "another-account")
    if not source.is_confirmed and reading.read_by in PROVIDERS:
        source.provider = reading.read_by
        if source.key_field is None:
            source.sealed_secret = ""
    others = Source.objects.for_user(source.user).current().exclude(pk=source.pk)
    # Where it is asked from now on decides whose lane it waits in.
    source.host = reading.asked_host or source.host
    others = others.filter(provider=source.provider, host=source.host)
    if others.filter(Q(account_id=reading.account_id) | Q(handle=source.handle)).exists():
        raise ProviderError(Outcome.REFUSED, ALREADY_CONNECTED, permanent=True)
    source.account_id = reading.account_id
    source.confirmed_at = source.confirmed_at or at
    source.address = reading.address if len(reading.address) <= 500 else ""
    source.software = reading.software[:60] or source.software
    if not source.has_own_name:
        source.name = reading.name[:120]
    if len(reading.handle) <= 300 and not others.filter(handle=reading.handle).exists():
        source.handle = reading.handle


def _metrics(source: Source) -> dict[str, Metric]:
    """The source's metrics by key, made when its provider counts something new."""
    add_metrics(source)
    return {metric.key: metric for metric in source.metrics.order_by("position")}


def _values(
    metrics: Mapping[str, Metric], reading: Reading, posts: Mapping[str, PostReading]
) -> tuple[dict[str, float], frozenset[str]]:
    """The day's values, those told and the totals over the week's posts, and what was kept back.

    A count below nothing says that it is kept back. Raises ProviderError when a value cannot be
    one of its metric.
    """
    values = {key: value for key, value in reading.values.items() if key in metrics}
    for key in _per_post(metrics) - reading.hidden:
        values[key] = math.fsum(post.counts[key] for post in posts.values())
    for value in values.values():
        if not -LARGEST <= value <= LARGEST:
            raise ProviderError(Outcome.MALFORMED, "not-a-number")
    impossible = {key for key in values if values[key] < 0 and metrics[key].kind not in SIGNED}
    hidden = reading.hidden | impossible
    return {key: value for key, value in values.items() if key not in hidden}, hidden


def _per_post(metrics: Mapping[str, Metric]) -> frozenset[str]:
    kind = Metric.Kind.PER_POST
    return frozenset(key for key, metric in metrics.items() if metric.kind == kind)


def _make_room(metrics: Mapping[str, Metric], values: Mapping[str, float]) -> None:
    # Once: decimals that came later would tell on every page what an open week holds.
    for key, value in values.items():
        metrics[key].make_room_for(value)


def _record_failure(source: Source, error: ProviderError, at: datetime) -> None:
    day = local_day(at, source.user.zone)
    _note(source, error.outcome, day, at, detail=error.detail)
    source.failures += 1
    source.failing_since = source.failing_since or at
    source.outcome, source.detail = error.outcome, error.detail[:DETAIL_LIMIT]
    source.moved_to = error.moved_to if len(error.moved_to) <= 300 else ""
    source.validators, source.validators_of = {}, ""
    source.next_visit_at = _visit_after(source, error, at)
    source.state = _state_after(source, error, at)
    source.save()


def _state_after(source: Source, error: ProviderError, at: datetime) -> str:
    if not source.is_confirmed:
        return Source.State.CHECKING if source.next_visit_at else Source.State.NEEDS_YOU
    if error.outcome == Outcome.HIDDEN:
        return Source.State.HIDDEN
    if error.permanent and error.outcome in (Outcome.GONE, Outcome.MOVED):
        return Source.State.GONE
    if error.outcome == Outcome.RATE_LIMITED and not error.permanent:
        return Source.State.LATE
    began = source.failing_since or at
    if error.outcome in PASSING and not error.permanent and at - began < PATIENCE:
        return Source.State.LATE
    return Source.State.NEEDS_YOU


def _visit_after(source: Source, error: ProviderError, at: datetime) -> datetime | None:
    """When to ask again; None when only the person can help."""
    if error.permanent:
        return None
    zone = source.user.zone
    if not source.is_confirmed:
        again = timing.next_check(at, failures=source.failures)
        asks_again = error.outcome in RECHECKED and again is not None
        return max(again, error.retry_at or again) if asks_again and again else None
    if error.retry_at:
        return timing.after_rest(source.pk, zone, error.retry_at)
    if error.outcome in PASSING:
        return timing.next_try(source.pk, zone, at, failures=source.failures)
    return timing.next_regular_visit(source.pk, zone, at)
