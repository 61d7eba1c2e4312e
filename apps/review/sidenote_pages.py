"""The pages of sidenotes: one with its earlier texts, and all of them by time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.models import SearchText
from apps.core.text import shorten
from apps.core.weeks import Week
from apps.journal.markdown import Passage, passages, render
from apps.metrics.models import Source
from apps.review.models import Sidenote, SidenoteText
from apps.review.sidenote_forms import NarrowForm
from apps.review.sidenote_places import Lines, weeks_of
from apps.review.tags import tag_address
from apps.review.weeks import moment_words
from apps.review.words import span_words

PER_PAGE = 30
SHOWN = 1_200
"""How much of a note the page of all of them shows."""
GONE = "gone"
"""Asks for the notes whose number was erased."""


@dataclass(frozen=True)
class Earlier:
    """A text that a note had before, or one that came too late to be the note."""

    when: str
    days: str
    text: str


@dataclass(frozen=True)
class NotePage:
    """One note, to read; `line` leads to its days on the chart, where it has a place there."""

    note: Sidenote
    days: str
    is_ahead: bool
    passages: list[Passage]
    about: list[str]
    line: str
    weeks: list[Week]
    earlier: list[Earlier]


def note_page(note: Sidenote, user: User, *, now: datetime) -> NotePage:
    """Return a note with everything that was ever said in it."""
    today = user.today(now)
    return NotePage(
        note=note,
        days=span_words(note.first_day, note.last_day),
        is_ahead=note.first_day > today,
        passages=passages(note.text, prefix=f"note-{note.pk}-", tag_address=tag_address),
        about=_about(note, user),
        line=Lines.of(user, now=now).address(note),
        weeks=weeks_of(note, today=today),
        earlier=[_earlier(one, user) for one in note.earlier_texts.all()],
    )


def _about(note: Sidenote, user: User) -> list[str]:
    told = [_("Written on %(when)s.") % {"when": moment_words(note.written_at, user)}]
    if note.changed_at:
        told.append(_("Changed on %(when)s.") % {"when": moment_words(note.changed_at, user)})
    return told


def _earlier(one: SidenoteText, user: User) -> Earlier:
    said = _("Written on %(when)s") if one.stood else _("Written on %(when)s, in another window")
    return Earlier(
        when=said % {"when": moment_words(one.written_at, user)},
        days=span_words(one.first_day, one.last_day),
        text=one.text,
    )


@dataclass(frozen=True)
class ListedNote:
    """A note among the others, as far as it is shown there."""

    pk: int
    days: str
    label: str
    html: SafeString
    is_long: bool
    has_earlier: bool
    line: str


@dataclass(frozen=True)
class Stretch:
    """The notes of one year, or those on days that have not come yet."""

    name: str
    notes: list[ListedNote]


@dataclass(frozen=True)
class NoteList:
    """A page of the person's notes, the latest days first."""

    stretches: list[Stretch]
    form: NarrowForm
    pages: Page[Sidenote]
    asked: str
    """What narrows the list, as an address has it, to go on with."""


def note_list(user: User, asked: QueryDict, *, now: datetime) -> NoteList:
    """Return a page of notes, narrowed as `asked`; the search table was refreshed before.

    The same number of queries for one note and for thirty.
    """
    form = NarrowForm(asked, tags=_tags(user), sources=_sources(user))
    pages = Paginator(_narrowed(user, form), PER_PAGE).get_page(asked.get("page"))
    lines, today = Lines.of(user, now=now), user.today(now)
    kept = QueryDict(mutable=True)
    kept.update(
        {name: said for name, said in (("tag", form.by_tag), ("source", form.by_source)) if said}
    )
    return NoteList(_stretches(pages, lines, today), form, pages, kept.urlencode())


def _indexed(user: User) -> QuerySet[SearchText]:
    return SearchText.objects.for_user(user).filter(kind="sidenote")


def _tags(user: User) -> list[str]:
    tagged = _indexed(user).exclude(tags="").values_list("tags", flat=True)
    return sorted({tag for tags in tagged for tag in tags.split()})


def _sources(user: User) -> list[tuple[str, str]]:
    """Return the sources that have notes, and one line for all that were erased."""
    noted = Sidenote.objects.for_user(user)
    with_notes = Exists(noted.filter(metric__source=OuterRef("pk")))
    found = Source.objects.for_user(user).filter(with_notes)
    named = sorted(((str(one.pk), one.label) for one in found), key=lambda one: one[1].casefold())
    gone = [(GONE, _("Numbers that were erased"))]
    return named + (gone if noted.filter(metric=None).exists() else [])


def _narrowed(user: User, form: NarrowForm) -> QuerySet[Sidenote]:
    notes = Sidenote.objects.for_user(user).order_by("-first_day", "-last_day", "-pk")
    if form.by_tag:
        has_it = GreaterThan(StrIndex("tags", Value(f" {form.by_tag} ")), 0)
        notes = notes.filter(pk__in=_indexed(user).filter(has_it).values("object_id"))
    if form.by_source == GONE:
        notes = notes.filter(metric=None)
    elif form.by_source:
        notes = notes.filter(metric__source=int(form.by_source))
    earlier = SidenoteText.objects.filter(sidenote=OuterRef("pk"))
    return notes.annotate(has_earlier=Exists(earlier))


def _stretches(notes: Iterable[Sidenote], lines: Lines, today: date) -> list[Stretch]:
    def name(note: Sidenote) -> str:
        return _("Still to come") if note.first_day > today else str(note.first_day.year)

    return [
        Stretch(called, [_listed(note, lines) for note in group])
        for called, group in groupby(notes, key=name)
    ]


def _listed(note: Sidenote, lines: Lines) -> ListedNote:
    said = shorten(note.text, SHOWN)
    return ListedNote(
        pk=note.pk,
        days=span_words(note.first_day, note.last_day),
        label=note.metric_label,
        html=render(said, prefix=f"note-{note.pk}-", tag_address=tag_address),
        is_long=said != note.text,
        has_earlier=bool(getattr(note, "has_earlier", False)),
        line=lines.address(note),
    )
