"""When the next visit falls due: once a day between 04:00 and 20:00 where the person is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from apps.core.weeks import local_day

OPENS = time(4)
CLOSES = time(20)
WINDOW = timedelta(hours=16)
FIRST_WAIT = timedelta(minutes=15)
CHECK_WAIT = timedelta(minutes=1)
CHECK_TRIES = 5
ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
FURTHEST = timedelta(days=4)
"""No visit is planned for later: a day's rest, a night, a date that was stepped over."""


def next_regular_visit(pk: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the next of the source's own moments, an hour ahead or more.

    It is the same local time every day: today's, when somebody asked before it, else tomorrow's.
    """
    today = local_day(now, zone)
    moments = (_local_moment(pk, zone, today + n * ONE_DAY) for n in range(3))
    return next(moment for moment in moments if moment >= now + ONE_HOUR)


def next_try(pk: int, zone: ZoneInfo, now: datetime, *, failures: int) -> datetime:
    """Return when to ask again after that many failures in a row: later and later, by day alone.

    15 minutes after the first, then twice as long each time, and never later than the next
    regular visit.
    """
    regular = next_regular_visit(pk, zone, now)
    wait = FIRST_WAIT * 2 ** min(failures - 1, 10) * (0.75 + spread(pk, failures) / 2)
    return min(regular, _inside_window(pk, zone, now + wait))


def next_check(now: datetime, *, failures: int) -> datetime | None:
    """Return when to check an unconfirmed source again; None after five tries."""
    if failures >= CHECK_TRIES:
        return None
    return now + CHECK_WAIT * int(4 ** (failures - 1))


def after_rest(pk: int, zone: ZoneInfo, retry_at: datetime) -> datetime:
    """Return a moment at or after `retry_at`, spread over a minute, inside the window."""
    return _inside_window(pk, zone, retry_at + timedelta(seconds=60 * spread(pk, 0)))


def spread(pk: int, turn: int) -> float:
    """Return a number from 0 to 1, always the same for the same source and turn."""
    return int.from_bytes(sha256(f"visit {pk} {turn}".encode()).digest()[:4]) / 2**32


def _local_moment(pk: int, zone: ZoneInfo, day: date) -> datetime:
    # Added to the wall clock, not to the moment: a night when clocks change moves nothing.
    wall = datetime.combine(day, OPENS) + WINDOW * spread(pk, 0)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _inside_window(pk: int, zone: ZoneInfo, moment: datetime) -> datetime:
    local = moment.astimezone(zone)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() + (ONE_DAY if local.time() >= CLOSES else timedelta(0))
    wall = datetime.combine(day, OPENS) + timedelta(hours=1) * spread(pk, 1)
    return wall.replace(tzinfo=zone).astimezone(UTC)
