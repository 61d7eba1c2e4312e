"""Erasing a person: batch by batch, so that a worker that dies on the way is gone on from.

The rows go first, then comes a receipt that counts them, and when that is sent (or was tried for
a day) the last row. Each batch is counted in the transaction that deletes it.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.models import Letter
from apps.core.outbox import new_letter
from apps.core.search import forget_erased
from apps.core.tidying import forget_expired
from apps.portability.belongings import Belonging, erased_by_themselves
from apps.portability.files import remove_file
from apps.portability.leaving import stop_collecting
from apps.portability.models import Export, Leaving

log = logging.getLogger(__name__)

BATCH = 500
WORKS_FOR = 60.0
"""Seconds after which a round goes no further; the next one does."""
RECEIPT = "receipt"
RECEIPT_TRIED_FOR = timedelta(days=1)
LAST = (Leaving, Letter, Export)
"""What is needed until the receipt is sent; an export's row goes with its file."""


def erase_leavers(*, now: datetime, batch: int = BATCH) -> int:
    """Erase those whose seven days are over; return how many people are gone.

    Safe to run twice, at the same time, and to be killed.
    """
    began, gone = time.monotonic(), 0
    for leaving in Leaving.objects.select_related("user").order_by("pk"):
        stop_collecting(leaving.user)  # a visit that was under way may have planned the next one
    for leaving in Leaving.objects.over(now).select_related("user").order_by("pk"):
        if not _begin(leaving, now):
            continue
        done: set[str] = set()
        while leaving.emptied_at is None and time.monotonic() - began < WORKS_FOR:
            _erase_more(leaving, now, batch, done)
        gone += _end(leaving)
    return gone


def _begin(leaving: Leaving, now: datetime) -> bool:
    """Close the door for good; False where the person stayed a moment ago."""
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=leaving.user_id).first()
        if person is None or person.erase_at is None:
            return False
        if leaving.began_at is None and person.erase_at > now:
            return False
        if leaving.began_at is None:
            _forget_who(person)
            leaving.began_at = now
            leaving.save(update_fields=["began_at"])
    end_sessions(leaving.user_id)
    return True


def _forget_who(person: User) -> None:
    """Leave nothing with the person but the address that the receipt goes to."""
    person.is_active = person.is_staff = person.is_superuser = False
    person.display_name = ""
    person.set_unusable_password()
    person.save()


def _erase_more(leaving: Leaving, now: datetime, batch: int, done: set[str]) -> None:
    """Erase one batch, or note that nothing is left and write the receipt.

    `done` are the models of which this round found no row any more.
    """
    with transaction.atomic():
        held = Leaving.objects.select_for_update().filter(pk=leaving.pk).first()
        if held is None:  # somebody else was quicker
            leaving.emptied_at = now
            return
        rows = _next_rows(leaving.user, batch, done)
        if rows is None:
            _note_empty(held, now)
        else:
            _deleted, by_model = rows.delete()
            held.counts = dict(Counter(held.counts) + Counter(by_model))
            held.save(update_fields=["counts"])
    leaving.counts, leaving.emptied_at = held.counts, held.emptied_at


def _next_rows(user: User, batch: int, done: set[str]) -> QuerySet[Any, Any] | None:
    for one in erased_by_themselves():
        if one.model in LAST or one.label in done:
            continue
        pks = list(one.of(user).values_list("pk", flat=True)[: _size(one, batch)])
        if pks:
            return one.model._base_manager.filter(pk__in=pks)
        done.add(one.label)
    return None


def _size(one: Belonging, batch: int) -> int:
    """Fewer of what others hang on: they go with it, in the same transaction."""
    return batch if one.distance else max(1, batch // 10)


def _note_empty(leaving: Leaving, now: datetime) -> None:
    if leaving.emptied_at:
        return
    for export in Export.objects.for_user(leaving.user):
        remove_file(export)
    leaving.emptied_at = now
    leaving.save(update_fields=["emptied_at"])
    receipt = new_letter(
        user_id=leaving.user_id,
        kind=RECEIPT,
        period=str(leaving.pk),
        now=now,
        give_up_at=now + RECEIPT_TRIED_FOR,
    )
    receipt.save()


def _end(leaving: Leaving) -> int:
    """Delete the last rows once the receipt is out of the house; say whether they went."""
    if leaving.emptied_at is None:
        return 0
    waits = Letter.State.WAITING, Letter.State.SENDING
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=leaving.user_id).first()
        if person is None or person.letters.filter(kind=RECEIPT, state__in=waits).exists():
            return 0
        for export in Export.objects.for_user(person):
            remove_file(export)
        person.delete()
    end_sessions(leaving.user_id)
    forget_erased()
    forget_expired(now=timezone.now())
    log.info("person %s is erased", leaving.user_id)
    return 1


def end_sessions(user_id: int) -> None:
    """End every session of the person's, on whatever device."""
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id", "")) == str(user_id):
            session.delete()
