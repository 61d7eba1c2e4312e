"""What beat asks the workers to do. Tasks take no arguments: the rows say what is due."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from apps.core.limiting import forget_tries
from apps.core.tidying import forget_sessions
from apps.metrics import collecting, revoking
from apps.metrics.turns import DATABASE_IS_AWAY

log = logging.getLogger(__name__)


@shared_task(name="metrics.collect", expires=2, ignore_result=True)
def collect() -> None:
    """Visit what is due; safe to run twice and at the same time.

    Without a database nothing is: the next tick is two seconds away.
    """
    try:
        collecting.collect(now=timezone.now())
    except DATABASE_IS_AWAY as error:
        log.error("the database is away: %s", type(error).__name__)


@shared_task(name="metrics.tidy", expires=3600, ignore_result=True)
def tidy() -> None:
    """Take away what nobody needs any more; safe to run twice."""
    now = timezone.now()
    collecting.tidy(now=now)
    forget_tries(now=now)
    forget_sessions(now=now)


@shared_task(name="metrics.revoke", expires=30, ignore_result=True)
def revoke() -> None:
    """Take back the keys of removed sources; safe to run twice and at the same time."""
    revoking.revoke_due(now=timezone.now())
