"""Which goals held in a week, and what was said about them in a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import Week
from apps.goals.models import CheckIn, CheckInText, Goal, GoalMetric, Wording


@dataclass(frozen=True)
class GoalBand:
    """The range that a goal wishes a metric to lie in."""

    goal_id: int
    low: float
    high: float


def goals_in_week(user: User, week: Week) -> list[Goal]:
    """Return the goals that held on some day of the week, oldest first, each with its `text`."""
    return list(Goal.objects.for_user(user).alive_in(week).in_order().with_text())


def check_ins_in_week(user: User, week: Week) -> list[CheckIn]:
    """Return what was said about goals in the week, each with its `goal` and its `goal_text`.

    In the order of the goals; one query, however many there are.
    """
    return _CHECK_INS(user=user.pk, year=week.year, number=week.number)


_NEWEST = Wording.objects.filter(goal=OuterRef("goal")).order_by("-written_at", "-pk")
_CHECK_INS: Prepared[CheckIn] = Prepared(
    lambda: (
        CheckIn.objects.filter(goal__user=Given("user"), year=Given("year"), number=Given("number"))
        .with_words()
        .select_related("goal")
        .annotate(goal_text=Subquery(_NEWEST.values("text")[:1]))
        .order_by("goal__since", "goal_id")
    )
)


def check_in_of(goal: Goal, week: Week) -> CheckIn | None:
    """Return the goal's check-in of the week, also one that was emptied again."""
    return goal.check_ins.in_week(week).first()


def earlier_texts(goal: Goal, week: Week) -> list[CheckInText]:
    """Return what was said before, or elsewhere, about a goal in a week; the newest first."""
    found = CheckInText.objects.filter(check_in__in=goal.check_ins.in_week(week))
    return list(found.order_by("-written_at", "-pk"))


def bands_for(user: User, metric_ids: Collection[int]) -> dict[int, list[GoalBand]]:
    """Return the ranges that the person's goals wish of each metric (by pk), oldest goal first.

    Of goals that are not set down, where both ends were given; one query, and no entry for a
    metric without any.
    """
    found: dict[int, list[GoalBand]] = defaultdict(list)
    for metric_id, goal_id, low, high in _RANGES(user=user.pk):
        if metric_id in metric_ids:
            found[metric_id].append(GoalBand(goal_id, low, high))
    return dict(found)


_RANGES: Prepared[Any] = Prepared(
    lambda: (
        GoalMetric.objects.filter(goal__in=Goal.objects.filter(user=Given("user")).held())
        .filter(low__isnull=False, high__isnull=False)
        .order_by("goal__since", "goal_id")
        .values_list("metric_id", "goal_id", "low", "high")
    )
)
