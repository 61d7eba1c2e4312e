"""Writing down what a visit brought. Failure never writes a value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import DataError, IntegrityError, transaction

from apps.core.weeks import Week, local_day
from apps.metrics import timing
from apps.metrics.models import (
    LARGEST,
    FetchAttempt,
    Measurement,
    Metric,
    Post,
    PostCount,
    Snapshot,
    Source,
)
from apps.metrics.operations import add_metrics
from apps.providers.base import Outcome, PostReading, ProviderError, Reading

ALREADY_CONNECTED = "already-connected"
ZEROS = "zero:"
"""How the detail of a visit begins that told zeros which were not believed."""
PATIENCE = timedelta(days=3)
"""How long a host may fail before the person is asked to look."""

PASSING = (Outcome.TRANSIENT, Outcome.REFUSED, Outcome.RATE_LIMITED, Outcome.MALFORMED)
RECHECKED = (Outcome.TRANSIENT, Outcome.REFUSED, Outcome.RATE_LIMITED)
SIGNED = (Metric.Kind.TOTAL, Metric.Kind.GAUGE)
FALLS_SELDOM = (Metric.Kind.COUNTER, Metric.Kind.TOTAL)


def record_visit(source: Source, answer: Reading | ProviderError, *, at: datetime) -> None:
    """Write down one visit whose answer arrived at that moment, inside the caller's transaction.

    A database that is locked or out of reach says nothing about the answer: OperationalError is
    the caller's, and the source stays due.
    """
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


def _record_reading(source: Source, reading: Reading, at: datetime) -> None:
    is_first = not source.is_confirmed
    _recognise(source, reading, at)
    metrics = _metrics(source)
    day = local_day(at, source.user.zone)
    posts = _posts_of_week(source, reading, Week.containing(day))
    values = _values(metrics, reading, posts)
    zeros = _sudden_zeros(metrics, values, day)
    hidden = ",".join(sorted(reading.hidden))[:60]
    if not values:
        raise ProviderError(Outcome.HIDDEN, hidden)
    kept = {key: value for key, value in values.items() if key not in zeros}
    if is_first:
        _make_room(metrics, kept)
    if kept:
        _write_values(source, metrics, kept, day, at)
    _write_posts(source, metrics, posts, day, complete=not _per_post(metrics) & reading.hidden)
    told = ZEROS + ",".join(sorted(zeros)) if zeros else ""
    FetchAttempt.objects.create(source=source, at=at, day=day, outcome=Outcome.OK, detail=told[:60])
    _call_fresh(source, at, detail=hidden)


def _call_fresh(source: Source, at: datetime, *, detail: str) -> None:
    source.state, source.outcome, source.detail = Source.State.FRESH, Outcome.OK, detail
    source.failures, source.failing_since, source.last_success_at = 0, None, at
    source.next_visit_at = timing.next_regular_visit(source.pk, source.user.zone, at)
    source.save()


def _recognise(source: Source, reading: Reading, at: datetime) -> None:
    """Take over what the account says of itself; the first time, that it is there at all.

    Raises ProviderError when it is another account, or one that is connected already.
    """
    if source.is_confirmed and source.account_id != reading.account_id:
        raise ProviderError(Outcome.MALFORMED, "another-account")
    others = Source.objects.for_user(source.user).current().exclude(pk=source.pk)
    others = others.filter(provider=source.provider, host=source.host)
    if others.filter(account_id=reading.account_id).exists():
        raise ProviderError(Outcome.REFUSED, ALREADY_CONNECTED, permanent=True)
    source.account_id = reading.account_id
    source.confirmed_at = source.confirmed_at or at
    source.address = reading.address if len(reading.address) <= 500 else ""
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
) -> dict[str, float]:
    """The day's values: those told, and the totals over the week's posts.

    Raises ProviderError when one cannot be a value of its metric.
    """
    values = {key: value for key, value in reading.values.items() if key in metrics}
    for key in _per_post(metrics) - reading.hidden:
        values[key] = math.fsum(post.counts[key] for post in posts.values())
    for key, value in values.items():
        least = -LARGEST if metrics[key].kind in SIGNED else 0.0
        if not least <= value <= LARGEST:
            raise ProviderError(Outcome.MALFORMED, "not-a-number")
    return {key: value for key, value in values.items() if key not in reading.hidden}


def _per_post(metrics: Mapping[str, Metric]) -> frozenset[str]:
    kind = Metric.Kind.PER_POST
    return frozenset(key for key, metric in metrics.items() if metric.kind == kind)


def _sudden_zeros(
    metrics: Mapping[str, Metric], values: Mapping[str, float], day: date
) -> frozenset[str]:
    """Keys that fell from something to exactly nothing, and did not say so on an earlier day.

    Mostly they are hidden there. No page tells of it: that would tell what an open week holds.
    """
    suspects = [
        metrics[key]
        for key, value in values.items()
        if value == 0 and metrics[key].kind in FALLS_SELDOM
    ]
    return frozenset(one.key for one in suspects if _is_sudden(one, day))


def _is_sudden(metric: Metric, day: date) -> bool:
    last = metric.measurements.order_by("-day").first()
    if last is None or last.value <= 0:
        return False
    visits = metric.source.attempts.filter(at__gt=last.taken_at, day__lt=day)
    details = visits.filter(detail__startswith=ZEROS).values_list("detail", flat=True)
    return not any(metric.key in told.removeprefix(ZEROS).split(",") for told in details)


def _make_room(metrics: Mapping[str, Metric], values: Mapping[str, float]) -> None:
    # Once: decimals that came later would tell on every page what an open week holds.
    for key, value in values.items():
        metrics[key].make_room_for(value)


def _write_values(
    source: Source,
    metrics: Mapping[str, Metric],
    values: Mapping[str, float],
    day: date,
    at: datetime,
) -> None:
    """One value a metric and day; a later visit on the same day replaces it."""
    Snapshot.objects.update_or_create(source=source, day=day, defaults={"taken_at": at})
    Measurement.objects.bulk_create(
        [
            Measurement(
                metric=metrics[key], kind=metrics[key].kind, day=day, value=value, taken_at=at
            )
            for key, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["metric", "day"],
        update_fields=["value", "origin", "precision", "taken_at"],
    )


def _posts_of_week(source: Source, reading: Reading, week: Week) -> dict[str, PostReading]:
    """The posts dated in the running week, by their id; those of earlier weeks are left alone."""
    zone = source.user.zone
    return {
        post.external_id: post
        for post in reading.posts
        if Week.containing(local_day(post.posted_at, zone)) == week
    }


def _write_posts(
    source: Source,
    metrics: Mapping[str, Metric],
    posts: Mapping[str, PostReading],
    day: date,
    *,
    complete: bool,
) -> None:
    """The week's posts and their counts as read now; posts gone from a whole answer are gone."""
    week = Week.containing(day)
    if complete:
        seen = source.posts.filter(day__range=(week.monday, week.sunday))
        seen.exclude(external_id__in=posts).delete()
    Post.objects.bulk_create(
        [_post(source, post) for post in posts.values()],
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=["text", "address"],
    )
    rows = source.posts.filter(external_id__in=posts)
    PostCount.objects.bulk_create(
        [
            PostCount(post=row, metric=metrics[key], value=value, day=day)
            for row in rows
            for key, value in posts[row.external_id].counts.items()
            if key in metrics
        ],
        update_conflicts=True,
        unique_fields=["post", "metric"],
        update_fields=["value", "day"],
    )


def _post(source: Source, post: PostReading) -> Post:
    return Post(
        source=source,
        external_id=post.external_id,
        address=post.address if len(post.address) <= 500 else "",
        posted_at=post.posted_at,
        day=local_day(post.posted_at, source.user.zone),
        text=post.text,
    )


def _record_failure(source: Source, error: ProviderError, at: datetime) -> None:
    day = local_day(at, source.user.zone)
    FetchAttempt.objects.create(
        source=source, at=at, day=day, outcome=error.outcome, detail=error.detail[:60]
    )
    source.failures += 1
    source.failing_since = source.failing_since or at
    source.outcome, source.detail = error.outcome, error.detail[:60]
    source.state = _state_after(source, error, at)
    source.next_visit_at = _visit_after(source, error, at)
    source.save()


def _state_after(source: Source, error: ProviderError, at: datetime) -> str:
    if not source.is_confirmed:
        slowed = error.outcome == Outcome.RATE_LIMITED
        return Source.State.LATE if slowed else Source.State.NEEDS_YOU
    if error.outcome == Outcome.HIDDEN:
        return Source.State.HIDDEN
    if error.permanent and error.outcome in (Outcome.GONE, Outcome.MOVED):
        return Source.State.GONE
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
