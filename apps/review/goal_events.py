"""What happened to a goal, in time order: written down, reworded, checked in on, set down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week, local_day
from apps.goals.models import Goal
from apps.goals.words import say_ending
from apps.review.beside import day_said
from apps.review.goals import week_said

WORDING, CHECK_IN, DOWN, UP = range(4)
"""In this order when they fall on one day."""


@dataclass(frozen=True)
class GoalEvent:
    """One thing that happened: `what` and `when` in words, and what the person wrote.

    `day` is its place on the time line; a check-in stands on its week's Sunday. `before` is the
    wording that another one came after. `number` ties it to the chart.
    """

    kind: int
    day: date
    what: str
    when: str
    text: str = ""
    before: str = ""
    week: Week | None = None
    number: int = 0

    @property
    def is_wording(self) -> bool:
        return self.kind == WORDING


def goal_events(goal: Goal, user: User, *, today: date) -> list[GoalEvent]:
    """Return everything that happened to the goal, numbered from the oldest; it asks nothing.

    The goal comes `with_words`.
    """
    found = [
        *_wordings(goal, user, today),
        *_check_ins(goal, today),
        *_times_away(goal, today),
    ]
    ordered = sorted(found, key=lambda event: (event.day, event.kind))
    return [replace(event, number=number) for number, event in enumerate(ordered, start=1)]


def _wordings(goal: Goal, user: User, today: date) -> Iterator[GoalEvent]:
    first, *_later = wordings = list(goal.wordings.all())
    day = local_day(first.written_at, user.zone)
    yield GoalEvent(WORDING, day, _("Written down"), day_said(day, today), first.text)
    for before, after in pairwise(wordings):
        day = local_day(after.written_at, user.zone)
        said = day_said(day, today)
        yield GoalEvent(WORDING, day, _("Put another way"), said, after.text, before.text)


def _check_ins(goal: Goal, today: date) -> Iterator[GoalEvent]:
    for one in goal.check_ins.all():
        when = week_said(one.week, today)
        yield GoalEvent(
            CHECK_IN, one.week.sunday, _("Check-in"), when, text=one.text, week=one.week
        )


def _times_away(goal: Goal, today: date) -> Iterator[GoalEvent]:
    for one in goal.past_settings_down.all():
        down, up = one.set_down_on, one.taken_up_on
        what = say_ending(one.ending)
        yield GoalEvent(DOWN, down, what, day_said(down, today), one.closing_line)
        yield GoalEvent(UP, up, _("Taken up again"), day_said(up, today))
    if goal.set_down_on:
        when = day_said(goal.set_down_on, today)
        yield GoalEvent(DOWN, goal.set_down_on, say_ending(goal.ending), when, goal.closing_line)
