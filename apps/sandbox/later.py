"""What the demo person kept beside the finished pages: addenda, a week in the bin, versions."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from apps.accounts.models import User
from apps.journal.documents import Document
from apps.journal.models import Addendum, Entry, Revision
from apps.sandbox.life import FOLDER, Calendar
from apps.sandbox.pages import WRITING_TAKES

BREAKFAST = time(8, 30)


def write_later(user: User, calendar: Calendar, *, first: date, until: date) -> None:
    """Write what belongs to the weeks from `first` on; the last addendum is of the day `until`."""
    with (FOLDER / "later.toml").open("rb") as file:
        told = tomllib.load(file)
    entries = {entry.week: entry for entry in Entry.objects.for_user(user)}
    for one in told["addendum"]:
        _add(entries[calendar.week(one["back"])], one, calendar, until)
    for one in told["binned"]:
        if calendar.week(one["back"]).monday >= first:
            _bin(user, one, calendar)
    _keep_drafts(entries[calendar.last], told["draft"])


def _add(entry: Entry, one: dict[str, Any], calendar: Calendar, until: date) -> None:
    if "written" in one:
        at = calendar.moment(one["back"], one["written"])
    else:
        at = datetime.combine(until, BREAKFAST, calendar.zone)
    Addendum.objects.create(entry=entry, text=one["text"].strip(), day=at.date(), written_at=at)


def _bin(user: User, one: dict[str, Any], calendar: Calendar) -> None:
    """Put a page in the bin as if that had been done on the last Sunday."""
    week, document = calendar.week(one["back"]), Document(one["title"], one["body"].strip())
    saved_at = calendar.moment(one["back"], one["saved"])
    Entry.objects.create(
        user=user,
        year=week.year,
        number=week.number,
        title=document.title,
        body=document.body,
        revision=1,
        sha256=document.sha256,
        created_at=saved_at,
        saved_at=saved_at,
        binned_at=calendar.moment(0, one["binned"]),
    )


def _keep_drafts(entry: Entry, drafts: list[dict[str, Any]]) -> None:
    """Keep earlier versions of a finished page; what was finished came from the last of them."""
    assert entry.finished_at is not None
    parent = None
    for draft in drafts:
        document = Document(entry.title, draft["body"].strip())
        parent = Revision.objects.create(
            entry=entry,
            parent=parent,
            base=0,
            reason=Revision.Reason.PAUSE,
            document=document.as_dict(),
            sha256=document.sha256,
            made_at=entry.finished_at - WRITING_TAKES + timedelta(minutes=draft["minutes"]),
        )
    assert entry.first_take is not None
    entry.first_take.parent = parent
    entry.first_take.save(update_fields=["parent"])
