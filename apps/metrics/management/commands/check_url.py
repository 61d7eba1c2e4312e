"""manage.py check_url: would the door go there?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from apps.providers.http import judge


class Command(BaseCommand):
    """Looks names up but never connects, so it is safe to ask about anything."""

    help = "Says of each address whether it may be visited; exits with 1 if any is refused."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("urls", nargs="+", metavar="URL")

    def handle(self, *args: object, urls: list[str], **options: object) -> None:
        refused = False
        for url in urls:
            verdict = judge(url)
            if verdict.allowed:
                self.stdout.write(f"allowed  {printable(url)}")
            else:
                refused = True
                self.stdout.write(f"refused  {printable(url)}  ({verdict.reason})")
        if refused:
            sys.exit(1)


def printable(url: str) -> str:
    """The address with every character that a terminal might act on written as an escape."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode()
        for one in url
    )
