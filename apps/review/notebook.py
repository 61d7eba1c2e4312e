"""The notebook: all words in time order, the newest first, and what of them was looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core.marking import Part, beginning, passage
from apps.core.models import SearchText
from apps.core.search import matching
from apps.core.search_terms import Query, parse_query
from apps.core.text import LIMIT
from apps.core.weeks import Week
from apps.review.word_index import PER_WEEK
from apps.review.word_kinds import KINDS
from apps.review.words import week_days_and_year

SHOWN = 30
BEGINNING = 1_200
"""How much of a text is read where its beginning alone is shown."""
GROUPS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "entries": (gettext_lazy("Entries"), ("entry",)),
    "addenda": (gettext_lazy("Addenda"), ("addendum",)),
    "lines": (gettext_lazy("Qualities"), ("line",)),
    "moments": (gettext_lazy("Moments"), ("moment",)),
    "check-ins": (gettext_lazy("Check-ins"), ("check_in",)),
    "notes": (gettext_lazy("Notes on numbers"), ("sidenote", "guess")),
    "goals": (gettext_lazy("Goals"), ("wording", "reason", "closing", "past_closing")),
}
"""What the notebook can be narrowed to, and the kinds in it."""
_CURSOR = re.compile(r"([0-9]{1,12})-([0-9]{1,18})", re.ASCII)


class NoSuchPlace(ValueError):
    """What was sent is not a place in the notebook."""


@dataclass(frozen=True)
class Asked:
    """What of the notebook to show; everything, when nothing is said."""

    words: str = ""
    tag: str = ""
    group: str = ""
    first: date | None = None
    last: date | None = None
    before: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words.strip() or self.tag or self.group or self.first or self.last)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The same question as a form sends it, to go on with."""
        days = [("first", self.first), ("last", self.last)]
        words = [("words", self.words), ("tag", self.tag), ("group", self.group)]
        return words + [(name, day.isoformat()) for name, day in days if day]


@dataclass(frozen=True)
class Piece:
    """One piece of writing, or the passage of it in which the words were found.

    Its `heading` is an entry's title, else who said a moment's words.
    """

    kind: str
    has_title: bool
    heading: list[Part]
    words: list[Part]
    week: Week
    note: int | None = None
    """The sidenote that it is; its days may lie in no week that has a page yet."""


@dataclass(frozen=True)
class WeekOfWords:
    """The pieces of one week, as its page has them."""

    week: Week
    days: str
    pieces: list[Piece]
    is_ahead: bool


@dataclass(frozen=True)
class NotebookPage:
    """One page of the notebook; `older` leads to the next, `is_whole` says that all was read."""

    weeks: list[WeekOfWords]
    older: str
    is_narrowed: bool
    is_whole: bool

    @property
    def is_blank(self) -> bool:
        return not self.weeks


def tags_of(user: User) -> list[str]:
    """Return the person's tags in the order of the alphabet."""
    tagged = SearchText.objects.for_user(user).with_words().exclude(tags="")
    return sorted({tag for tags in tagged.values_list("tags", flat=True) for tag in tags.split()})


def notebook_page(user: User, asked: Asked, *, running: Week, is_whole: bool) -> NotebookPage:
    """Return a page of what was asked for: two queries, however much there is.

    A week after the `running` one has no page; a note may be about its days.
    Raises NoSuchPlace for a `before` that no page gave.
    """
    query = parse_query(asked.words)
    rows = list(_rows(user, asked, query)[: SHOWN + 1])
    shown = rows[:SHOWN]
    told = _told(user, shown, length=LIMIT if query.wanted else BEGINNING)
    last = shown[-1] if len(rows) > SHOWN else None
    return NotebookPage(
        weeks=list(_weeks(shown, told, query, running)),
        older=f"{last.place}-{last.object_id}" if last else "",
        is_narrowed=asked.is_narrowed,
        is_whole=is_whole,
    )


def _rows(user: User, asked: Asked, query: Query) -> QuerySet[SearchText]:
    rows: QuerySet[SearchText] = SearchText.objects.for_user(user).with_words().newest_first()
    if asked.words.strip():
        rows = matching(rows, query)
    if asked.tag:
        rows = rows.filter(GreaterThan(StrIndex("tags", Value(f" {asked.tag} ")), 0))
    if asked.group:
        rows = rows.filter(kind__in=GROUPS[asked.group][1])
    if asked.first:
        rows = rows.filter(last_day__gte=asked.first)
    if asked.last:
        rows = rows.filter(first_day__lte=asked.last)
    return rows.filter(_after(asked.before)).defer("folded", "tags") if asked.before else rows


def _after(cursor: str) -> Q:
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise NoSuchPlace
    place, last = int(found[1]), int(found[2])
    return Q(place__lt=place) | Q(place=place, object_id__gt=last)


def _told(
    user: User, rows: Sequence[SearchText], *, length: int
) -> dict[tuple[str, int], dict[str, Any]]:
    """Read the words of the rows from where they were written, with one query."""
    columns = ("row_kind", "row_id", "label", "heading", "said")
    read = []
    for kind, found in KINDS.items():
        if ids := [row.object_id for row in rows if row.kind == kind]:
            said = found(user).filter(row_id__in=ids).annotate(said=Left("words", length))
            read.append(said.values(*columns))
    every: Iterable[dict[str, Any]] = read[0].union(*read[1:], all=True) if read else ()
    return {(one["row_kind"], one["row_id"]): one for one in every}


def _weeks(
    rows: Iterable[SearchText],
    told: dict[tuple[str, int], dict[str, Any]],
    query: Query,
    running: Week,
) -> Iterable[WeekOfWords]:
    for monday, group in groupby(rows, key=lambda row: row.place // PER_WEEK):
        week = Week.containing(date.fromordinal(monday))
        pieces = [
            _piece(row, told[row.kind, row.object_id], query)
            for row in group
            if (row.kind, row.object_id) in told
        ]
        if pieces:
            yield WeekOfWords(week, week_days_and_year(week), pieces, is_ahead=week > running)


def _piece(row: SearchText, told: dict[str, Any], query: Query) -> Piece:
    heading, words, wanted = told["heading"], told["said"].strip("\n"), query.wanted
    return Piece(
        kind=_called(row.kind, told["label"]),
        has_title=row.kind == "entry" and bool(heading),
        heading=passage(heading, wanted) if wanted else beginning(heading),
        words=passage(words, wanted) if wanted else beginning(words),
        week=Week.containing(row.monday),
        note=row.object_id if row.kind == "sidenote" else None,
    )


def _called(kind: str, label: str) -> str:
    """Return what a piece is: "Entry", a quality's name, "Check-in on “Fewer, better”"."""
    said = {
        "entry": _("Entry"),
        "line": label,
        "moment": _("Moment"),
        "addendum": _("Addendum"),
        "check_in": _("Check-in on “%(goal)s”"),
        "guess": _("After a guess on %(number)s"),
        "sidenote": _("Note on %(number)s"),
        "wording": _("Goal, put into words"),
        "reason": _("Why you want “%(goal)s”"),
        "closing": _("Goal, set down: “%(goal)s”"),
        "past_closing": _("Goal, set down: “%(goal)s”"),
    }[kind]
    return said % {"goal": label, "number": label} if kind != "line" else label
