"""The demo person's written weeks and rests, as finishing them one by one would have left them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.documents import Document, MomentWords, QualityWords, parse_day
from apps.journal.models import Entry, Moment, QualityLine, Revision
from apps.journal.qualities import ensure_qualities
from apps.metrics.models import Post
from apps.review.freezing import freeze
from apps.sandbox.life import Calendar, Life, MomentTold, WeekTold

WRITING_TAKES = timedelta(minutes=50)
RESTED_AT = "Sunday 20:00"
NETWORKS = {"mastodon": "Mastodon", "bluesky": "Bluesky"}


@dataclass(frozen=True)
class Page:
    """One written week: its words, and when they were begun and finished."""

    told: WeekTold
    week: Week
    document: Document
    begun_at: datetime
    finished_at: datetime

    @property
    def uncovered_at(self) -> datetime:
        return self.begun_at if self.told.shown_first else self.finished_at

    @property
    def first_take(self) -> Document:
        """What stood there when the numbers were first shown."""
        return Document() if self.told.shown_first else self.document


def write_pages(
    user: User, life: Life, posts: Mapping[MomentTold, Post], calendar: Calendar, *, first: date
) -> None:
    """Write the weeks from `first` on, each with its first take and the readings it showed."""
    keys = [quality.key for quality in ensure_qualities(user)]
    pages = [
        _page(told, keys, posts, calendar)
        for told in life.weeks
        if calendar.week(told.back).monday >= first
    ]
    entries = Entry.objects.bulk_create(_entry(user, page) for page in pages)
    _write_parts(user, entries, pages)
    _take(entries, pages)
    for entry, page in zip(entries, pages, strict=True):
        freeze(entry=entry, now=page.uncovered_at)


def write_rests(user: User, life: Life, calendar: Calendar, *, first: date) -> None:
    """Mark the weeks from `first` on that were rest, with a word of why."""
    weeks = {calendar.week(back): (back, why) for back, why in life.rests.items()}
    Entry.objects.bulk_create(
        Entry(
            user=user,
            year=week.year,
            number=week.number,
            created_at=calendar.moment(back, RESTED_AT),
            saved_at=calendar.moment(back, RESTED_AT),
            rested_at=calendar.moment(back, RESTED_AT),
            rest_note=why,
        )
        for week, (back, why) in weeks.items()
        if week.monday >= first
    )


def _page(
    told: WeekTold,
    keys: Sequence[str],
    posts: Mapping[MomentTold, Post],
    calendar: Calendar,
) -> Page:
    document = Document(
        title=told.title,
        body=told.body,
        qualities=tuple(
            QualityWords(key, *told.qualities[key]) for key in keys if key in told.qualities
        ),
        moments=tuple(_moment(told, one, posts.get(one), calendar) for one in told.moments),
    )
    finished_at = calendar.moment(told.back, told.finished)
    week = calendar.week(told.back)
    return Page(told, week, document, finished_at - WRITING_TAKES, finished_at)


def _moment(told: WeekTold, one: MomentTold, post: Post | None, calendar: Calendar) -> MomentWords:
    return MomentWords(
        address=post.address if post else "",
        quote=one.quote,
        whence=f"You, on {NETWORKS[one.network]}" if one.is_post else one.whence,
        day=calendar.day(told.back, one.day).isoformat(),
        why=one.why,
    )


def _entry(user: User, page: Page) -> Entry:
    return Entry(
        user=user,
        year=page.week.year,
        number=page.week.number,
        title=page.document.title,
        body=page.document.body,
        revision=1,
        sha256=page.document.sha256,
        created_at=page.begun_at,
        saved_at=page.finished_at,
        finished_at=page.finished_at,
        changed_at=page.finished_at if page.told.shown_first else None,
    )


def _write_parts(user: User, entries: Sequence[Entry], pages: Sequence[Page]) -> None:
    known = {one.key: one for one in ensure_qualities(user)}
    QualityLine.objects.bulk_create(
        QualityLine(entry=entry, quality=known[one.key], line=one.line, mark=one.mark)
        for entry, page in zip(entries, pages, strict=True)
        for one in page.document.qualities
    )
    Moment.objects.bulk_create(
        Moment(
            entry=entry,
            position=position,
            address=one.address,
            quote=one.quote,
            whence=one.whence,
            day=parse_day(one.day),
            why=one.why,
        )
        for entry, page in zip(entries, pages, strict=True)
        for position, one in enumerate(page.document.moments)
    )


def _take(entries: Sequence[Entry], pages: Sequence[Page]) -> None:
    """Keep the first takes, and the finished words where they are not the same."""
    both = list(zip(entries, pages, strict=True))
    taken = Revision.objects.bulk_create(
        _revision(entry, page.first_take, page.uncovered_at, looked=page.told.shown_first)
        for entry, page in both
    )
    Revision.objects.bulk_create(
        _revision(entry, page.document, page.finished_at, looked=False, parent=take)
        for (entry, page), take in zip(both, taken, strict=True)
        if page.told.shown_first
    )
    for (entry, page), take in zip(both, taken, strict=True):
        entry.first_take, entry.uncovered_at = take, page.uncovered_at
    Entry.objects.bulk_update(entries, ["first_take", "uncovered_at"])


def _revision(
    entry: Entry,
    document: Document,
    at: datetime,
    *,
    looked: bool,
    parent: Revision | None = None,
) -> Revision:
    return Revision(
        entry=entry,
        parent=parent,
        base=0 if looked else 1,
        reason=Revision.Reason.UNCOVER if looked else Revision.Reason.FINISH,
        document=document.as_dict(),
        sha256=document.sha256,
        made_at=at,
    )
