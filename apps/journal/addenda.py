"""Addenda: later thoughts on an entry, each with its own date. The page knows nothing of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.models import Addendum, Entry

LIMIT = 20_000


class NoLongerToday(Exception):
    """An addendum is corrected on the day it was written; later thoughts are addenda too."""


class CorrectedElsewhere(Exception):
    """The addendum has other words than those that were read; `kept` is what it says now."""

    def __init__(self, kept: str) -> None:
        super().__init__("the addendum was corrected elsewhere")
        self.kept = kept


def add_addendum(*, user: User, week: Week, text: str, now: datetime) -> Addendum:
    """Add words to the week's entry, dated today; the same words again are the same addendum.

    Raises Entry.DoesNotExist.
    """
    with transaction.atomic():
        entry = Entry.objects.for_user(user).in_week(week).select_for_update().get()
        day = user.today(now)
        found = entry.addenda.filter(day=day, text=text).first()
        return found or entry.addenda.create(text=text, day=day, written_at=now)


def correct_addendum(*, addendum: Addendum, text: str, was: str, now: datetime) -> None:
    """Give an addendum other words on the day it was written; `was` is the hash of those read.

    Raises NoLongerToday, CorrectedElsewhere, and Addendum.DoesNotExist.
    """
    if not is_correctable(addendum, addendum.entry.user, now=now):
        raise NoLongerToday
    with transaction.atomic():
        stored = Addendum.objects.select_for_update().get(pk=addendum.pk)
        if stored.text != text and digest(stored.text) != was:
            raise CorrectedElsewhere(stored.text)
        stored.text = text
        stored.save(update_fields=["text"])


def is_correctable(addendum: Addendum, user: User, *, now: datetime) -> bool:
    return addendum.day == user.today(now)
