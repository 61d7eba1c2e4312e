"""Writing a week on its page: words first, then the numbers, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core.weeks import Week, midnight
from apps.goals.operations import CheckInConflict, SavedCheckIn, save_check_in
from apps.journal import operations as journal
from apps.journal.documents import Document
from apps.journal.drafts import Sender
from apps.journal.models import Entry
from apps.review.cover import WAITS_AFTER_ITS_END, could_be_covered, open_weeks
from apps.review.freezing import freeze


def finish_week(
    *,
    user: User,
    week: Week,
    document: Document,
    base: int,
    now: datetime,
    sender: Sender | None = None,
) -> Entry:
    """Store the words, call the week written, and freeze the readings it then shows.

    `sender` is the tab of the form, whose own earlier saves are no conflict.
    Raises journal.operations.Conflict, with nothing finished, uncovered or frozen; TooLong and
    WrongShape likewise.
    """
    sender = sender or Sender()
    conflict = None
    with transaction.atomic():
        try:
            done = journal.finish(
                user=user,
                week=week,
                document=document,
                base=base,
                now=now,
                tab=sender.tab,
                sequence=sender.sequence,
                key=sender.key,
                shown_since=_shown_since(user, week, now=now),
            )
        except journal.Conflict as error:
            # Raised outside, since the losing words were kept in this transaction.
            conflict = error
        else:
            _freeze(done, now)
    if conflict:
        raise conflict
    return done.entry


def uncover_week(*, user: User, week: Week, now: datetime) -> Entry:
    """Show a week's numbers before it is written, and freeze the readings it then shows."""
    with transaction.atomic():
        shown = journal.uncover(user=user, week=week, now=now)
        _freeze(shown, now)
    return shown.entry


def take_rest_back(*, user: User, week: Week, now: datetime) -> None:
    """Call a week a rest no longer; its numbers were shown since it was one, and stay shown.

    Does nothing for a week that is no rest.
    """
    with transaction.atomic():
        entry = Entry.objects.for_user(user).in_week(week).select_for_update().first()
        if entry is None or not entry.is_rest:
            return
        if could_be_covered(user, week, at=now):
            since = entry.rested_at
            _freeze(journal.uncover(user=user, week=week, now=now, shown_since=since), now)
        journal.take_rest_back(user=user, week=week)


def _freeze(shown: journal.Uncovered, now: datetime) -> None:
    if shown.first:
        freeze(entry=shown.entry, now=now)


def _shown_since(user: User, week: Week, *, now: datetime) -> datetime | None:
    """Return since when a week's numbers were to be seen; None while they are covered.

    That a rest let them be seen, or a page that is in the bin by now, is not forgotten.
    """
    if week in open_weeks(user, now=now):
        return None
    entries = Entry.with_bin.for_user(user).in_week(week)
    if shown := [entry.shown_at for entry in entries if entry.shown_at]:
        return min(shown)
    lapsed = midnight(week.next.monday + WAITS_AFTER_ITS_END, user.zone)
    return lapsed if lapsed < now else midnight(week.monday, user.zone)


@dataclass(frozen=True)
class CheckInsSaved:
    """What became of a page's check-ins, by the goal's id."""

    saved: dict[int, SavedCheckIn]
    refused: dict[int, CheckInConflict]


def save_check_ins(
    *, user: User, week: Week, check_ins: Iterable[tuple[int, str, int]], now: datetime
) -> CheckInsSaved:
    """Keep what was said about each goal (id, text, base); tell which was written elsewhere."""
    outcome = CheckInsSaved({}, {})
    for goal, text, base in check_ins:
        try:
            outcome.saved[goal] = save_check_in(
                user=user, goal_id=goal, week=week, text=text, base=base, now=now
            )
        except CheckInConflict as error:
            outcome.refused[goal] = error
    return outcome
