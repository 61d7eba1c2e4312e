"""Do by hand what beat does."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from apps.metrics.collecting import collect, tidy

TICK_SECONDS = 2


class Command(BaseCommand):
    """Visit the sources that are due, once or every two seconds."""

    help = "Visit the sources that are due: once with --once, else every two seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        while True:
            visits = collect(now=timezone.now())
            if options["once"]:
                tidy(now=timezone.now())
                self.stdout.write(f"{visits} visits written down")
                return
            time.sleep(TICK_SECONDS)
