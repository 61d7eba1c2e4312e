"""Read everybody's words into the search table by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.review.word_index import refresh_everybody


class Command(BaseCommand):
    """Bring the search table up to date; with --again, make it anew."""

    help = "Read what changed into the search table; with --again, read everything anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="read everything anew")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        people = refresh_everybody(again=options["again"])
        self.stdout.write(f"The words of {people} people can be found.")
