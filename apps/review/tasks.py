"""What beat asks the workers to do with words. No task takes arguments: rows say what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.review import reminders, word_index


@shared_task(name="review.remind", expires=60, ignore_result=True)
def remind() -> None:
    """Send the reminders that are due; safe to run twice and at the same time."""
    reminders.remind(now=timezone.now())


@shared_task(name="review.read_words", expires=3600, ignore_result=True)
def read_words() -> None:
    """Let what was written be found, and what was erased leave no trace; safe to run twice."""
    word_index.refresh_everybody()
