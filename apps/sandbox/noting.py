"""Notes of every kind that the demo person wrote, a guess, and a reading that was corrected."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from apps.accounts.models import Preferences, User
from apps.journal.models import Entry
from apps.metrics.corrections import correct_reading
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES
from apps.review.guess_models import Guess
from apps.review.models import FrozenReading, Sidenote, SidenoteText
from apps.sandbox.life import FOLDER, Calendar
from apps.sandbox.sources import Visited

NOTED_AT, CHANGED_AT = "Sunday 22:55", "Sunday 23:20"
ANSWERED_AT = "Sunday 22:10"
CORRECTED_AT = "Saturday 10:05"


def note_more(
    user: User, visited: Mapping[str, Visited], calendar: Calendar, *, first: date
) -> None:
    """Write the notes about days from `first` on, and what goes with finished weeks from then."""
    with (FOLDER / "notes.toml").open("rb") as file:
        told = tomllib.load(file)
    _pin(user, told, visited, calendar, first)
    guessed, corrected = told["guess"], told["corrected"]
    _guess(user, guessed, _metric(guessed, visited), calendar)
    if calendar.week(corrected["back"]).monday >= first:
        _correct(user, corrected, _metric(corrected, visited), calendar)


def _metric(told: Mapping[str, Any], visited: Mapping[str, Visited]) -> Metric:
    return visited[told["source"]].metrics[told["metric"]]


def _pin(
    user: User,
    told: Mapping[str, Any],
    visited: Mapping[str, Visited],
    calendar: Calendar,
    first: date,
) -> None:
    notes = [(_note(user, one, visited, calendar), one) for one in told["sidenote"]]
    notes += [(note, {}) for note in _many(user, told["many"], visited, calendar)]
    kept = [(note, one) for note, one in notes if note.first_day >= first]
    Sidenote.objects.bulk_create(note for note, _one in kept)
    SidenoteText.objects.bulk_create(
        SidenoteText(
            sidenote=note,
            text=earlier["text"],
            first_day=note.first_day,
            last_day=note.last_day,
            written_at=calendar.moment(earlier["written"], NOTED_AT),
        )
        for note, one in kept
        for earlier in one.get("earlier", ())
    )


def _note(
    user: User, one: Mapping[str, Any], visited: Mapping[str, Visited], calendar: Calendar
) -> Sidenote:
    first, last = (calendar.day(one[end]["back"], one[end]["day"]) for end in ("first", "last"))
    note = _pinned(user, _metric(one, visited), (first, last), one["text"].strip())
    earlier = one.get("earlier", ())
    note.written_at = calendar.moment(
        earlier[0]["written"] if earlier else one["written"], NOTED_AT
    )
    if earlier:
        note.revision = len(earlier) + 1
        note.changed_at = calendar.moment(earlier[-1]["written"] - 1, CHANGED_AT)
    return note


def _many(
    user: User, many: Mapping[str, Any], visited: Mapping[str, Visited], calendar: Calendar
) -> Iterator[Sidenote]:
    """One note every few weeks, on a day of its own or on a whole week."""
    metric = _metric(many, visited)
    for n, text in enumerate(many["texts"]):
        back = int(many["first"] - n * many["every"])
        week = calendar.week(back)
        days = (week.monday, week.sunday) if n % 3 else (week.days[n % 7],) * 2
        note = _pinned(user, metric, days, text)
        note.written_at = calendar.moment(back, NOTED_AT)
        yield note


def _pinned(user: User, metric: Metric, days: tuple[date, date], text: str) -> Sidenote:
    return Sidenote(
        user=user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=days[0],
        last_day=days[1],
        text=text,
    )


def _guess(user: User, told: Mapping[str, Any], metric: Metric, calendar: Calendar) -> None:
    """Ask for guesses, and keep the one that was made when that week was finished."""
    Preferences.objects.update_or_create(user=user, defaults={"guessing": True})
    entry = Entry.objects.for_user(user).in_week(calendar.week(told["back"])).get()
    assert entry.finished_at is not None
    Guess.objects.create(
        entry=entry,
        metric=metric,
        metric_label=metric.full_label,
        is_change=metric.kind in CHANGES,
        value=told["value"],
        guessed_at=entry.finished_at,
        answer=told["text"],
        answered_at=calendar.moment(told["back"], ANSWERED_AT),
    )


def _correct(user: User, told: Mapping[str, Any], metric: Metric, calendar: Calendar) -> None:
    """Correct the reading that a finished week had shown, on the last Saturday."""
    entry = Entry.objects.for_user(user).in_week(calendar.week(told["back"])).get()
    shown = FrozenReading.objects.get(entry=entry, metric=metric)
    reading = metric.measurements.get(day=shown.day)
    correct_reading(
        measurement=reading,
        value=reading.value + told["by"],
        reason=told["reason"],
        now=calendar.moment(0, CORRECTED_AT),
    )
