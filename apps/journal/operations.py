"""Writing a week down: saved by compare-and-swap, so that no tab overwrites another's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core.text import one_line
from apps.core.weeks import Week
from apps.journal.documents import REST_NOTE, Document, clean_document, parse_document
from apps.journal.models import Entry, Revision
from apps.journal.parts import document_of
from apps.journal.qualities import ensure_qualities
from apps.journal.revisions import Version, keep, make_revision
from apps.journal.saving import Conflict, Save, Saved, start_entry, store

__all__ = [
    "Conflict",
    "Saved",
    "Uncovered",
    "document_of",
    "ensure_qualities",
    "finish",
    "note_rest",
    "rest",
    "restore",
    "save_document",
    "start_entry",
    "take_rest_back",
    "uncover",
]


@dataclass(frozen=True)
class Uncovered:
    """An entry whose numbers are shown; `first` when this made the first take."""

    entry: Entry
    first: bool


def save_document(
    *,
    user: User,
    week: Week,
    document: Document,
    base: int,
    now: datetime,
    tab: str = "",
    sequence: int = 0,
    key: str = "",
    reason: Revision.Reason | None = None,
) -> Saved:
    """Store the document on top of revision `base`, in place.

    The same `key` again gets the same answer, and words that are stored already are no conflict.
    A later `sequence` of the tab that wrote everything since `base` is none either: it was typed
    while the earlier one was under way. A Revision is kept for a `reason`, or after ten minutes.

    Raises Conflict, TooLong, and WrongShape.
    """
    cleaned, altered = clean_document(document)
    save = Save(user, week, cleaned, altered, base, now, tab, sequence, key, reason)
    with transaction.atomic():
        outcome = store(save)
    return _told(outcome)


def finish(
    *,
    user: User,
    week: Week,
    document: Document,
    base: int,
    now: datetime,
    tab: str = "",
    sequence: int = 0,
    key: str = "",
    shown_since: datetime | None = None,
) -> Uncovered:
    """Store the document and call the week written; the first time, make the first take.

    `tab`, `sequence` and `key` are as for save_document; `shown_since` says since when the numbers
    were to be seen, where the week was not covered.

    Raises Conflict (nothing is finished then), TooLong, and WrongShape.
    """
    cleaned, altered = clean_document(document)
    reason = Revision.Reason.FINISH
    save = Save(user, week, cleaned, altered, base, now, tab, sequence, key, reason)
    with transaction.atomic():
        if not base and cleaned == Document():
            start_entry(user=user, week=week, now=now)
        outcome = store(save)
        if isinstance(outcome, Saved):
            entry = _locked(user, week)
            first = not entry.is_uncovered
            if not entry.is_written:
                entry.finished_at, entry.rested_at = now, None
            if first:
                _take(entry, Revision.Reason.FINISH, at=shown_since or now, now=now)
            entry.save()
    _told(outcome)
    return Uncovered(entry, first)


def uncover(
    *, user: User, week: Week, now: datetime, shown_since: datetime | None = None
) -> Uncovered:
    """Show the week's numbers before it is written; the first time, make the first take.

    `shown_since` is as for finish.
    """
    with transaction.atomic():
        start_entry(user=user, week=week, now=now)
        entry = _locked(user, week)
        if first := not entry.is_uncovered:
            _take(entry, Revision.Reason.UNCOVER, at=shown_since or now, now=now)
            entry.save()
    return Uncovered(entry, first)


def rest(*, user: User, week: Week, note: str, now: datetime) -> Entry:
    """Mark the week as rest, with a word of why; a written week stays as it is.

    Raises TextTooLong for a note of more than 400 characters.
    """
    why = one_line(note, limit=REST_NOTE)
    with transaction.atomic():
        start_entry(user=user, week=week, now=now)
        entry = _locked(user, week)
        if not entry.is_written:
            entry.rested_at, entry.rest_note = entry.rested_at or now, why
            entry.save(update_fields=["rested_at", "rest_note"])
    return entry


def note_rest(*, user: User, week: Week, note: str, now: datetime) -> None:
    """Keep a word of why that was typed, whether or not the week is marked as a rest."""
    why = one_line(note, limit=REST_NOTE)
    if why:
        start_entry(user=user, week=week, now=now)
    Entry.objects.for_user(user).in_week(week).exclude(rest_note=why).update(rest_note=why)


def take_rest_back(*, user: User, week: Week) -> Entry:
    """Call the week a rest no longer; the word of why waits on its write page.

    Raises Entry.DoesNotExist.
    """
    with transaction.atomic():
        entry = _locked(user, week)
        entry.rested_at = None
        entry.save(update_fields=["rested_at"])
    return entry


def restore(*, user: User, week: Week, revision_id: int, base: int, now: datetime) -> Saved:
    """Bring a kept version back on top of revision `base`; what stood there is kept first.

    Raises Entry.DoesNotExist, Revision.DoesNotExist, and Conflict.
    """
    with transaction.atomic():
        entry = _locked(user, week)
        version = entry.revisions.get(pk=revision_id)
        now_there = document_of(entry)
        keep(entry, Version(now_there, entry.revision, Revision.Reason.LEAVE, now))
        document, altered = clean_document(parse_document(version.document))
        reason = Revision.Reason.RESTORE
        save = Save(user, week, document, altered, base, now, reason=reason, parent=version.pk)
        outcome = store(save)
    return _told(outcome)


def _told(outcome: Saved | Conflict) -> Saved:
    # Raised after the transaction, so that the losing words stay kept.
    if isinstance(outcome, Conflict):
        raise outcome
    return outcome


def _locked(user: User, week: Week) -> Entry:
    return Entry.objects.for_user(user).in_week(week).select_for_update().get()


def _take(entry: Entry, reason: Revision.Reason, *, at: datetime, now: datetime) -> None:
    """Freeze the first take: all words at this moment, empty if empty."""
    words = document_of(entry)
    taken = entry.revisions.filter(reason=reason, sha256=words.sha256, made_at=now).last()
    entry.first_take = taken or make_revision(entry, Version(words, entry.revision, reason, now))
    entry.uncovered_at = at
