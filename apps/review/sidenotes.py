"""Writing sidenotes: words pinned to a day or a span of days of one metric."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.metrics.models import Metric
from apps.review.models import Sidenote


class SidenoteConflict(Exception):  # the page's word for it
    """The note was changed elsewhere since it was read; `kept` is the note as it stands now.

    The words that came too late are among its earlier texts.
    """

    def __init__(self, kept: Sidenote) -> None:
        super().__init__("the note was changed elsewhere")
        self.kept = kept


def add_sidenote(
    *, user: User, metric: Metric, text: str, first_day: date, last_day: date, now: datetime
) -> Sidenote:
    """Pin words to the days of a metric; they outlive it. Sent twice, it is the same note."""
    days = {"first_day": first_day, "last_day": last_day}
    found = Sidenote.objects.for_user(user).filter(metric=metric, text=text, **days).first()
    return found or Sidenote.objects.create(
        user=user,
        metric=metric,
        metric_label=metric.full_label[:200],
        text=text,
        written_at=now,
        **days,
    )


def change_sidenote(
    *, sidenote: Sidenote, text: str, first_day: date, last_day: date, base: int, now: datetime
) -> Sidenote:
    """Give a sidenote other words or other days; `base` is the revision that was read.

    What stood there is kept among its earlier texts. What stands there already is no conflict.
    Raises SidenoteConflict, and Sidenote.DoesNotExist when it was removed meanwhile.
    """
    with transaction.atomic():
        stored = Sidenote.objects.select_for_update().get(pk=sidenote.pk)
        days = (first_day, last_day)
        if (stored.text, stored.first_day, stored.last_day) == (text, *days):
            return stored
        is_late = base != stored.revision
        if is_late:
            _keep(stored, text, days, now, stood=False)
        else:
            stood = (stored.first_day, stored.last_day)
            _keep(stored, stored.text, stood, stored.stands_since, stood=True)
            stored.text, stored.first_day, stored.last_day = text, *days
            stored.revision += 1
            stored.changed_at = now
            stored.save(update_fields=["text", "first_day", "last_day", "revision", "changed_at"])
    if is_late:
        raise SidenoteConflict(stored)
    return stored


def _keep(note: Sidenote, text: str, days: tuple[date, date], at: datetime, *, stood: bool) -> None:
    first, last = days
    same = note.earlier_texts.filter(text=text, first_day=first, last_day=last)
    if stood:
        same = same.filter(written_at=at)
    if not same.exists():
        note.earlier_texts.create(
            text=text, first_day=first, last_day=last, written_at=at, stood=stood
        )
