"""`manage.py erase_leavers`: do by hand what the clock does."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.portability.erasing import erase_leavers
from apps.portability.letters import send_letters


class Command(BaseCommand):
    help = "Send the letters about leaving, and erase the people whose seven days are over."

    def handle(self, *args: object, **options: object) -> None:
        sent = send_letters(now=timezone.now())
        gone = erase_leavers(now=timezone.now())
        self.stdout.write(f"Letters sent: {sent}. People erased: {gone}")
