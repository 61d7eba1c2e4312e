"""The demo person's goals with their check-ins, and the sidenotes on the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.goals.models import CheckIn, Goal, GoalMetric, SettingDown, Wording
from apps.metrics.models import Metric
from apps.review.models import Sidenote
from apps.sandbox.life import AwayTold, Calendar, GoalTold, Life, NoteTold, WishTold
from apps.sandbox.sources import Visited

SAID_AT = "Sunday 19:15"
NOTED_AT = "Sunday 22:40"
Words = tuple[str, Week, str, datetime]
"""What was said about a goal (its key), of which week, and when it was written."""


def write_goals(
    user: User, life: Life, visited: Mapping[str, Visited], calendar: Calendar, *, first: date
) -> None:
    """Write the goals and what was said about them from the day `first` on.

    Those that were set down before it are left out.
    """
    told = [one for one in life.goals if _holds_on(one, calendar, first)]
    goals: dict[str, Goal] = {}
    for one in sorted(told, key=lambda one: bool(one.follows)):
        goals[one.key] = _goal(user, one, goals.get(one.follows), calendar, first)
        goals[one.key].save()
    Wording.objects.bulk_create(
        Wording(goal=goals[one.key], text=text, written_at=calendar.moment(back, SAID_AT))
        for one in told
        for back, text in one.wordings.items()
    )
    GoalMetric.objects.bulk_create(
        _beside(goals[one.key], wish, visited) for one in told for wish in one.numbers
    )
    SettingDown.objects.bulk_create(
        _away(goals[one.key], away, calendar)
        for one in told
        for away in one.away
        if calendar.week(away.set_down).sunday >= first
    )
    said = [*_said_beside(told, calendar), *_said_in_weeks(life, calendar)]
    CheckIn.objects.bulk_create(
        CheckIn(
            goal=goals[key], year=week.year, number=week.number, text=text, written_at=written_at
        )
        for key, week, text, written_at in said
        if key in goals and week.monday >= first
    )


def _holds_on(told: GoalTold, calendar: Calendar, first: date) -> bool:
    return told.set_down is None or calendar.week(told.set_down).sunday >= first


def _goal(
    user: User, told: GoalTold, follows: Goal | None, calendar: Calendar, first: date
) -> Goal:
    return Goal(
        user=user,
        since=max(first, calendar.week(told.since).sunday),
        why=told.why,
        plan_if=told.plan_if,
        plan_then=told.plan_then,
        follows=follows,
        set_down_on=calendar.week(told.set_down).sunday if told.set_down is not None else None,
        ending=told.ending,
        closing_line=told.closing_line,
        created_at=calendar.moment(told.since, SAID_AT),
    )


def _beside(goal: Goal, wish: WishTold, visited: Mapping[str, Visited]) -> GoalMetric:
    metric = visited[wish.source].metrics[wish.metric]
    return GoalMetric(
        goal=goal,
        metric=metric,
        metric_label=metric.full_label,
        direction=wish.direction,
        low=wish.low,
        high=wish.high,
    )


def _away(goal: Goal, told: AwayTold, calendar: Calendar) -> SettingDown:
    return SettingDown(
        goal=goal,
        set_down_on=calendar.week(told.set_down).sunday,
        ending=told.ending,
        closing_line=told.closing_line,
        taken_up_on=calendar.week(told.taken_up).sunday,
    )


def _said_beside(told: Iterable[GoalTold], calendar: Calendar) -> Iterator[Words]:
    for goal in told:
        for back, text in goal.said.items():
            yield goal.key, calendar.week(back), text, calendar.moment(back, SAID_AT)


def _said_in_weeks(life: Life, calendar: Calendar) -> Iterator[Words]:
    for told in life.weeks:
        for key, text in told.check_ins.items():
            yield key, calendar.week(told.back), text, calendar.moment(told.back, told.finished)


def pin_sidenotes(
    user: User, life: Life, visited: Mapping[str, Visited], calendar: Calendar, *, first: date
) -> None:
    """Pin the sidenotes that lie after the day `first`, and the notes on numbers typed in."""
    newsletter = visited["by_hand"].metrics["number"]
    notes = [
        _note(user, told, visited[told.source].metrics[told.metric], calendar)
        for told in life.notes
    ]
    notes += [
        _on_a_sunday(user, newsletter, one.back, one.note, calendar)
        for one in life.readings
        if one.note
    ]
    Sidenote.objects.bulk_create(note for note in notes if note.first_day >= first)


def _note(user: User, told: NoteTold, metric: Metric, calendar: Calendar) -> Sidenote:
    first_day, last_day = told.span.days(calendar)
    return Sidenote(
        user=user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=first_day,
        last_day=last_day,
        text=told.text,
        written_at=calendar.moment(told.written, NOTED_AT),
    )


def _on_a_sunday(user: User, metric: Metric, back: int, text: str, calendar: Calendar) -> Sidenote:
    day = calendar.day(back, "Sunday")
    return Sidenote(
        user=user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=day,
        last_day=day,
        text=text,
        written_at=calendar.moment(back, NOTED_AT),
    )
