"""One lane a host: who may visit it now, how often, and when it is left in peace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from apps.metrics.models import HostLane, Source
from apps.metrics.timing import spread
from apps.providers.base import Outcome

LEASE = timedelta(seconds=60)
LANES_AT_ONCE = 50
BREAKS_AFTER = 5
CUT_OFF_AFTER = 5
BREAK = timedelta(minutes=10)
LONGEST_BREAK = timedelta(hours=6)
LONGEST_REST = timedelta(hours=24)
JUST_ASKED = timedelta(minutes=10)
NO_ANSWER = (Outcome.TRANSIENT, Outcome.REFUSED)


@dataclass(frozen=True)
class Claim:
    """A lane that is ours until the lease ends or somebody else takes the next `fence`."""

    pk: int
    host: str
    fence: int
    failures: int
    tries: int = 1
    """How often it was claimed since it was last given back; more than once, a worker died."""
    paid_off_at: datetime | None = None

    @property
    def is_probe(self) -> bool:
        """Whether one visit has to show how things stand there before there are more.

        The host failed too often, or a worker ended while it held this lane.
        """
        return self.failures >= BREAKS_AFTER or self.tries > 1

    @property
    def is_harmful(self) -> bool:
        """Whether so many workers ended over this lane that its next visit is not made."""
        return self.tries > CUT_OFF_AFTER


@dataclass(frozen=True)
class Release:
    """What becomes of a lane that is given back."""

    pk: int
    failures: int
    next_at: datetime
    open_until: datetime | None
    paid_off_at: datetime | None


def open_lanes(now: datetime) -> None:
    """Make a lane for every host that has a due source and none yet."""
    sql = """
        INSERT INTO metrics_hostlane (host, next_at, fence, failures, tries)
        SELECT source.host, MIN(source.next_visit_at), 0, 0, 0 FROM metrics_source source
        WHERE source.next_visit_at <= %s
          AND source.removed_at IS NULL AND source.state NOT IN (%s, %s, %s)
          AND NOT EXISTS (SELECT 1 FROM metrics_hostlane lane WHERE lane.host = source.host)
        GROUP BY source.host
        ON CONFLICT (host) DO NOTHING
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapted(now), *Source.NOT_VISITED])


def claim_lanes(now: datetime, *, limit: int = LANES_AT_ONCE) -> list[Claim]:
    """Take lanes that have something due and that nobody holds; the longest due come first.

    Before them come those that somebody asked for a moment ago, and waits for.
    """
    since = _adapted(now - JUST_ASKED)
    # "IS TRUE" keeps the planner from walking along all that is due to find what was asked for.
    asked = "source.asked_at > %s AND (source.next_visit_at <= %s) IS TRUE"
    claims = _claim(asked, "source.asked_at", [since, _adapted(now)], now, limit)
    if len(claims) < limit:
        due = "source.next_visit_at <= %s"
        claims += _claim(due, "source.next_visit_at", [_adapted(now)], now, limit - len(claims))
    return claims


def _claim(due: str, order: str, values: list[Any], now: datetime, limit: int) -> list[Claim]:
    """One statement: PostgreSQL steps over rows that another worker is claiming (SKIP LOCKED),
    SQLite has one writer at a time.

    It walks along the sources that are due, so that it costs the same with few lanes and many. A
    lease that ends later than any can is left from a clock that was wrong.
    """
    skip = (
        "FOR UPDATE OF lane SKIP LOCKED"
        if connection.features.has_select_for_update_skip_locked
        else ""
    )
    sql = f"""
        WITH chosen AS MATERIALIZED (
            SELECT lane.id FROM metrics_source source
            CROSS JOIN metrics_hostlane lane
            WHERE {due}
              AND source.removed_at IS NULL AND source.state NOT IN (%s, %s, %s)
              AND lane.host = source.host AND lane.next_at <= %s
              AND (lane.lease_until IS NULL OR lane.lease_until <= %s OR lane.lease_until > %s)
              AND (lane.open_until IS NULL OR lane.open_until <= %s)
            ORDER BY {order} LIMIT %s {skip})
        UPDATE metrics_hostlane SET lease_until = %s, fence = fence + 1, tries = tries + 1
        WHERE id IN (SELECT id FROM chosen)
        RETURNING id, host, fence, failures, tries, paid_off_at
    """  # noqa: S608  # its parts are texts of this module
    moment, lease = _adapted(now), _adapted(now + LEASE)
    free = [moment, moment, _adapted(now + 2 * LEASE), moment]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *Source.NOT_VISITED, *free, limit, lease])
        rows = cursor.fetchall()
    return [
        Claim(pk, host, fence, failures, tries, _moment(paid_off_at))
        for pk, host, fence, failures, tries, paid_off_at in rows
    ]


def held_lanes(claims: Sequence[Claim]) -> set[int]:
    """Lock the claimed lanes until the transaction ends; return which are still ours."""
    fences = {claim.pk: claim.fence for claim in claims}
    rows = HostLane.objects.filter(pk__in=fences, lease_until__isnull=False)
    rows = rows.select_for_update().order_by("pk")
    return {pk for pk, fence in rows.values_list("pk", "fence") if fences[pk] == fence}


def release_lanes(releases: Iterable[Release]) -> None:
    """Give lanes back that are held; those that rest alike go together."""
    alike: dict[Release, list[int]] = defaultdict(list)
    for one in releases:
        alike[replace(one, pk=0)].append(one.pk)
    for one, pks in alike.items():
        HostLane.objects.filter(pk__in=pks).update(
            lease_until=None,
            tries=0,
            failures=one.failures,
            next_at=one.next_at,
            open_until=one.open_until,
            paid_off_at=one.paid_off_at,
        )


def break_until(claim: Claim, failures: int, ended: datetime) -> datetime | None:
    """How long a host is left in peace that failed so often: longer each time, with some jitter."""
    if failures < BREAKS_AFTER:
        return None
    rest = min(BREAK * int(2 ** min(failures - BREAKS_AFTER, 10)), LONGEST_BREAK)
    return ended + rest * (0.75 + spread(claim.pk, failures) / 2)


def failures_after(failures: int, outcomes: Iterable[str]) -> int:
    """How many visits in a row had no answer, after these."""
    for outcome in outcomes:
        failures = failures + 1 if outcome in NO_ANSWER else 0
    return failures


def tidy_lanes(now: datetime) -> int:
    """Delete the lanes of hosts that nobody asks any more; return how many.

    Rests that end later than any can are left from a clock that was wrong, and are over.
    """
    wrong = now + LONGEST_REST + LONGEST_BREAK
    HostLane.objects.filter(next_at__gt=wrong).update(next_at=now)
    HostLane.objects.filter(open_until__gt=wrong).update(open_until=now)
    idle = HostLane.objects.exclude(host__in=Source.objects.current().values("host"))
    for name in ("next_at", "lease_until", "open_until", "paid_off_at"):
        idle = idle.exclude(**{f"{name}__gt": now})
    return idle.delete()[0]


def _moment(value: Any) -> datetime | None:
    """A moment as this database's driver hands it over: SQLite's says no zone, and is in UTC."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _adapted(moment: datetime) -> Any:  # each database has its own type
    return connection.ops.adapt_datetimefield_value(moment)
