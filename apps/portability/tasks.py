"""What beat asks the workers to do. No task takes arguments: rows say what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.portability import erasing, exporting, letters


@shared_task(name="portability.make_exports", expires=5, ignore_result=True)
def make_exports() -> None:
    """Make the files that were asked for; safe to run twice and at the same time."""
    exporting.make_exports(now=timezone.now())


@shared_task(name="portability.erase_leavers", expires=60, ignore_result=True)
def erase_leavers() -> None:
    """Send the letters about leaving, and erase whose days are over; safe to run twice."""
    letters.send_letters(now=timezone.now())
    erasing.erase_leavers(now=timezone.now())


@shared_task(name="portability.tidy", expires=3600, ignore_result=True)
def tidy() -> None:
    """Take away files, links and counters whose time is over; safe to run twice."""
    exporting.tidy(now=timezone.now())
