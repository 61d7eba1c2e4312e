"""The outbox: a letter is a row first, so that a crash neither loses nor repeats it.

Whoever sends takes a lease and the row's next fence, sends outside any transaction, and notes the
end only while the fence is still theirs. A sender that dies leaves a lease that ends, and somebody
sends again. Between the mail server's yes and our note of it there is a moment: a death right there
sends the letter twice, with the same Message-ID, by which mail programs show it once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from apps.core.models import Letter

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""Longer than a round, and than a mail server that takes its time over every answer."""
ROUND_SECONDS = 60
AT_ONCE = 100
LONGEST_WAIT = timedelta(hours=2)

Writer = Callable[[Letter, datetime], EmailMessage | None]
"""Writes what a letter says at the moment of sending; None when it is not needed any more."""


def new_letter(
    *, user_id: int, kind: str, period: str, now: datetime, give_up_at: datetime
) -> Letter:
    """Return a letter to be sent now; who stores it leaves it out if there is one of its period."""
    return Letter(
        user_id=user_id,
        kind=kind,
        period=period,
        message_id=f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
        next_at=now,
        give_up_at=give_up_at,
        made_at=now,
    )


def send_due(*, now: datetime, writers: Mapping[str, Writer]) -> int:
    """Send the letters that are due and return how many went; safe to run twice, and to be killed.

    `writers` are by kind; a kind that none of them writes waits.
    """
    began, sent = time.monotonic(), 0
    due = Letter.objects.due(now).filter(kind__in=list(writers))
    for letter in due.select_related("user").order_by("next_at", "pk")[:AT_ONCE]:
        if time.monotonic() - began > ROUND_SECONDS:
            break
        if claim(letter, now=now):
            sent += _send(letter, writers[letter.kind], now)
    return sent


def claim(letter: Letter, *, now: datetime) -> bool:
    """Take a letter that was read as due; False when somebody else was quicker."""
    still_due = Letter.objects.due(now).filter(pk=letter.pk, fence=letter.fence)
    sending = Letter.State.SENDING
    taken = still_due.update(state=sending, lease_until=now + LEASE, fence=F("fence") + 1)
    letter.fence += taken
    return bool(taken)


def _send(letter: Letter, write: Writer, now: datetime) -> int:
    message = write(letter, now) if letter.give_up_at > now else None
    if message is None:
        is_late = letter.give_up_at <= now
        _end(letter, Letter.State.GIVEN_UP if is_late else Letter.State.DROPPED, now)
        return 0
    message.extra_headers["Message-ID"] = letter.message_id
    try:
        message.send()
    except OSError as error:
        # The type alone: a mail server's answer quotes the address.
        log.warning("letter %s was not taken: %s", letter.pk, type(error).__name__)
        _wait(letter, now)
        return 0
    return _end(letter, Letter.State.SENT, now)


def _end(letter: Letter, state: Letter.State, now: datetime) -> int:
    mine = Letter.objects.filter(pk=letter.pk, fence=letter.fence, state=Letter.State.SENDING)
    return mine.update(state=state, lease_until=None, ended_at=now)


def _wait(letter: Letter, now: datetime) -> None:
    """Try again later, and later each time."""
    again = now + min(timedelta(minutes=2) * 2 ** min(letter.failures, 10), LONGEST_WAIT)
    mine = Letter.objects.filter(pk=letter.pk, fence=letter.fence, state=Letter.State.SENDING)
    mine.update(
        state=Letter.State.WAITING, lease_until=None, next_at=again, failures=F("failures") + 1
    )
