"""A week's page: words in the text column, figures in the margin beside their passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, FilteredRelation, Q
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import EARLIEST, Week
from apps.goals.models import CheckIn
from apps.goals.queries import check_ins_in_week
from apps.journal.markdown import Footnote, Passage, passages
from apps.journal.models import Entry, Quality, QualityLine
from apps.journal.qualities import called_then, past_name
from apps.metrics.models import Metric
from apps.metrics.series import metrics_of
from apps.review.addenda import ShownAddendum, addenda_of
from apps.review.cover import could_be_covered, still_open, waiting_weeks
from apps.review.figures import Figure, Label, figures_beside, labels_of
from apps.review.guess_pages import ShownGuess, guess_of, shown_guess
from apps.review.models import Sidenote
from apps.review.moments import ShownMoment, linked_metrics, moments_of
from apps.review.placing import Places, place
from apps.review.restated import Restated, corrections_since, restated
from apps.review.tags import tag_address
from apps.review.week_entries import Also, has, notes_in_week, week_entries
from apps.review.words import week_days, week_days_and_year

MOST_WORDS, MOST_LETTERS = 8, 8
BEGINNING = 800


@dataclass(frozen=True)
class Beside:
    """One figure in the margin, with the person's sidenotes on it."""

    figure: Figure
    sidenotes: list[Sidenote]


@dataclass(frozen=True)
class Row:
    """One passage and what stands beside it."""

    number: int
    html: SafeString
    notes: tuple[Footnote, ...]
    beside: list[Beside]
    is_nothing: bool


@dataclass(frozen=True)
class QualityRow:
    """One quality and what the week had of it."""

    name: str
    line: str
    mark: str
    then: str = ""
    """What it was called then, where that was another name."""
    key: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A week to go on to, and what it is called."""

    week: Week
    words: str


@dataclass(frozen=True)
class WeekPage:
    """Everything that a week's page shows, ready to be printed."""

    week: Week
    days: str
    entry: Entry | None
    title: str
    is_covered: bool
    is_running: bool
    about: list[str]
    has_first_take: bool
    rows: list[Row]
    passages: list[Passage]
    labels: list[Label]
    figures: list[Figure]
    restated: list[Restated]
    guess: ShownGuess | None
    qualities: list[QualityRow]
    moments: list[ShownMoment]
    addenda: list[ShownAddendum]
    check_ins: list[CheckIn]
    sidenotes: list[Sidenote]
    before: Neighbour | None
    after: Neighbour | None


_NOTES: Prepared[Sidenote] = Prepared(lambda: notes_in_week().in_order())


def week_page(user: User, week: Week, *, now: datetime) -> WeekPage:
    """Compose the page of one week; a covered week has labels where the figures would be."""
    waiting = waiting_weeks(user, now=now)
    found = week_entries(user, week, [*waiting, *_around(week)])
    covered = frozenset(still_open(waiting, found))
    entries = {one.week: one for one in found if not one.is_binned}
    entry = entries.get(week)
    blocks = passages(entry.body, tag_address=tag_address) if entry else []
    metrics = metrics_of(user)
    figures = figures_beside(user, metrics, week, now=now, covered=covered)
    moments = moments_of(entry, covered=covered) if entry else []
    notes = (
        _NOTES(user=user.pk, monday=week.monday, sunday=week.sunday)
        if has(entry, Also.NOTES)
        else []
    )
    rows = _rows(entry, blocks, figures, moments, notes)
    placed = {note.pk for row in rows for one in row.beside for note in one.sidenotes}
    running, guess = user.week(now), guess_of(entry)
    return WeekPage(
        week=week,
        days=week_days(week) if week.year == running.year else week_days_and_year(week),
        entry=entry,
        title=entry.title if entry else "",
        is_covered=week in covered,
        is_running=week == running,
        about=about_entry(entry, user) if entry else [],
        has_first_take=bool(entry and entry.is_uncovered),
        rows=rows,
        passages=blocks,
        labels=labels_of(metrics) if week in covered else [],
        figures=figures,
        restated=_restated(entry, user, metrics, figures) if figures else [],
        guess=shown_guess(guess, figures) if guess and week not in covered else None,
        qualities=_qualities(user, entry) if entry else [],
        moments=moments,
        addenda=addenda_of(entry, now=now) if entry and has(entry, Also.ADDENDA) else [],
        check_ins=check_ins_in_week(user, week) if has(entry, Also.CHECK_INS) else [],
        sidenotes=[note for note in notes if note.pk not in placed],
        before=_neighbour(week.previous, entries, covered) if week > EARLIEST else None,
        after=_neighbour(week.next, entries, covered) if week < running else None,
    )


def _restated(
    entry: Entry | None, user: User, metrics: Iterable[Metric], figures: Sequence[Figure]
) -> list[Restated]:
    """Return what was corrected since the entry was written, with no query where nothing ever was.

    A correction raises the revision of its metric.
    """
    if entry is None or not any(metric.revision for metric in metrics):
        return []
    return restated(entry, user, corrections_since(entry), figures)


