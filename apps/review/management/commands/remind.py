"""Do by hand what beat does every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.review.reminders import remind


class Command(BaseCommand):
    """Send the reminders that are due, once."""

    help = "Send the reminders that are due."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        self.stdout.write(f"{remind(now=timezone.now())} reminders sent")
