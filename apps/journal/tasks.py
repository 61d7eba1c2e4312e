"""What beat asks the workers to do in the journal. Tasks take no arguments."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.journal import bin as binned


@shared_task(name="journal.empty_bin", expires=3600, ignore_result=True)
def empty_bin() -> None:
    """Delete for good what has been in the bin for thirty days; safe to run twice."""
    binned.empty_bin(now=timezone.now())
