"""`manage.py tidy_portability`: do by hand what the clock does."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.portability.exporting import tidy


class Command(BaseCommand):
    help = "Take away exports, shared links and counters whose time is over."

    def handle(self, *args: object, **options: object) -> None:
        count = tidy(now=timezone.now())
        self.stdout.write(f"Taken away: {count}")
