"""What is over, in the cache and of sessions: the database keeps it until it is taken away."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection


def forget_expired(*, now: datetime) -> int:
    """Delete what the cache no longer tells anybody; return how many rows that was."""
    if not isinstance(caches["default"], BaseDatabaseCache):
        return 0
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608
        return int(cursor.rowcount)


def forget_sessions(*, now: datetime) -> int:
    """Delete the sessions that open nothing any more; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
