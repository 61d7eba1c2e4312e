"""`manage.py make_exports`: do by hand what the clock does."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.portability.exporting import make_exports


class Command(BaseCommand):
    help = "Make the files that people asked for with everything of theirs."

    def handle(self, *args: object, **options: object) -> None:
        count = make_exports(now=timezone.now())
        self.stdout.write(f"Made: {count}")
