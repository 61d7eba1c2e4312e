"""Which weeks are open, so that their numbers wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared, numbered, several
from apps.core.weeks import Week
from apps.journal.models import Entry, EntryQuerySet

WAITS_AFTER_ITS_END = timedelta(days=7)


def open_weeks(user: User, *, now: datetime) -> list[Week]:
    """Return the weeks whose numbers are covered at `now`, oldest first.

    A week is open from its Monday until it is finished, uncovered, marked as rest, or seven days
    past its end. Weeks that ended before the person came, and every week of a person who turned
    writing-first off, are not.
    """
    candidates = waiting_weeks(user, now=now)
    entries = entries_of(user, candidates) if candidates else ()
    return still_open(candidates, entries)


def entries_of(user: User, weeks: Iterable[Week]) -> list[Entry]:
    """Return the person's entries of those weeks, those in the bin too, with one query."""
    wanted = set(weeks)
    return only(wanted, _entries(len(wanted))(**of(user, wanted)), user) if wanted else []


@cache
def _entries(count: int) -> Prepared[Entry]:
    return Prepared(lambda: entries_in(count))


def entries_in(count: int) -> EntryQuerySet:
    """Return the query for the entries with the years and the numbers of so many weeks, see `of`.

    Those of the weeks are among them, and a few more.
    """
    return Entry.with_bin.filter(
        user=Given("user"),
        year__in=several("year", count),
        number__in=several("number", count),
    )


def of(user: User, weeks: Collection[Week]) -> dict[str, int]:
    """Return what is given to the query of `entries_in`."""
    years = numbered("year", [week.year for week in weeks])
    return {"user": user.pk} | years | numbered("number", [week.number for week in weeks])


def only(weeks: Collection[Week], entries: Iterable[Entry], user: User) -> list[Entry]:
    """Return the entries of those weeks, each with the person, who is known already."""
    found = [entry for entry in entries if entry.week in weeks]
    for entry in found:
        entry.user = user
    return found


def waiting_weeks(user: User, *, now: datetime) -> list[Week]:
    """Return the weeks that would be covered at `now` if nothing were written in them."""
    if not user.writing_first:
        return []
    running = user.week(now)
    came = Week.containing(user.today(user.date_joined))
    return [week for week in (running.previous, running) if week >= came]


def still_open(candidates: Sequence[Week], entries: Iterable[Entry]) -> list[Week]:
    """Return the `candidates` that no entry settled by being finished, uncovered or a rest.

    One that is in the bin settled its week too: numbers that were shown stay shown.
    """
    settled = {entry.week for entry in entries if entry.shown_at}
    return [week for week in candidates if week not in settled]


def visible_until(user: User, *, now: datetime) -> date:
    """Return the last day whose values a page may show: the day before the first open week."""
    covered = open_weeks(user, now=now)
    return covered[0].monday - timedelta(days=1) if covered else user.today(now)


def could_be_covered(user: User, week: Week, *, at: datetime) -> bool:
    """Say whether a week's numbers, unless shown earlier, were still waiting at the moment `at`."""
    came = Week.containing(user.today(user.date_joined))
    return week >= came and user.today(at) <= week.sunday + WAITS_AFTER_ITS_END