def _around(week: Week) -> list[Week]:
    return [*([week.previous] if week > EARLIEST else []), week, week.next]


def _rows(
    entry: Entry | None,
    blocks: Sequence[Passage],
    figures: Sequence[Figure],
    moments: Sequence[ShownMoment],
    notes: Sequence[Sidenote],
) -> list[Row]:
    """Set each figure beside its passage; without a passage, up to three stand by themselves."""
    if not blocks:
        return [Row(1, SafeString(), (), _beside(figures[:3], notes), is_nothing=False)]
    chosen = entry.placements.all() if entry and figures and has(entry, Also.PLACES) else ()
    places = Places.of(list(chosen))
    placed = place(blocks, figures, places=places, linked=linked_metrics(moments))
    return [
        Row(
            n,
            block.html,
            block.notes,
            _beside(beside, notes),
            is_nothing=block.sha256 in places.nothing,
        )
        for n, (block, beside) in enumerate(zip(blocks, placed, strict=True), start=1)
    ]


def _beside(figures: Iterable[Figure], notes: Sequence[Sidenote]) -> list[Beside]:
    return [
        Beside(figure, [note for note in notes if note.metric_id == figure.metric_id])
        for figure in figures
    ]


_QUALITIES: Prepared[Any] = Prepared(
    lambda: (
        Quality.objects.filter(user=Given("user"))
        .annotate(
            said=FilteredRelation("lines", condition=Q(lines__entry=Given("entry"))),
            then=past_name(Given("at", DateTimeField())),
        )
        .order_by("position")
        .values_list("name", "said__line", "said__mark", "then", "key", "retired_at")
    )
)


def _qualities(user: User, entry: Entry) -> list[QualityRow]:
    """Return the current qualities and any older one that the week has words for."""
    marks = {str(value): str(label) for value, label in QualityLine.Mark.choices}
    at = entry.finished_at or entry.saved_at
    rows = [
        (
            QualityRow(name, line or "", marks.get(mark or "", ""), called_then(name, then), key),
            retired_at,
        )
        for name, line, mark, then, key, retired_at in _QUALITIES(
            user=user.pk, entry=entry.pk, at=at
        )
    ]
    if not any(row.line or row.mark for row, _retired_at in rows):
        return []
    return [row for row, retired_at in rows if row.line or row.mark or not retired_at]


def about_entry(entry: Entry, user: User) -> list[str]:
    """Return when the words were written, and whether the numbers were shown before."""
    lines = []
    if entry.is_rest:
        lines.append(
            _("Marked as a rest on %(when)s.") % {"when": moment_words(entry.rested_at, user)}
        )
    if entry.finished_at:
        lines.append(_written(entry, entry.finished_at, user))
    elif entry.is_uncovered:
        lines.append(_("The numbers were shown before this was written."))
    elif not entry.is_blank:
        lines.append(
            _("Not finished. Saved on %(when)s.") % {"when": moment_words(entry.saved_at, user)}
        )
    if entry.changed_at and entry.is_uncovered and entry.finished_at:
        day = date_format(entry.changed_at.astimezone(user.zone), "j F")
        lines.append(_("Changed on %(day)s, after the numbers were shown.") % {"day": day})
    return lines


def _written(entry: Entry, at: datetime, user: User) -> str:
    if entry.looked_first or not could_be_covered(user, entry.week, at=at):
        return _("The numbers were shown before this was written.")
    return _("Written on %(when)s, before the numbers were shown.") % {
        "when": moment_words(at, user, week=entry.week)
    }


def moment_words(at: datetime | None, user: User, *, week: Week | None = None) -> str:
    """Return "Sunday at 21:40" inside the week, else "3 December at 21:40"."""
    if at is None:
        return ""
    local = at.astimezone(user.zone)
    day = date_format(local, "l" if week and local.date() in week.days else "j F Y")
    return _("%(day)s at %(time)s") % {"day": day, "time": date_format(local, "H:i")}


def _neighbour(week: Week, entries: dict[Week, Entry], covered: frozenset[Week]) -> Neighbour:
    called = _called(entries.get(week), is_covered=week in covered)
    words = _("Week %(number)s, %(called)s") % {"number": week.number, "called": called}
    return Neighbour(week, words)


def _called(entry: Entry | None, *, is_covered: bool) -> str:
    if entry and entry.title:
        return f"“{entry.title}”"
    if entry and not entry.is_blank:
        return f"“{first_words(entry.body)}”"
    if entry and entry.is_rest:
        return _("a rest")
    return _("not yet written") if is_covered else _("blank")


def first_words(body: str, *, words: int = MOST_WORDS) -> str:
    """Return the beginning of a body on one line, cut at a word."""
    beginning = Truncator(" ".join(body[:BEGINNING].split())).words(words)
    return Truncator(beginning).chars(words * MOST_LETTERS)
