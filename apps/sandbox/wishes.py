"""The demo person's goals with their check-ins, and the sidenotes on the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from apps.accounts.models import User
from apps.goals.models import CheckIn, Goal, Wording
from apps.metrics.models import Metric
from apps.review.models import Sidenote
from apps.sandbox.life import Calendar, GoalTold, Life, NoteTold
from apps.sandbox.sources import Visited

SAID_AT = "Sunday 19:15"
NOTED_AT = "Sunday 22:40"


def write_goals(
    user: User, life: Life, visited: Mapping[str, Visited], calendar: Calendar, *, first: date
) -> None:
    """Write the goals, their wordings and what was said about them from the day `first` on."""
    goals = {told.key: _goal(user, told, visited, calendar, first) for told in life.goals}
    Goal.objects.bulk_create(goals.values())
    Wording.objects.bulk_create(
        Wording(goal=goals[told.key], text=text, written_at=calendar.moment(back, SAID_AT))
        for told in life.goals
        for back, text in told.wordings.items()
    )
    CheckIn.objects.bulk_create(_check_ins(life, goals, calendar, first))


def _goal(
    user: User, told: GoalTold, visited: Mapping[str, Visited], calendar: Calendar, first: date
) -> Goal:
    metric = visited[told.source].metrics[told.metric] if told.metric else None
    since = max(first, calendar.week(told.since).sunday)
    return Goal(
        user=user,
        since=since,
        metric=metric,
        metric_label=metric.full_label if metric else "",
        direction=told.direction,
        set_down_on=calendar.week(told.set_down).sunday if told.set_down is not None else None,
        closing_line=told.closing_line,
        created_at=calendar.moment(told.since, SAID_AT),
    )


def _check_ins(
    life: Life, goals: Mapping[str, Goal], calendar: Calendar, first: date
) -> Iterator[CheckIn]:
    for told in life.weeks:
        week = calendar.week(told.back)
        for key, text in told.check_ins.items():
            if week.monday >= first:
                yield CheckIn(
                    goal=goals[key],
                    year=week.year,
                    number=week.number,
                    text=text,
                    written_at=calendar.moment(told.back, told.finished),
                )


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
