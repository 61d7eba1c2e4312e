"""Collecting: claim lanes, read them outside any transaction, write each down in a short one.

The rows are the truth: a message that is lost or doubled, or a worker that dies on the way,
leaves sources due and a lease that ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from apps.core.models import Heartbeat
from apps.metrics.lanes import Claim, claim_lanes, open_lanes, release_lane, tidy_lanes
from apps.metrics.models import Check, Source
from apps.metrics.reading import PACE_SECONDS, Errand, Visit, read_lane
from apps.metrics.recording import record_visit
from apps.providers.base import Outcome, ProviderError

log = logging.getLogger(__name__)

BEATS_APART = timedelta(seconds=10)
SLOW_DOWN = timedelta(minutes=15)
UNCONFIRMED_FOR = timedelta(days=1)


def collect(*, now: datetime, pace: float = PACE_SECONDS) -> int:
    """Visit the sources that are due and return how many visits were written down.

    Safe to run twice, by several workers, and to be killed: see lanes.claim_lanes.
    """
    _beat(now)
    # A look is cheaper than a claim, which takes SQLite's one writing place every two seconds.
    if not Source.objects.due(now).exists():
        return 0
    open_lanes(now)
    claims = claim_lanes(now)
    errands = _errands(claims, now)
    return sum(
        _record_or_leave(claim, visits, now)
        for claim, visits in _as_read(claims, errands, now, pace)
    )


def tidy(*, now: datetime) -> None:
    """Take away sources that never answered within a day, and what nobody needs any more."""
    forgotten = Source.objects.current().filter(
        confirmed_at__isnull=True, connected_at__lt=now - UNCONFIRMED_FOR
    )
    forgotten.exclude(asked_at__gte=now - UNCONFIRMED_FOR).delete()
    Check.objects.filter(at__lt=now - UNCONFIRMED_FOR).delete()
    tidy_lanes(now)


def _beat(now: datetime) -> None:
    if not Heartbeat.objects.filter(name="worker", at__gt=now - BEATS_APART).exists():
        Heartbeat.beat("worker", at=now)


def _errands(claims: Sequence[Claim], now: datetime) -> dict[str, list[Errand]]:
    """What is due, by host: checks first, then those that have waited longest."""
    due = Source.objects.due(now).filter(host__in=[claim.host for claim in claims])
    due = due.select_related("user").order_by(
        F("confirmed_at").asc(nulls_first=True), "next_visit_at", "pk"
    )
    found: dict[str, list[Errand]] = defaultdict(list)
    for source in due:
        since = source.user.week(now).bounds(source.user.zone)[0]
        found[source.host].append(Errand.to(source, since=since))
    return found


def _as_read(
    claims: Sequence[Claim], errands: Mapping[str, list[Errand]], now: datetime, pace: float
) -> Iterator[tuple[Claim, list[Visit]]]:
    """Read all lanes at the same time; yield each as soon as it is through.

    Between two of them the loop stands still, so that the caller may use the database.
    """

    async def one(claim: Claim) -> tuple[Claim, list[Visit]]:
        return claim, await read_lane(claim, errands.get(claim.host, []), now=now, pace=pace)

    async def begin() -> set[asyncio.Task[tuple[Claim, list[Visit]]]]:
        return {asyncio.create_task(one(claim)) for claim in claims}

    with asyncio.Runner() as runner:
        waiting = runner.run(begin())
        while waiting:
            done, waiting = runner.run(asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED))
            for task in done:
                if error := task.exception():
                    # Its lease ends by itself. The type alone: a message may quote a person.
                    log.error("a lane could not be read: %s", type(error).__name__)
                else:
                    yield task.result()


def _record_or_leave(claim: Claim, visits: Sequence[Visit], now: datetime) -> int:
    try:
        return record_lane(claim, visits, now=now)
    except Exception as error:  # the other lanes are still to be written down
        # The type alone: a database's message quotes the row.
        log.error("lane %s was not written down: %s", claim.pk, type(error).__name__)
        return 0


def record_lane(claim: Claim, visits: Sequence[Visit], *, now: datetime) -> int:
    """Write a lane's visits down and give it back; 0 when the lease was lost on the way.

    `now` is when the lane was claimed; an answer belongs to the moment at which it arrived.
    """
    ended = now + timedelta(seconds=int(max((visit.after for visit in visits), default=0)))
    outcomes = [
        visit.answer.outcome if isinstance(visit.answer, ProviderError) else Outcome.OK
        for visit in visits
    ]
    with transaction.atomic():
        retry_at = max([ended + timedelta(seconds=PACE_SECONDS), *_rests(visits, ended)])
        if not release_lane(claim, outcomes=outcomes, retry_at=retry_at, now=ended):
            return 0
        rows = Source.objects.filter(pk__in=[visit.errand.source_pk for visit in visits])
        sources = {
            source.pk: source
            for source in rows.select_for_update(of=("self",)).select_related("user").order_by("pk")
        }
        return sum(_record(sources.get(visit.errand.source_pk), visit, now) for visit in visits)


def _record(source: Source | None, visit: Visit, now: datetime) -> int:
    """Write one visit down, unless the person changed, paused or removed the source meanwhile."""
    if source is None or source.removed_at or source.state in Source.NOT_VISITED:
        return 0
    if Errand.to(source, since=visit.errand.since) != visit.errand:
        return 0
    record_visit(source, visit.answer, at=now + timedelta(seconds=int(visit.after)))
    return 1


def _rests(visits: Sequence[Visit], ended: datetime) -> list[datetime]:
    """Until when hosts that asked to slow down are left alone."""
    return [
        visit.answer.retry_at or ended + SLOW_DOWN
        for visit in visits
        if isinstance(visit.answer, ProviderError) and visit.answer.outcome == Outcome.RATE_LIMITED
    ]
