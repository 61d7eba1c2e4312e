"""What one reader sees of a shared week, and what its owner sees of the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.markdown import Footnote, Passage, passages
from apps.journal.models import Entry
from apps.portability.models import SharedWeek
from apps.review.cover import open_weeks
from apps.review.figures import Figure
from apps.review.moments import day_in_week, moments_of
from apps.review.shown import nothing_opened
from apps.review.weeks import first_words, moment_words, week_page
from apps.review.words import week_days_and_year


@dataclass(frozen=True)
class SharedPassage:
    """A passage, and the figures beside it where the owner chose to show them."""

    number: int
    passage: Passage
    figures: list[Figure]

    @property
    def notes(self) -> Sequence[Footnote]:
        return self.passage.notes


@dataclass(frozen=True)
class SharedMoment:
    """A moment with what its post received, where that may be seen."""

    quote: str
    whence: str
    why: str
    link: str
    day: str
    counts: list[Figure]
    counts_from: str


@dataclass(frozen=True)
class SharedPage:
    """Everything the reader sees: nothing in it leads into the account."""

    week: Week
    days: str
    title: str
    by: str
    until: str
    is_rest: bool
    rest_note: str
    rows: list[SharedPassage]
    lines: list[tuple[str, str]]
    """The name of a quality, and what was said of it; the private marks are not shared."""
    moments: list[SharedMoment]
    addenda: list[tuple[str, list[Passage]]]


@dataclass(frozen=True)
class Link:
    """A link as its owner's list has it."""

    pk: int
    week: Week
    called: str
    made: str
    until: str
    with_numbers: bool


def shared_page(shared: SharedWeek, *, now: datetime) -> SharedPage:
    """Compose the page as the owner's words and choices stand now."""
    entry, user = shared.entry, shared.entry.user
    with nothing_opened():
        rows = _rows(entry, shared.with_numbers, now)
        moments = _moments(entry, shared.with_numbers, now)
    lines = entry.quality_lines.exclude(line="").select_related("quality")
    return SharedPage(
        week=entry.week,
        days=week_days_and_year(entry.week),
        title=entry.title,
        by=user.display_name,
        until=_day(shared.expires_at, user),
        is_rest=entry.is_rest,
        rest_note=entry.rest_note,
        rows=rows,
        lines=[(one.quality.name, one.line) for one in lines],
        moments=moments,
        addenda=[
            (date_format(one.day, "j F Y"), passages(one.text, prefix=f"addendum-{one.pk}-"))
            for one in entry.addenda.all()
        ],
    )


def _rows(entry: Entry, with_numbers: bool, now: datetime) -> list[SharedPassage]:
    """Read without tags' links: those lead into the account."""
    blocks = passages(entry.body)
    beside: list[list[Figure]] = [[] for _block in blocks]
    if with_numbers and blocks:
        page = week_page(entry.user, entry.week, now=now)
        beside = [_told([one.figure for one in row.beside]) for row in page.rows]
    pairs = zip(blocks, beside, strict=True)
    return [SharedPassage(n, block, figures) for n, (block, figures) in enumerate(pairs, start=1)]


def _told(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that say something as their owner sees them; hidden ones do not."""
    return [
        _for_reader(one) for one in figures if one.value is not None and (one.is_exact or one.text)
    ]


def _for_reader(figure: Figure) -> Figure:
    """Speak of the writer's weeks, not of the reader's."""
    if not figure.is_exact:
        return replace(figure, level=None)
    told = {"range": figure.usual_range}
    usual = _("Half of the writer’s weeks: %(range)s.") % told if figure.usual_range else ""
    return replace(figure, usual_text=usual if figure.usual_text else "")


def _moments(entry: Entry, with_numbers: bool, now: datetime) -> list[SharedMoment]:
    covered = frozenset(open_weeks(entry.user, now=now)) if with_numbers else {entry.week}
    found = []
    for one in moments_of(entry, covered=frozenset(covered)):
        moment, counts = one.moment, _told(one.counts)
        day = day_in_week(moment.day, entry.week) if moment.day else ""
        told = one.counts_from if counts else ""
        words = (moment.quote, moment.whence, moment.why, moment.link)
        found.append(SharedMoment(*words, day, counts, told))
    return found


def links_of(user: User, *, now: datetime) -> list[Link]:
    """Return the person's links that lead somewhere, the newest first."""
    rows = SharedWeek.objects.for_user(user).open(now).select_related("entry")
    return [
        Link(
            pk=one.pk,
            week=one.entry.week,
            called=one.entry.title or first_words(one.entry.body) or _("A page without words"),
            made=_day(one.made_at, user),
            until=moment_words(one.expires_at, user),
            with_numbers=one.with_numbers,
        )
        for one in rows.order_by("-made_at", "-pk")
    ]


def _day(at: datetime, user: User) -> str:
    return date_format(at.astimezone(user.zone), "j F Y")
