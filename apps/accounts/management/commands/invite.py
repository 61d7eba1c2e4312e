"""manage.py invite: a link that lets one person make an account."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.invitations import DAYS, invite
from apps.accounts.models import User

LONGEST = 365


class Command(BaseCommand):
    """Prints the link, once; the database keeps a hash of it."""

    help = "Makes an invitation and prints its link. It works once, for some days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", metavar="EMAIL", help="who of the staff invites")
        parser.add_argument("--days", type=int, default=DAYS, help=f"{DAYS} without this")

    def handle(
        self, *args: object, by: str | None = None, days: int = DAYS, **options: object
    ) -> None:
        if not 1 <= days <= LONGEST:
            raise CommandError(f"--days is from 1 to {LONGEST}.")
        self.stdout.write(invite(by=_staff(by), now=timezone.now(), days=days))
        if settings.SIGN_UP != "invitation":
            self.stderr.write(f"SIGN_UP is {settings.SIGN_UP}: no invitation is asked for now.")


def _staff(email: str | None) -> User | None:
    if email is None:
        return None
    person = User.objects.filter(email=email.lower(), is_staff=True, is_active=True).first()
    if person is None:
        raise CommandError("--by names nobody of the staff.")
    return person
