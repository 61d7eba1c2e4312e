"""For tests of writing: a person, a week, and documents in short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apps.core.weeks import Week
from apps.journal.documents import Document, MomentWords, QualityWords
from apps.journal.models import Entry

WEEK = Week(2026, 47)
SUNDAY = datetime(2026, 11, 22, 20, 40, tzinfo=UTC)

FULL = Document(
    "The damp week",
    "I wrote to *Ines*.\n\nThen the week was ordinary.",
    (QualityWords("compassionate", "Nine lines."), QualityWords("fun", "", "more")),
    (MomentWords("https://social.example/1", "Glue", "You, on Mastodon", "2026-11-20", "Mine"),),
)


def later(minutes):
    """Return a moment that many minutes after Sunday 20:40."""
    return SUNDAY + timedelta(minutes=minutes)


def entry_of(user, week=WEEK):
    """Return the person's entry of the week as the database has it, or None."""
    return Entry.objects.for_user(user).in_week(week).first()


def reasons(user):
    """Return why each Revision of the week was kept, oldest first."""
    return [one.reason for one in entry_of(user).revisions.all()]


def bodies(user):
    """Return the body of each Revision of the week, oldest first."""
    return [one.document["body"] for one in entry_of(user).revisions.all()]
