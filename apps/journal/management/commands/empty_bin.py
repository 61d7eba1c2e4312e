"""`manage.py empty_bin`: do by hand what the clock does."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.journal.bin import empty_bin


class Command(BaseCommand):
    help = "Delete for good the pages that have been in the bin for thirty days."

    def handle(self, *args: object, **options: object) -> None:
        count = empty_bin(now=timezone.now())
        self.stdout.write(f"Deleted for good: {count}")
