"""Around this time: what was written a year, six months and three months ago, for who wants it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from apps.accounts.models import Preferences, User
from apps.core.weeks import NoSuchWeek, Week
from apps.journal.models import Entry
from apps.journal.tags import tags_in
from apps.review.cover import entries_of
from apps.review.models import Mute
from apps.review.weeks import first_words
from apps.review.words import span_words, week_days_and_year

WORDS = 40
MONTHS = (6, 3)


@dataclass(frozen=True)
class Remembered:
    """An entry of an earlier time: how long ago, and how it begins."""

    ago: str
    week: Week
    days: str
    title: str
    words: str


@dataclass(frozen=True)
class Muted:
    """One thing that is left out, in words."""

    pk: int
    words: str


def wants_it(user: User) -> bool:
    """Say whether the person asked to be shown earlier weeks."""
    return Preferences.objects.filter(user=user, around_this_time=True).exists()


def around_this_time(user: User, *, now: datetime) -> list[Remembered]:
    """Return what was written around this time, the longest ago first; mostly that is nothing.

    One query for who did not ask for it, three for who did, and three more for who mutes tags.
    """
    if not wants_it(user):
        return []
    ago = weeks_ago(user.today(now))
    entries = {one.week: one for one in entries_of(user, ago.values()) if not one.is_binned}
    mutes = list(Mute.objects.for_user(user))
    if any(mute.tag for mute in mutes):
        prefetch_related_objects(list(entries.values()), "quality_lines", "moments", "addenda")
    return [
        _remembered(words, entry)
        for words, week in ago.items()
        if (entry := entries.get(week)) and not entry.is_blank and not _is_muted(entry, mutes)
    ]


def weeks_ago(today: date) -> dict[str, Week]:
    """Return the same week last year (52 where it had no 53), and those of 6 and 3 months ago."""
    running = Week.containing(today)
    try:
        last_year = Week(running.year - 1, running.number)
    except NoSuchWeek:
        last_year = Week(running.year - 1, 52)
    six, three = (Week.containing(_months_before(today, months)) for months in MONTHS)
    return {_("A year ago"): last_year, _("Six months ago"): six, _("Three months ago"): three}


def _months_before(day: date, months: int) -> date:
    """Return the same day that many months earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _is_muted(entry: Entry, mutes: Sequence[Mute]) -> bool:
    held = _tags_of(entry) if any(mute.tag for mute in mutes) else set[str]()
    monday, sunday = entry.week.monday, entry.week.sunday
    return any(
        mute.tag in held or bool(mute.days and mute.days[0] <= sunday and mute.days[1] >= monday)
        for mute in mutes
    )


def _tags_of(entry: Entry) -> set[str]:
    """The tags of all that was written about a week, wherever on its page they stand."""
    words = [entry.title, entry.body]
    words += [one.line for one in entry.quality_lines.all()]
    words += [part for one in entry.moments.all() for part in (one.quote, one.whence, one.why)]
    words += [one.text for one in entry.addenda.all()]
    return {tag.key for text in words for tag in tags_in(text)}


def _remembered(ago: str, entry: Entry) -> Remembered:
    return Remembered(
        ago=ago,
        week=entry.week,
        days=week_days_and_year(entry.week),
        title=entry.title,
        words=first_words(entry.body, words=WORDS),
    )


def muted_by(user: User) -> list[Muted]:
    """Return everything that the person leaves out."""
    return [
        Muted(mute.pk, span_words(*mute.days) if mute.days else f"#{mute.tag}")
        for mute in Mute.objects.for_user(user).in_order()
    ]


def mute(*, user: User, tag: str = "", first: date | None = None, last: date | None = None) -> None:
    """Leave out entries with the tag, or those of the days; doing so twice changes nothing."""
    left_out = Mute(user=user, tag=tag, first_day=first, last_day=last)
    Mute.objects.bulk_create([left_out], ignore_conflicts=True)


def bring_back(*, user: User, pk: int) -> bool:
    """Leave this out no longer; False when it is not the person's."""
    return bool(Mute.objects.for_user(user).filter(pk=pk).delete()[0])


def want_it(*, user: User, is_wanted: bool) -> None:
    """Show earlier weeks from now on, or no longer."""
    Preferences.objects.update_or_create(user=user, defaults={"around_this_time": is_wanted})
