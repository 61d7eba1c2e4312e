"""Lines that the demo person kept for looking back."""

from __future__ import annotations

from datetime import timedelta

from apps.accounts.models import User
from apps.journal.models import Entry
from apps.review.kept_lines import lines_of
from apps.review.models import KeptLine

EVERY = 2
KEPT_AFTER = timedelta(days=9)


def keep_some_lines(user: User) -> None:
    """Keep a passage of every other week, and now and then what was said of a quality."""
    entries = Entry.objects.for_user(user).written().order_by("year", "number")
    kept: list[KeptLine] = []
    for n, entry in enumerate(entries[::EVERY]):
        lines = lines_of(entry)
        passages = [line for line in lines if not line.quality][-1:]
        said = [line for line in lines if line.quality][n % 3 : n % 3 + n % 2]
        kept += [
            KeptLine(
                entry=entry,
                sha256=line.sha256,
                quality=line.quality,
                text=line.text,
                position=line.position,
                kept_at=entry.saved_at + KEPT_AFTER,
            )
            for line in (*passages, *said)
        ]
    KeptLine.objects.bulk_create(kept)
