"""What the page about taking everything along says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.portability.models import Export
from apps.review.cover import open_weeks
from apps.review.weeks import moment_words

PATIENCE = timedelta(seconds=20)
MEGABYTE, KILOBYTE = 1_000_000, 1_000


@dataclass(frozen=True)
class ExportPage:
    """The newest export, if there is one, and the weeks that are covered now."""

    state: str
    is_awaited: bool
    is_late: bool
    """Whether the worker has not answered for a while."""
    token: str
    size: str
    until: str
    covered: list[Week]


def export_page(user: User, *, now: datetime) -> ExportPage:
    """Compose the page as things stand at `now`."""
    newest = Export.objects.for_user(user).order_by("-asked_at", "-pk").first() or Export(state="")
    is_over = bool(newest.expires_at and newest.expires_at <= now)
    is_ready = newest.state == Export.State.READY and not is_over
    return ExportPage(
        state=Export.State.OVER if newest.state == Export.State.READY and is_over else newest.state,
        is_awaited=newest.is_awaited,
        is_late=newest.state == Export.State.QUEUED and now - newest.asked_at > PATIENCE,
        token=newest.token if is_ready else "",
        size=_size(newest.size),
        until=moment_words(newest.expires_at, user),
        covered=open_weeks(user, now=now),
    )


def _size(size: int) -> str:
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:,.1f} MB"
    return f"{max(1, round(size / KILOBYTE)):,} kB"
