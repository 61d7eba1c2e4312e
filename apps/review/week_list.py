"""The list of weeks: by year, with a title or first words; blank weeks are grouped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Left
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import FIRST_YEAR, LAST_YEAR, WRITTEN, NoSuchWeek, Week, weeks_between
from apps.journal.models import Entry
from apps.review.cover import open_weeks
from apps.review.weeks import first_words
from apps.review.words import week_days

BEGINNING = 400


@dataclass(frozen=True)
class ListedWeek:
    """One line of the list; without `called` it is a run of blank `weeks`, newest first."""

    weeks: list[Week]
    days: str
    called: str = ""
    state: str = ""

    @property
    def week(self) -> Week:
        return self.weeks[0]

    @property
    def is_blank(self) -> bool:
        return not self.called


@dataclass(frozen=True)
class ListedYear:
    """A year's weeks, newest first."""

    year: int
    lines: list[ListedWeek]


def weeks_by_year(user: User, *, now: datetime) -> list[ListedYear]:
    """Return the weeks from the running one back to the first with words, or in which they came."""
    entries = {entry.week: entry for entry in _entries(user)}
    running = user.week(now)
    waiting = open_weeks(user, now=now)
    first = min([Week.containing(user.today(user.date_joined)), running, *entries])
    years: list[ListedYear] = []
    for week in reversed(weeks_between(first, running)):
        if not years or years[-1].year != week.year:
            years.append(ListedYear(week.year, []))
        _add(years[-1].lines, week, entries.get(week), is_waiting=week in waiting)
    return years


def _entries(user: User) -> Sequence[Entry]:
    """The person's entries with the beginning of each body alone."""
    found = Entry.objects.for_user(user).annotate(beginning=Left("body", BEGINNING))
    return list(found.defer("body"))


def _add(lines: list[ListedWeek], week: Week, entry: Entry | None, *, is_waiting: bool) -> None:
    called = _called(entry) if entry else ""
    if called or is_waiting:
        state = _state(entry, is_waiting=is_waiting)
        lines.append(ListedWeek([week], week_days(week), called or _("The page is open"), state))
    elif lines and lines[-1].is_blank:
        lines[-1].weeks.append(week)
    else:
        lines.append(ListedWeek([week], week_days(week)))


def _called(entry: Entry) -> str:
    words = entry.title or first_words(getattr(entry, "beginning", ""))
    if words or not entry.is_rest:
        return words or (_("Finished without words") if entry.is_written else "")
    return _("A rest")


def _state(entry: Entry | None, *, is_waiting: bool) -> str:
    if is_waiting:
        return _("Covered until you’ve written")
    return "" if entry is None or entry.is_written or entry.is_rest else _("Not finished")


def unknown_week_words(text: str) -> str:
    """Return why there is no such week: its year is too short, it has not begun, or a mistype."""
    found = WRITTEN.fullmatch(text)
    if not found:
        return _("A week is written like 2026-W46: the year, a dash, W and two digits.")
    year, number = int(found[1]), int(found[2])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _("Weeks here run from %(first)s to %(last)s.") % {
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
    try:
        week = Week(year, number)
    except NoSuchWeek:
        weeks = date(year, 12, 28).isocalendar().week
        return _("%(year)s has %(weeks)s weeks; there is no %(text)s.") % {
            "year": year,
            "weeks": weeks,
            "text": text,
        }
    return _("Week %(number)s of %(year)s has not begun.") % {
        "number": week.number,
        "year": week.year,
    }
