"""The bin: a week's page is taken off every page for thirty days, then gone for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry

KEPT_FOR = timedelta(days=30)


class WeekTaken(Exception):
    """The week was written anew meanwhile; the newer page stays."""

    def __init__(self, week: Week) -> None:
        super().__init__("the week was written anew")
        self.week = week


def bin_week(*, user: User, week: Week, now: datetime) -> Entry:
    """Put the week's page in the bin, with all that belongs to it; raises Entry.DoesNotExist."""
    with transaction.atomic():
        entry = Entry.objects.for_user(user).in_week(week).select_for_update().get()
        entry.binned_at = now
        entry.save(update_fields=["binned_at"])
    return entry


def put_back(*, user: User, entry_id: int) -> Entry:
    """Make a page in the bin its week's page again, as it was.

    Raises Entry.DoesNotExist and WeekTaken.
    """
    try:
        with transaction.atomic():
            entry = _binned(user, entry_id)
            entry.binned_at = None
            entry.save(update_fields=["binned_at"])
    except IntegrityError as error:
        raise WeekTaken(entry.week) from error
    return entry


def erase(*, user: User, entry_id: int, now: datetime) -> None:
    """Delete a page in the bin for good; raises Entry.DoesNotExist.

    Where its numbers had been shown, a row without a word says so until the bin is emptied of it:
    what was seen stays seen, whatever becomes of the words.
    """
    with transaction.atomic():
        entry = _binned(user, entry_id)
        shown_at = entry.shown_at
        entry.delete()
        if shown_at is not None:
            Entry.with_bin.create(
                user=user,
                year=entry.year,
                number=entry.number,
                created_at=entry.created_at,
                saved_at=entry.saved_at,
                uncovered_at=shown_at,
                binned_at=entry.binned_at,
                erased_at=now,
            )


def empty_bin(*, now: datetime) -> int:
    """Delete for good what has been in the bin for thirty days; return how many pages that was."""
    over = Entry.with_bin.filter(binned_at__lte=now - KEPT_FOR)
    _rows, by_kind = over.delete()
    return by_kind.get(Entry._meta.label, 0)


def _binned(user: User, entry_id: int) -> Entry:
    return Entry.with_bin.for_user(user).in_bin().select_for_update().get(pk=entry_id)
