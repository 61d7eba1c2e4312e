"""Erasing a person: batch by batch, so that a worker that dies on the way is gone on from.

The rows go first, while their keys are taken back where they were made. When that has ended (or was
tried for a day) comes a receipt that counts them, and when that is sent (or was tried for a day)
the last row. Each batch is counted in the transaction that deletes it.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.sessions import end_everywhere
from apps.core.models import Letter
from apps.core.outbox import new_letter
from apps.core.search import forget_erased
from apps.core.tidying import forget_expired
from apps.metrics.models import Revocation
from apps.metrics.revoking import ask_all_back, give_up
from apps.portability.belongings import Belonging, erased_by_themselves
from apps.portability.files import remove_file
from apps.portability.leaving import stop_collecting
from apps.portability.models import Export, Leaving

log = logging.getLogger(__name__)

BATCH = 500
WORKS_FOR = 60.0
"""Seconds after which a round goes no further; the next one does."""
KEYS_TRIED_FOR = timedelta(days=1)
RECEIPT = "receipt"
RECEIPT_TRIED_FOR = timedelta(days=1)
LAST = (Leaving, Letter, Export, Revocation)
"""What is needed until the receipt is sent; an export's row goes with its file."""


def erase_leavers(*, now: datetime, batch: int = BATCH) -> int:
    """Erase those whose seven days are over; return how many people are gone.

    Safe to run twice, at the same time, and to be killed.
    """
    until = time.monotonic() + WORKS_FOR
    for leaving in Leaving.objects.select_related("user").order_by("pk"):
        stop_collecting(leaving.user)  # a visit that was under way may have planned the next one
    over = Leaving.objects.over(now).select_related("user").order_by("pk")
    going = [leaving for leaving in over if _begin(leaving, now)]
    end_everywhere([leaving.user_id for leaving in going if leaving.began_at == now])
    for leaving in going:
        done: set[str] = set()
        while time.monotonic() < until and _erase_more(leaving, now, batch, done):
            pass
    return _end([leaving.user_id for leaving in going if leaving.emptied_at])


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
            ask_all_back(person, now=now)
            leaving.began_at = now
            leaving.save(update_fields=["began_at"])
    return True


def _forget_who(person: User) -> None:
    """Leave nothing with the person but the address that the receipt goes to."""
    person.is_active = person.is_staff = person.is_superuser = False
    person.display_name = ""
    person.set_unusable_password()
    person.save()


def _erase_more(leaving: Leaving, now: datetime, batch: int, done: set[str]) -> bool:
    """Erase one batch, or note that nothing is left; say whether there may be more to do.

    `done` are the models of which this round found no row any more.
    """
    if leaving.emptied_at:
        return False
    with transaction.atomic():
        held = Leaving.objects.select_for_update().filter(pk=leaving.pk).first()
        rows = _next_rows(leaving.user, batch, done) if held else None
        if held is None:  # somebody else was quicker
            return False
        if rows is None:
            _note_empty(held, now)
        else:
            _deleted, by_model = rows.delete()
            held.counts = dict(Counter(held.counts) + Counter(by_model))
            held.save(update_fields=["counts"])
    leaving.counts, leaving.emptied_at = held.counts, held.emptied_at
    return rows is not None


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
    """Write the receipt, once it is known what became of their keys."""
    if leaving.emptied_at or _are_keys_awaited(leaving, now):
        return
    give_up(leaving.user, now=now)
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


def _are_keys_awaited(leaving: Leaving, now: datetime) -> bool:
    due = Revocation.objects.for_user(leaving.user).filter(state=Revocation.State.DUE)
    tried = now - leaving.began_at if leaving.began_at else timedelta()
    return tried < KEYS_TRIED_FOR and due.exists()


def _end(people: Collection[int]) -> int:
    """Delete the last rows of those whose receipt is out of the house; return how many are gone."""
    waits = Letter.State.WAITING, Letter.State.SENDING
    waiting = Letter.objects.filter(kind=RECEIPT, state__in=waits, user__in=people)
    ready = set(people) - set(waiting.values_list("user_id", flat=True))
    end_everywhere(ready)  # a request that was under way when it began may have kept its own
    gone = sum(_delete(pk) for pk in ready)
    if gone:
        forget_erased()
        forget_expired(now=timezone.now())
    return gone


def _delete(user_id: int) -> int:
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=user_id).first()
        if person is None:
            return 0
        for export in Export.objects.for_user(person):
            remove_file(export)
        person.delete()
    log.info("person %s is erased", user_id)
    return 1
