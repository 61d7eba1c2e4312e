"""The file with everything of one's own: asked for, made, fetched once, or tidied away."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core.tidying import forget_expired
from apps.metrics.turns import DATABASE_IS_AWAY
from apps.portability.export_file import write_export
from apps.portability.files import (
    create_file,
    fetch_once,
    new_name,
    path_of,
    remove_file,
    remove_name,
    stray_files,
)
from apps.portability.models import Export, SharedWeek

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
PER_DAY = 3
KEPT_FOR = A_DAY
"""How long a file waits to be fetched."""
LEASE = timedelta(minutes=3)
"""Longer than a task may run."""
TRIES = 3
AT_ONCE = 5
STRAY_AFTER = timedelta(hours=1)


class TooManyExports(Exception):
    """Asked for too often; `until` is when there may be another."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many exports")
        self.until = until


class UnderWay(Exception):
    """There is one in the making already."""


@transaction.atomic
def ask_for_export(*, user: User, with_covered: bool, now: datetime) -> Export:
    """Ask for a file with everything of the person's; raises TooManyExports and UnderWay."""
    # Two tabs at the same moment wait for one another here.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    recent = Export.objects.for_user(user).filter(asked_at__gt=now - A_DAY).order_by("asked_at")
    if any(one.is_awaited for one in recent):
        raise UnderWay
    if len(recent) >= PER_DAY:
        raise TooManyExports(recent[len(recent) - PER_DAY].asked_at + A_DAY)
    return Export.objects.create(
        user=user, with_covered=with_covered, token=secrets.token_urlsafe(32), asked_at=now
    )


def make_exports(*, now: datetime) -> int:
    """Make the files that are due; return how many are ready. Safe to run twice and be killed."""
    due = Export.objects.due(now).select_related("user").order_by("asked_at", "pk")
    return sum(_make(export, now) for export in due[:AT_ONCE] if _claim(export, now))


def _claim(export: Export, now: datetime) -> bool:
    """Take an export that was read as due, under a new name; False when somebody was quicker."""
    left, name = export.name, new_name()
    mine = Export.objects.due(now).filter(pk=export.pk, fence=export.fence)
    if export.fence >= TRIES:
        mine.update(state=Export.State.FAILED, lease_until=None, name="")
        remove_name(left)
        return False
    making = Export.State.MAKING
    if not mine.update(state=making, lease_until=now + LEASE, fence=F("fence") + 1, name=name):
        return False
    if left:
        remove_name(left)
    export.fence, export.name = export.fence + 1, name
    return True


def _make(export: Export, now: datetime) -> int:
    try:
        with create_file(export.name) as file:
            write_export(file, export.user, with_covered=export.with_covered, now=now)
    except DATABASE_IS_AWAY:
        remove_file(export)
        raise
    except Exception as error:
        # The type alone: a message may quote a word.
        log.error("export %s could not be made: %s", export.pk, type(error).__name__)
        remove_file(export)
        _end(export, state=Export.State.FAILED, name="")
        return 0
    size = path_of(export.name).stat().st_size
    made = _end(export, state=Export.State.READY, size=size, expires_at=now + KEPT_FOR)
    if not made:  # the person is gone, or another worker took it over
        remove_file(export)
    return made


def _end(export: Export, **fields: object) -> int:
    mine = Export.objects.filter(pk=export.pk, fence=export.fence, state=Export.State.MAKING)
    return mine.update(lease_until=None, **fields)


def fetch_export(*, user: User, token: str, now: datetime) -> IO[bytes]:
    """Return the file, opened for the one time that it may be read; raises Export.DoesNotExist."""
    export = Export.objects.for_user(user).ready(now).get(token=token)
    mine = Export.objects.ready(now).filter(pk=export.pk)
    if not mine.update(state=Export.State.FETCHED, name=""):
        raise Export.DoesNotExist
    try:
        return fetch_once(export.name)
    except FileNotFoundError as error:
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)
        raise Export.DoesNotExist from error


def tidy(*, now: datetime) -> int:
    """Take away files that nobody fetched, links that are over, and old counters; say how many."""
    over = Export.objects.filter(state=Export.State.READY, expires_at__lte=now)
    names = list(over.values_list("name", flat=True))
    over.update(state=Export.State.OVER, name="")
    known = set(Export.objects.exclude(name="").values_list("name", flat=True))
    names += stray_files(known, before=now - STRAY_AFTER)
    for name in names:
        remove_name(name)
    ended = Export.objects.exclude(state__in=("queued", "making", "ready"))
    ended.filter(asked_at__lte=now - 2 * A_DAY).delete()
    links, _by_model = SharedWeek.objects.filter(expires_at__lte=now).delete()
    forget_expired(now=now)
    return len(names) + links
