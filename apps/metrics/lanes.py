"""One lane a host: who may visit it now, how often, and when it is left in peace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from apps.metrics.models import HostLane, Source
from apps.providers.base import Outcome

LEASE = timedelta(seconds=60)
LANES_AT_ONCE = 50
BREAKS_AFTER = 5
BREAK = timedelta(minutes=10)
LONGEST_BREAK = timedelta(hours=6)
NO_ANSWER = (Outcome.TRANSIENT, Outcome.REFUSED)


@dataclass(frozen=True)
class Claim:
    """A lane that is ours until the lease ends or somebody else takes the next `fence`."""

    pk: int
    host: str
    fence: int
    failures: int

    @property
    def is_broken(self) -> bool:
        """Whether the host failed so often that one visit has to show that it is back."""
        return self.failures >= BREAKS_AFTER


def open_lanes(now: datetime) -> None:
    """Make a lane for every host that has a due source and none yet."""
    hosts = (
        Source.objects.due(now)
        .exclude(host__in=HostLane.objects.values("host"))
        .values_list("host", flat=True)
        .distinct()
    )
    HostLane.objects.bulk_create(
        [HostLane(host=host, next_at=now) for host in hosts], ignore_conflicts=True
    )


def claim_lanes(now: datetime, *, limit: int = LANES_AT_ONCE) -> list[Claim]:
    """Take the lanes that have something due and that nobody holds, in one statement.

    PostgreSQL steps over rows that another worker is claiming (SKIP LOCKED); SQLite has one
    writer at a time.
    """
    skip = (
        "FOR UPDATE OF lane SKIP LOCKED"
        if connection.features.has_select_for_update_skip_locked
        else ""
    )
    moment = _adapted(now)
    sql = f"""
        UPDATE metrics_hostlane SET lease_until = %s, fence = fence + 1 WHERE id IN (
            SELECT lane.id FROM metrics_hostlane lane
            WHERE lane.next_at <= %s
              AND (lane.lease_until IS NULL OR lane.lease_until <= %s)
              AND (lane.open_until IS NULL OR lane.open_until <= %s)
              AND EXISTS (
                SELECT 1 FROM metrics_source source
                WHERE source.host = lane.host AND source.next_visit_at <= %s
                  AND source.removed_at IS NULL AND source.state NOT IN (%s, %s, %s))
            ORDER BY lane.next_at, lane.id LIMIT %s {skip})
        RETURNING id, host, fence, failures
    """  # noqa: S608  # `skip` is one of the two texts above
    values = [_adapted(now + LEASE), *[moment] * 4, *Source.NOT_VISITED, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Claim(*row) for row in cursor.fetchall()]


def release_lane(
    claim: Claim, *, outcomes: Sequence[str], retry_at: datetime, now: datetime
) -> bool:
    """Give the lane back for `retry_at`; False when the lease was lost to somebody else.

    Five visits in a row without an answer leave the host in peace, longer each time.
    """
    failures = claim.failures
    for outcome in outcomes:
        failures = failures + 1 if outcome in NO_ANSWER else 0
    rest = None
    if failures >= BREAKS_AFTER:
        rest = now + min(BREAK * 2 ** min(failures - BREAKS_AFTER, 10), LONGEST_BREAK)
    mine = HostLane.objects.filter(pk=claim.pk, fence=claim.fence, lease_until__isnull=False)
    return bool(mine.update(lease_until=None, next_at=retry_at, failures=failures, open_until=rest))


def tidy_lanes(now: datetime) -> int:
    """Delete the lanes of hosts that nobody asks any more; return how many."""
    idle = HostLane.objects.exclude(host__in=Source.objects.current().values("host"))
    return idle.exclude(lease_until__gt=now).delete()[0]


def _adapted(moment: datetime) -> Any:  # each database has its own type
    return connection.ops.adapt_datetimefield_value(moment)
