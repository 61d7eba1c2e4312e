"""manage.py rotate_keys: lock people's keys with the newest of SOURCE_KEYS."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from apps.accounts.factors import lock_again
from apps.metrics.sealing import rotate


class Command(BaseCommand):
    """Says how many; an older key can be taken out of SOURCE_KEYS once none is left under it."""

    help = "Locks the keys that people gave with the newest of SOURCE_KEYS. Safe to run twice."

    def handle(self, *args: object, **options: object) -> None:
        done = rotate()
        self.stdout.write(
            f"Locked again with the newest key: {done.renewed}. "
            f"Locked with it already: {done.already}."
        )
        if factors := lock_again():
            self.stdout.write(f"Second factors locked again: {factors}.")
        if done.lost:
            self.stdout.write(
                f"None of SOURCE_KEYS opens {done.lost}: their owners are asked at the next visit."
            )
