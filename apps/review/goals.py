"""The goals' page: what was said about each goal, and how its number moved beside the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week, local_day
from apps.goals.comparison import Comparison, compare_all, last_whole_week
from apps.goals.models import CheckIn, Goal
from apps.goals.queries import earlier_texts
from apps.review.beside import Beside, beside_goal, day_said
from apps.review.cover import visible_until
from apps.review.weeks import moment_words
from apps.review.words import week_days, week_days_and_year

CHECK_INS_SHOWN = 6


@dataclass(frozen=True)
class Said:
    """One check-in; `number` ties it to the chart."""

    number: int
    text: str
    week: Week
    when: str


@dataclass(frozen=True)
class Once:
    """Words about a goal that held for a time: an earlier wording, a closing line."""

    text: str
    when: str


@dataclass(frozen=True)
class GoalOnPage:
    """Everything the page shows of one goal."""

    goal: Goal
    text: str
    when: str
    said: list[Said]
    earlier: list[Said]
    wordings: list[Once]
    closings: list[Once]
    beside: Beside | None


@dataclass(frozen=True)
class GoalsPage:
    """The whole page: goals that hold, goals that were set down, and a week that still waits."""

    current: list[GoalOnPage]
    set_down: list[GoalOnPage]
    covered: Week | None


def goals_page(user: User, *, now: datetime) -> GoalsPage:
    """Return the page; the same few queries for one goal and for thirty."""
    goals = list(
        Goal.objects.for_user(user).in_order().with_words().select_related("metric__source__user")
    )
    until, running = visible_until(user, now=now), user.week(now)
    held = [goal for goal in goals if not goal.is_set_down]
    compared = compare_all(held, until=until, running=running)
    shown = [_on_page(goal, compared.get(goal.pk), user, now) for goal in goals]
    told = last_whole_week(until=until, running=running)
    return GoalsPage(
        current=[one for one in shown if not one.goal.is_set_down],
        set_down=[one for one in reversed(shown) if one.goal.is_set_down],
        covered=told.next if compared and told.next < running else None,
    )


def _on_page(goal: Goal, compared: Comparison | None, user: User, now: datetime) -> GoalOnPage:
    today = user.today(now)
    check_ins = list(goal.check_ins.all())
    shown = check_ins[-CHECK_INS_SHOWN:]
    said = [_said(check_in, today, number) for number, check_in in enumerate(shown, start=1)]
    marks = {one.week: one.number for one in said}
    return GoalOnPage(
        goal=goal,
        text=goal.text,
        when=_span_words(goal, today),
        said=said,
        earlier=[_said(check_in, today) for check_in in check_ins[:-CHECK_INS_SHOWN][::-1]],
        wordings=_earlier_wordings(goal, user, today),
        closings=[
            _closing(one.set_down_on, one.taken_up_on, one.closing_line, today)
            for one in goal.past_settings_down.all()
        ],
        beside=beside_goal(goal, compared, marks=marks, user=user, today=today)
        if compared
        else None,
    )


def _said(check_in: CheckIn, today: date, number: int = 0) -> Said:
    week = check_in.week
    days = week_days(week) if week.sunday.year == today.year else week_days_and_year(week)
    when = _("Week %(number)s, %(days)s") % {"number": week.number, "days": days}
    return Said(number, check_in.text, week, when)


def _earlier_wordings(goal: Goal, user: User, today: date) -> list[Once]:
    """Each earlier wording with the days from which and until which it held, newest first."""
    spans = [
        Once(
            before.text,
            _("%(first)s to %(last)s")
            % {
                "first": day_said(local_day(before.written_at, user.zone), today),
                "last": day_said(local_day(after.written_at, user.zone), today),
            },
        )
        for before, after in pairwise(goal.wordings.all())
    ]
    return spans[::-1]


def earlier_check_ins(goal: Goal, week: Week) -> list[Once]:
    """Return what was said of a goal in a week before, or elsewhere, the newest first."""
    user = goal.user
    return [
        Once(one.text, moment_words(one.written_at, user, week=week))
        for one in earlier_texts(goal, week)
    ]


def _closing(down: date, up: date, line: str, today: date) -> Once:
    days = {"down": day_said(down, today), "up": day_said(up, today)}
    return Once(line, _("Set down on %(down)s, taken up again on %(up)s") % days)


def _span_words(goal: Goal, today: date) -> str:
    since = day_said(goal.since, today)
    if goal.set_down_on is None:
        return since
    return _("%(first)s to %(last)s") % {"first": since, "last": day_said(goal.set_down_on, today)}
