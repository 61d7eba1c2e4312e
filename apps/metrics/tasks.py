"""What beat asks the workers to do. Tasks take no arguments: the rows say what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.metrics import collecting


@shared_task(name="metrics.collect", expires=2, ignore_result=True)
def collect() -> None:
    """Visit what is due; safe to run twice and at the same time."""
    collecting.collect(now=timezone.now())


@shared_task(name="metrics.tidy", expires=3600, ignore_result=True)
def tidy() -> None:
    """Take away what nobody needs any more; safe to run twice."""
    collecting.tidy(now=timezone.now())
