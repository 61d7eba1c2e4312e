"""Leaving: seven days to change one's mind; meanwhile nothing is collected and nobody looks in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.core.models import Letter
from apps.core.outbox import new_letter
from apps.metrics.models import Source
from apps.portability.models import Leaving

DAYS_TO_STAY = timedelta(days=7)
LEAVING = "leaving"
"""The kind of the letter that confirms it and gives the date."""


class TooLate(Exception):
    """The erasing has begun; there is no way back."""


@transaction.atomic
def leave(*, user: User, now: datetime) -> Leaving:
    """Set the day on which everything of the person's is erased; the same one if it is set."""
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    under_way = Leaving.objects.filter(user=person).first()
    if under_way:
        return under_way
    person.erase_at = now + DAYS_TO_STAY
    person.save(update_fields=["erase_at"])
    planned = Source.objects.for_user(person).filter(next_visit_at__isnull=False)
    visited = list(planned.values_list("pk", flat=True))
    stop_collecting(person)
    leaving = Leaving.objects.create(user=person, asked_at=now, visited=visited)
    new_letter(
        user_id=person.pk,
        kind=LEAVING,
        period=str(leaving.pk),
        now=now,
        give_up_at=person.erase_at,
    ).save()
    return leaving


@transaction.atomic
def stay(*, user: User, now: datetime) -> None:
    """Let everything be as it was; raises TooLate. Nothing happens to somebody who does not leave.

    What was visited is visited again at once: the days between are a gap.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    leaving = Leaving.objects.filter(user=person).first()
    if leaving is None:
        return
    if leaving.began_at:
        raise TooLate
    person.erase_at = None
    person.save(update_fields=["erase_at"])
    waiting = Source.objects.for_user(person).filter(pk__in=leaving.visited)
    waiting.filter(next_visit_at__isnull=True, removed_at__isnull=True).update(next_visit_at=now)
    Letter.objects.filter(user=person, kind=LEAVING).delete()
    leaving.delete()


def stop_collecting(user: User) -> None:
    """Plan no visit to any of the person's sources."""
    planned = Source.objects.for_user(user).filter(next_visit_at__isnull=False)
    planned.update(next_visit_at=None)
