"""Goals for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from apps.core.weeks import Week
from apps.goals.models import CheckIn, Goal
from apps.goals.operations import NumberBeside, write_goal
from tests.support.factories import make_metric, make_source, measure

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
"""The Wednesday of 2026-W47."""
LAST_SUNDAY = date(2026, 11, 15)
WISH = "Fewer, better conversations. I’d rather know five people well."


def make_goal(user, text=WISH, *, since=date(2026, 1, 4), now=NOW, **more):
    """Return a goal; `metric`, `direction`, `low` and `high` go beside it."""
    wishes = {name: more.pop(name) for name in ("direction", "low", "high") if name in more}
    metric = more.pop("metric", None)
    beside = NumberBeside(metric=metric, **wishes) if metric else None
    return write_goal(user=user, text=text, since=since, beside=beside, now=now, **more)


def set_down(goal, on, *, ending="let_go", line=""):
    """Set a goal down on a day."""
    goal.set_down(on=on, ending=ending, closing_line=line)


def make_check_in(goal, week, text="Quieter.", *, at=NOW, **fields):
    """Return a check-in of a week written as 2026-W46."""
    week = Week.parse(week)
    return CheckIn.objects.create(
        goal=goal, year=week.year, number=week.number, text=text, written_at=at, **fields
    )


def make_followers(user, values, *, last=LAST_SUNDAY, key="followers", **source):
    """Return a metric with one value a Sunday, the last of them on `last`."""
    metric = make_metric(make_source(user, **source), key)
    sundays = [last - timedelta(weeks=n) for n in range(len(values))][::-1]
    measure(metric, dict(zip(sundays, values, strict=True)))
    return metric


def reread(goal):
    """Return the goal as it is stored now."""
    return Goal.objects.with_words().with_metrics().get(pk=goal.pk)
