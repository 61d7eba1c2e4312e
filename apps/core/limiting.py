"""Counting how often something was tried, so that the count holds in any number of processes.

One conditional UPDATE takes a place and is refused when there is none: no two processes can take
the same one, on either database. The row's key is a hash, so that the table names no address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from apps.core.limits import LIMITS, OF_ONE_SESSION, Limit
from apps.core.models import Tries

ONE_HOUSEHOLD = 64
"""The part of an IPv6 address, in bits, that one connection to the internet has for itself."""


def take(key: str, limit: Limit, *, now: datetime) -> datetime | None:
    """Take a place; None when there was one, else the moment from which there are places again."""
    mine = Tries.objects.filter(key=key)
    for _ in range(2):
        # Beyond twice the time the row is from a clock that was wrong, and put right since.
        running = mine.filter(ends_at__gt=now, ends_at__lte=now + 2 * limit.within)
        if running.filter(count__lt=limit.times).update(count=F("count") + 1):
            return None
        # Looked at anew: a row that began since the statement above may have places.
        if full := running.filter(count__gte=limit.times).first():
            return full.ends_at
        _begin(key, limit, now)
    return now


def _begin(key: str, limit: Limit, now: datetime) -> None:
    ends_at = now + limit.within
    mine = Tries.objects.filter(key=key)
    is_over = mine.filter(ends_at__lte=now) | mine.filter(ends_at__gt=now + 2 * limit.within)
    is_over.update(count=0, ends_at=ends_at)
    Tries.objects.bulk_create([Tries(key=key, count=0, ends_at=ends_at)], ignore_conflicts=True)


def forget_tries(*, now: datetime) -> int:
    """Delete the counts that are over; return how many."""
    return Tries.objects.filter(ends_at__lte=now - timedelta(hours=1)).delete()[0]


def refused(request: HttpRequest, name: str, *, now: datetime) -> datetime | None:
    """Count a form that is sent to a route; None, or from when on it may be sent again."""
    person, session = request.user.pk, request.session.session_key
    whose = f"person {person}" if person is not None else f"address {household(request)}"
    for limit, key in (
        (LIMITS.get(name), whose),
        (OF_ONE_SESSION.get(name) if session else None, f"session {session}"),
    ):
        again_at = take(_key_of(name, key), limit, now=now) if limit else None
        if again_at:
            return again_at
    return None


def _key_of(name: str, whose: str) -> str:
    return salted_hmac("core.tries", f"{name} {whose}", algorithm="sha256").hexdigest()


def household(request: HttpRequest) -> str:
    """Return the address that a request came from; of an IPv6 one the part that stays the same."""
    told: str = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv6Address):
        return str(ip_network((address, ONE_HOUSEHOLD), strict=False))
    return told
