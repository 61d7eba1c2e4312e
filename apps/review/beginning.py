"""What may help to begin a week's page: a frame, a prompt, and the person's own last "now what"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from apps.accounts.models import User
from apps.core.text import is_blank
from apps.core.weeks import EARLIEST, Week
from apps.journal.deck_models import Draw
from apps.journal.draws import drawn, ensure_drawn
from apps.journal.frames import FRAMES, Name, chosen_frame, now_what
from apps.journal.models import Entry
from apps.journal.prompts import AFTER_YOU_LOOK, LAST_LINE, Prompt
from apps.review.words import week_days

WEEKS_BACK = 4
"""How far back a week may lie whose "now what" is handed on."""
SHORT = 600
"""A longer one is folded."""


@dataclass(frozen=True)
class FrameChoice:
    """One of the frames as a button."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Handed:
    """What the last written week ended on, as it was written."""

    week: Week
    days: str
    words: str

    @property
    def is_long(self) -> bool:
        return len(self.words) > SHORT


@dataclass(frozen=True)
class Beginning:
    """The part of the write page that helps to begin; `draw` is the week's prompt, if any."""

    frames: list[FrameChoice]
    questions: list[str]
    draw: Draw | None
    prompts: list[Prompt]
    handed: Handed | None


def read_beginning(
    user: User, week: Week, entry: Entry | None, *, is_covered: bool, now: datetime
) -> Beginning:
    """Read it, and draw the week's prompt if it has none; a finished week is given none anew.

    Beside shown numbers the prompt stands between the two questions about them.
    """
    is_finished = entry is not None and entry.is_written
    draw = drawn(user, week) if is_finished else ensure_drawn(user=user, week=week, now=now)
    given = [Prompt(draw.key, draw.text)] if draw else []
    frame, is_here = chosen_frame(user, week)
    is_begun = entry is not None and not is_blank(entry.body)
    return Beginning(
        frames=[
            FrameChoice(one.value, str(one.label), is_chosen=is_here and one == frame)
            for one in Name
        ],
        questions=[str(one) for one in FRAMES[frame].questions] if is_here or not is_begun else [],
        draw=draw,
        prompts=given if is_covered else [AFTER_YOU_LOOK, *given, LAST_LINE],
        handed=_handed(user, week),
    )


def _handed(user: User, week: Week) -> Handed | None:
    """Return what the newest written week of the four before has under its "Now what?"."""
    before = Q(pk__in=())
    for back in range(1, WEEKS_BACK + 1):
        if week.monday > EARLIEST.shift(back - 1).monday:
            before |= Q(year=week.shift(-back).year, number=week.shift(-back).number)
    written = Entry.objects.for_user(user).written().filter(before)
    entry = written.newest_first().only("year", "number", "body").first()
    words = now_what(entry.body) if entry else ""
    return Handed(entry.week, week_days(entry.week), words) if entry and words else None
