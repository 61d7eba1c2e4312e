"""The demo person's life in words, as the TOML files beside this module hold it.

Everything is told in whole weeks before the last whole week (`back`) and in weekdays, so that the
life can end on any date.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apps.core.weeks import Week

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOLDER = Path(__file__).parent
Place = tuple[int, str]
"""A day: how many weeks back, and its weekday."""


@dataclass(frozen=True)
class Calendar:
    """Turns "so many weeks back" into dates, counting from the last whole week."""

    last: Week
    zone: ZoneInfo

    def week(self, back: int) -> Week:
        return self.last.shift(-back)

    def day(self, back: int, weekday: str) -> date:
        return self.week(back).monday + timedelta(days=WEEKDAYS.index(weekday))

    def moment(self, back: int, words: str) -> datetime:
        """Return the moment of "Sunday 21:40" in that week; "next " means the week after it."""
        weekday, _, clock = words.removeprefix("next ").partition(" ")
        day = self.day(back - words.startswith("next "), weekday)
        return datetime.combine(day, time.fromisoformat(clock), self.zone)


@dataclass(frozen=True)
class Span:
    """Days from one weekday to another, some weeks back."""

    first: Place
    last: Place

    def days(self, calendar: Calendar) -> tuple[date, date]:
        return calendar.day(*self.first), calendar.day(*self.last)


@dataclass(frozen=True)
class MomentTold:
    """A moment; with `is_post` it is the person's own post on `network`."""

    quote: str
    day: str
    why: str
    whence: str = ""
    is_post: bool = False
    network: str = "mastodon"


@dataclass(frozen=True)
class WeekTold:
    """One written week."""

    back: int
    finished: str
    body: str
    title: str = ""
    shown_first: bool = False
    qualities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The line and the mark, by the quality's key."""
    moments: tuple[MomentTold, ...] = ()
    check_ins: Mapping[str, str] = field(default_factory=dict)
    """What is said about a goal, by the goal's key."""


@dataclass(frozen=True)
class WishTold:
    """One number beside a goal, and what is wished of it."""

    source: str
    metric: str
    direction: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class AwayTold:
    """A time in which a goal was set down, from one week to another."""

    set_down: int
    taken_up: int
    ending: str
    closing_line: str = ""


@dataclass(frozen=True)
class GoalTold:
    """A goal with its wordings, and what else was said of it, by the week they date from."""

    key: str
    since: int
    wordings: Mapping[int, str]
    numbers: tuple[WishTold, ...] = ()
    why: str = ""
    plan_if: str = ""
    plan_then: str = ""
    follows: str = ""
    """The key of an earlier goal that changed into it."""
    away: tuple[AwayTold, ...] = ()
    set_down: int | None = None
    ending: str = ""
    closing_line: str = ""
    said: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NoteTold:
    """A sidenote on one metric of one source, written on the Sunday of the week `written`."""

    source: str
    metric: str
    span: Span
    written: int
    text: str


@dataclass(frozen=True)
class ReadingTold:
    """A number typed in on the Sunday of that week."""

    back: int
    value: float
    note: str = ""


@dataclass(frozen=True)
class GapTold:
    """Days on which a source could not be read, and why."""

    source: str
    span: Span
    outcome: str
    detail: str


@dataclass(frozen=True)
class PauseTold:
    """From when to when a source was paused; without `last` it still is."""

    source: str
    first: Place
    last: Place | None
    note: str


@dataclass(frozen=True)
class Life:
    """All of it."""

    weeks: tuple[WeekTold, ...]
    rests: Mapping[int, str]
    goals: tuple[GoalTold, ...]
    notes: tuple[NoteTold, ...]
    readings: tuple[ReadingTold, ...]
    gaps: tuple[GapTold, ...]
    pauses: tuple[PauseTold, ...]


def read_life() -> Life:
    """Read the files, newest week first."""
    quarters = [_load(path) for path in sorted(FOLDER.glob("quarter_*.toml"))]
    beside = _load(FOLDER / "beside.toml")
    weeks = [_week(row) for quarter in quarters for row in quarter["week"]]
    rests = [row for quarter in quarters for row in quarter.get("rest", [])]
    return Life(
        weeks=tuple(sorted(weeks, key=lambda week: week.back)),
        rests={row["back"]: row["why"] for row in rests},
        goals=tuple(_goal(row) for row in beside["goal"]),
        notes=tuple(_note(row) for row in beside["sidenote"]),
        readings=tuple(ReadingTold(**row) for row in beside["reading"]),
        gaps=tuple(
            GapTold(row["source"], _span(row), row["outcome"], row["detail"])
            for row in beside["gap"]
        ),
        pauses=tuple(_pause(row) for row in beside["pause"]),
    )


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _week(row: dict[str, Any]) -> WeekTold:
    return WeekTold(
        back=row["back"],
        finished=row["finished"],
        title=row.get("title", ""),
        body=row["body"].strip(),
        shown_first=row.get("shown_first", False),
        qualities={
            one["name"]: (one["line"], one.get("mark", "")) for one in row.get("quality", [])
        },
        moments=tuple(_moment(one) for one in row.get("moment", [])),
        check_ins={one["goal"]: one["text"] for one in row.get("checkin", [])},
    )


def _moment(row: dict[str, Any]) -> MomentTold:
    return MomentTold(
        quote=row["quote"],
        day=row["day"],
        why=row["why"],
        whence=row.get("from", ""),
        is_post=row.get("post", False),
        network=row.get("network", "mastodon"),
    )


def _goal(row: dict[str, Any]) -> GoalTold:
    listed = ("wording", "number", "away", "said")
    plain = {key: value for key, value in row.items() if key not in listed}
    return GoalTold(
        **plain,
        wordings={one["back"]: one["text"] for one in row["wording"]},
        numbers=tuple(WishTold(**one) for one in row.get("number", [])),
        away=tuple(AwayTold(**one) for one in row.get("away", [])),
        said={one["back"]: one["text"] for one in row.get("said", [])},
    )


def _note(row: dict[str, Any]) -> NoteTold:
    return NoteTold(row["source"], row["metric"], _span(row), row["written"], row["text"])


def _pause(row: dict[str, Any]) -> PauseTold:
    last = _place(row["last"]) if "last" in row else None
    return PauseTold(row["source"], _place(row["first"]), last, row["note"])


def _span(row: dict[str, Any]) -> Span:
    return Span(_place(row["first"]), _place(row["last"]))


def _place(row: dict[str, Any]) -> Place:
    return row["back"], row["day"]
