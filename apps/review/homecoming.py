"""The first page: the week that waits, what was last written, and which sources need somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.metrics.models import Source
from apps.review.around import Remembered, around_this_time
from apps.review.cover import open_weeks
from apps.review.figures import Label, labels_for_week
from apps.review.weeks import first_words
from apps.review.words import day_words, week_days
from apps.review.writing import waiting_week

NEEDS_SOMEBODY = (Source.State.NEEDS_YOU, Source.State.GONE)
NOON, EVENING = 12, 18
OPENING_WORDS = 40


@dataclass(frozen=True)
class LastWritten:
    """The newest written week and how it begins."""

    week: Week
    days: str
    title: str
    words: str


@dataclass(frozen=True)
class HomePage:
    """The first page of somebody who has begun."""

    today: str
    week: Week
    days: str
    is_open: bool
    is_begun: bool
    is_written: bool
    labels: list[Label]
    last: LastWritten | None
    around: list[Remembered]
    needing: list[Source]


def is_new(user: User) -> bool:
    """Say whether the person has neither written anything nor connected a place."""
    return not (
        Entry.with_bin.for_user(user).exists() or Source.objects.for_user(user).current().exists()
    )


def greeting(user: User, *, now: datetime) -> str:
    """Return "Good evening" by the person's own clock."""
    hour = now.astimezone(user.zone).hour
    if hour < NOON:
        return _("Good morning")
    return _("Good afternoon") if hour < EVENING else _("Good evening")


def home_page(user: User, *, now: datetime) -> HomePage:
    """Compose the first page; it holds no value of any number."""
    week = waiting_week(user, now=now)
    entry = Entry.objects.for_user(user).in_week(week).first()
    is_open = week in open_weeks(user, now=now)
    return HomePage(
        today=day_words(user.today(now)),
        week=week,
        days=week_days(week),
        is_open=is_open,
        is_begun=bool(entry and not entry.is_blank),
        is_written=bool(entry and (entry.is_written or entry.is_rest)),
        labels=labels_for_week(user) if is_open else [],
        last=_last_written(user, before=week),
        around=around_this_time(user, now=now),
        needing=list(
            Source.objects.for_user(user).current().filter(state__in=NEEDS_SOMEBODY).in_order()
        ),
    )


def _last_written(user: User, *, before: Week) -> LastWritten | None:
    entries = Entry.objects.for_user(user).written().newest_first()
    entry = next((one for one in entries[:2] if one.week < before), None)
    if entry is None:
        return None
    return LastWritten(
        entry.week, week_days(entry.week), entry.title, first_words(entry.body, words=OPENING_WORDS)
    )
