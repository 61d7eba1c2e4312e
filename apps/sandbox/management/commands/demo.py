"""`manage.py demo`: make or reset the demo person."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.core.weeks import FIRST_YEAR, local_day
from apps.sandbox.person import (
    EMAIL,
    MOST_YEARS,
    PASSWORD,
    ZONE,
    NotTheDemoPerson,
    make_demo,
)


class Command(BaseCommand):
    help = "Make or reset the demo person, with a history that ends on a day of your choice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--years", type=_years, default=2, help=f"how many years back, 1 to {MOST_YEARS}"
        )
        parser.add_argument(
            "--until", type=_day, help="the last day, like 2026-11-23; today without it"
        )

    def handle(self, *args: object, years: int, until: date | None, **options: object) -> None:
        if not settings.LOCAL:
            raise CommandError("The demo person has a known password: local mode alone makes one.")
        now = timezone.now()
        today = local_day(now, ZONE)
        until = until or today
        if until > today:
            raise CommandError(f"--until {until} lies ahead. The latest day is today, {today}.")
        try:
            make_demo(until=until, years=years, now=now)
        except NotTheDemoPerson as error:
            raise CommandError(f"{EMAIL} is somebody’s account here. It was left alone.") from error
        self.stdout.write(f"The demo person is ready: {EMAIL} / {PASSWORD}")


def _years(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_YEARS:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST_YEARS}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ArgumentTypeError(f"{text!r} is not a date like 2026-11-23")
    if day.year < FIRST_YEAR + MOST_YEARS + 1:
        raise ArgumentTypeError(f"{text} is too long ago; {FIRST_YEAR + MOST_YEARS + 1} at least")
    return day
