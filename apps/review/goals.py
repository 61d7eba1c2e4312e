"""The goals' page: what was said last about each goal, and how its numbers moved beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.goals.comparison import Comparison, compare_all, last_whole_week
from apps.goals.models import CheckIn, Goal
from apps.goals.queries import earlier_texts
from apps.goals.words import say_ending, say_wish
from apps.metrics.models import Metric
from apps.review.beside import Beside, day_said, number_beside
from apps.review.cover import visible_until
from apps.review.weeks import moment_words
from apps.review.words import week_days, week_days_and_year

CHECK_INS_SHOWN = 3


@dataclass(frozen=True)
class Said:
    """One check-in; `number` ties it to the chart."""

    number: int
    text: str
    week: Week
    when: str


@dataclass(frozen=True)
class Once:
    """Words that stood for a time, and when."""

    text: str
    when: str


@dataclass(frozen=True)
class GoalOnPage:
    """What the page shows of one goal; `became` is the goal that it changed into."""

    goal: Goal
    text: str
    when: str
    how: str
    said: list[Said]
    numbers: list[Beside]
    erased: list[str]
    wish: SafeString
    became: Goal | None


@dataclass(frozen=True)
class GoalsPage:
    """The whole page: goals that hold, that wait, that were set down, and a week still covered."""

    current: list[GoalOnPage]
    paused: list[GoalOnPage]
    set_down: list[GoalOnPage]
    covered: Week | None


def goals_page(user: User, *, now: datetime) -> GoalsPage:
    """Return the page; the same few queries for one goal and for thirty."""
    found = Goal.objects.for_user(user).in_order().with_text().with_metrics()
    goals = list(found.with_latest(CHECK_INS_SHOWN))
    until, running = visible_until(user, now=now), user.week(now)
    last = last_whole_week(until=until, running=running)
    held = [goal for goal in goals if not goal.is_set_down]
    compared = compare_all(metrics_beside(held), last=last, until=until, running=running)
    became = {goal.follows_id: goal for goal in goals if goal.follows_id}
    today = user.today(now)
    shown = [_on_page(goal, compared, became, user, today) for goal in goals]
    return GoalsPage(
        current=[one for one in shown if not one.goal.is_set_down],
        paused=[one for one in reversed(shown) if one.goal.is_paused],
        set_down=[
            one for one in reversed(shown) if one.goal.is_set_down and not one.goal.is_paused
        ],
        covered=covered_week(last, running) if compared else None,
    )


def metrics_beside(goals: Sequence[Goal]) -> list[Metric]:
    """Return each metric that stands beside any of the goals, once."""
    rows = (row for goal in goals for row in goal.metrics.all())
    return list({row.metric.pk: row.metric for row in rows if row.metric}.values())


def covered_week(last: Week, running: Week) -> Week | None:
    """Return the week that would be told next if it were not covered."""
    return last.next if last.next < running else None


def _on_page(
    goal: Goal,
    compared: Mapping[int, Comparison],
    became: Mapping[int, Goal],
    user: User,
    today: date,
) -> GoalOnPage:
    latest: list[CheckIn] = goal.latest  # type: ignore[attr-defined]  # with_latest loads it
    said = [_said(check_in, today, number) for number, check_in in enumerate(latest[::-1], start=1)]
    marks = {one.week: one.number for one in said}
    return GoalOnPage(
        goal=goal,
        text=goal.text,
        when=span_words_of(goal, today),
        how=say_ending(goal.ending) if goal.is_set_down else "",
        said=said,
        numbers=numbers_of(goal, compared, marks=marks, user=user, today=today),
        erased=erased_labels(goal),
        wish=say_wish(goal.text),
        became=became.get(goal.pk),
    )


def numbers_of(
    goal: Goal,
    compared: Mapping[int, Comparison],
    *,
    marks: Mapping[Week, int],
    user: User,
    today: date,
) -> list[Beside]:
    """Return what stands beside the goal, of the metrics that were compared."""
    return [
        number_beside(row, compared[row.metric_id], marks=marks, user=user, today=today)
        for row in goal.metrics.all()
        if row.metric_id is not None and row.metric_id in compared
    ]


def erased_labels(goal: Goal) -> list[str]:
    """Return the names of the numbers beside the goal that are no more."""
    return [row.metric_label for row in goal.metrics.all() if row.metric_id is None]


def _said(check_in: CheckIn, today: date, number: int) -> Said:
    return Said(number, check_in.text, check_in.week, week_said(check_in.week, today))


def week_said(week: Week, today: date) -> str:
    """Return "Week 46, 9–15 November", with the year when it is another than today's."""
    days = week_days(week) if week.sunday.year == today.year else week_days_and_year(week)
    return _("Week %(number)s, %(days)s") % {"number": week.number, "days": days}


def earlier_check_ins(goal: Goal, week: Week) -> list[Once]:
    """Return what was said of a goal in a week before, or elsewhere, the newest first."""
    user = goal.user
    return [
        Once(one.text, moment_words(one.written_at, user, week=week))
        for one in earlier_texts(goal, week)
    ]


def span_words_of(goal: Goal, today: date) -> str:
    """Return "4 January", or "4 January to 3 May" for a goal that was set down."""
    since = day_said(goal.since, today)
    if goal.set_down_on in (None, goal.since):
        return since
    return _("%(first)s to %(last)s") % {"first": since, "last": day_said(goal.set_down_on, today)}
