"""Addenda: later thoughts on an entry, each with its own date. The page knows nothing of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Addendum, Entry

LIMIT = 20_000


class NoLongerToday(Exception):
    """An addendum is corrected on the day it was written; later thoughts are addenda too."""


def add_addendum(*, user: User, week: Week, text: str, now: datetime) -> Addendum:
    """Add words to the week's entry, dated today; the same words again are the same addendum.

    Raises Entry.DoesNotExist.
    """
    with transaction.atomic():
        entry = Entry.objects.for_user(user).in_week(week).select_for_update().get()
        day = user.today(now)
        found = entry.addenda.filter(day=day, text=text).first()
        return found or entry.addenda.create(text=text, day=day, written_at=now)


def correct_addendum(*, addendum: Addendum, text: str, now: datetime) -> Addendum:
    """Give an addendum other words on the day it was written; raises NoLongerToday."""
    if not is_correctable(addendum, addendum.entry.user, now=now):
        raise NoLongerToday
    addendum.text = text
    addendum.save(update_fields=["text"])
    return addendum


def is_correctable(addendum: Addendum, user: User, *, now: datetime) -> bool:
    return addendum.day == user.today(now)
