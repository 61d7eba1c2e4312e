"""A person's words as Markdown: one file a week, and one each for goals and notes on numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.goals.models import CheckIn, Goal
from apps.journal.models import Entry, Moment, QualityLine
from apps.portability.export_rows import plain
from apps.portability.plain_text import quoted, visible
from apps.review.models import Sidenote

AT_ONCE = 20
"""Weeks that are in memory together."""


@dataclass(frozen=True)
class WeekWords:
    """All words of one week."""

    entry: Entry
    notes: Sequence[Sidenote]
    check_ins: Sequence[CheckIn]


def path_of(entry: Entry) -> str:
    """Return where a week lies in the file, in our own words alone."""
    if entry.is_binned:
        return f"bin/{entry.week}-{entry.pk}.md"
    return f"weeks/{entry.year}/{entry.week}.md"


def weeks_of(user: User) -> Iterator[WeekWords]:
    """Yield the words of every week that has a page, oldest first; those in the bin too."""
    pks = Entry.with_bin.for_user(user).filter(erased_at__isnull=True)
    ordered = list(pks.order_by("year", "number", "pk").values_list("pk", flat=True))
    for start in range(0, len(ordered), AT_ONCE):
        yield from _some_weeks(user, ordered[start : start + AT_ONCE])


def _some_weeks(user: User, pks: list[int]) -> Iterator[WeekWords]:
    lines = QualityLine.objects.select_related("quality")
    rows = Entry.with_bin.filter(pk__in=pks).order_by("year", "number", "pk")
    rows = rows.prefetch_related(Prefetch("quality_lines", lines), "moments", "addenda")
    entries = list(rows)
    first, last = entries[0].week, entries[-1].week
    near = Sidenote.objects.for_user(user).filter(
        first_day__lte=last.sunday, last_day__gte=first.monday
    )
    notes = list(near.in_order())
    said = CheckIn.objects.for_user(user).with_words().filter(year__range=(first.year, last.year))
    check_ins = list(said.select_related("goal").prefetch_related("goal__wordings"))
    for entry in entries:
        yield WeekWords(
            entry,
            [note for note in notes if _touches(note, entry.week)],
            [one for one in check_ins if one.week == entry.week],
        )


def _touches(note: Sidenote, week: Week) -> bool:
    return note.first_day <= week.sunday and note.last_day >= week.monday


def week_file(words: WeekWords) -> str:
    """Return one week's file: front matter, the page as it was typed, and what hangs on it."""
    entry = words.entry
    parts = [
        _front(entry),
        f"# {_line(entry.title) or _('Week %(week)s') % {'week': entry.week}}",
        visible(entry.body),
        _section(_("A rest"), [visible(entry.rest_note)] if entry.is_rest else []),
        _section(_("Qualities"), [_quality(one) for one in entry.quality_lines.all()]),
        _section(_("Moments"), [_moment(one) for one in entry.moments.all()]),
        _section(_("Check-ins"), [_under(one.goal.text, one.text) for one in words.check_ins]),
        _section(_("Notes on numbers"), [_note(one) for one in words.notes]),
        _section(_("Addenda"), [_under(_day(one.day), one.text) for one in entry.addenda.all()]),
    ]
    return _joined(parts)


def goals_file(user: User) -> str:
    """Return every goal with its wordings, its reasons and all that was said of it."""
    goals = Goal.objects.for_user(user).in_order().with_words()
    return _joined([f"# {_('Goals')}", *(_goal(goal) for goal in goals)])


def notes_file(user: User) -> Iterator[str]:
    """Yield the notes on numbers, in order of their days."""
    yield f"# {_('Notes on numbers')}\n"
    for note in Sidenote.objects.for_user(user).in_order().iterator(chunk_size=AT_ONCE):
        yield f"\n{_note(note)}\n"


def _front(entry: Entry) -> str:
    moments: dict[str, datetime | None] = {
        "saved_at": entry.saved_at,
        "finished_at": entry.finished_at,
        "numbers_shown_at": entry.uncovered_at,
        "rested_at": entry.rested_at,
        "binned_at": entry.binned_at,
    }
    lines = [
        f'week: "{entry.week}"',
        f'first_day: "{entry.week.monday}"',
        f'last_day: "{entry.week.sunday}"',
        f"title: {quoted(entry.title)}",
        *(f'{name}: "{plain(at)}"' for name, at in moments.items() if at),
    ]
    return "\n".join(["---", *lines, "---"])


def _quality(one: QualityLine) -> str:
    mark = f" ({one.get_mark_display()})" if one.mark else ""
    return f"**{_line(one.quality.name)}**{mark}\n\n{visible(one.line)}".strip()


def _moment(one: Moment) -> str:
    quote = "\n".join(f"> {line}".rstrip() for line in visible(one.quote).split("\n"))
    about = [one.whence, _day(one.day) if one.day else "", one.address]
    told = ", ".join(_line(part) for part in about if part)
    return _joined([quote if one.quote else "", told, visible(one.why)]).strip()


def _note(note: Sidenote) -> str:
    days = _day(note.first_day)
    if note.last_day != note.first_day:
        days = _("%(first)s to %(last)s") % {"first": days, "last": _day(note.last_day)}
    return _under(f"{note.metric_label}, {days}", note.text)


def _goal(goal: Goal) -> str:
    said = [_under(str(one.week), one.text, level=4) for one in goal.check_ins.all() if one.text]
    earlier = [f"{_day(one.written_at.date())}: {_line(one.text)}" for one in goal.wordings.all()]
    plan = (
        _("If %(this)s, then %(that)s") % {"this": goal.plan_if, "that": goal.plan_then}
        if goal.plan_if
        else ""
    )
    ended = _day(goal.set_down_on) if goal.set_down_on else ""
    return _joined([
        f"## {_line(goal.text)}",
        _("Since %(day)s.") % {"day": _day(goal.since)},
        visible(goal.why),
        visible(plan),
        _under(_("Wordings"), "\n\n".join(earlier)),
        _under(_("Set down on %(day)s") % {"day": ended}, goal.closing_line) if ended else "",
        *said,
    ])  # fmt: skip


def _section(title: str, parts: Sequence[str]) -> str:
    return _joined([f"## {title}", *parts]).strip() if any(parts) else ""


def _under(title: str, text: str, level: int = 3) -> str:
    return f"{'#' * level} {_line(title)}\n\n{visible(text)}".strip()


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
