"""Sessions that are over: the database keeps them until somebody takes them away."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_sessions(*, now: datetime) -> int:
    """Delete the sessions that open nothing any more; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
