"""What became of goals in a span of weeks: written, put another way, set down."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week, local_day
from apps.goals.models import Goal


@dataclass(frozen=True)
class GoalLine:
    """One thing that became of a goal: what, in which words, and how they read before."""

    what: str
    text: str
    before: str = ""


def goal_lines(user: User, first: Week, last: Week) -> dict[Week, list[GoalLine]]:
    """Return the changes of the person's goals by week, in time order; three queries."""
    found: dict[Week, list[GoalLine]] = defaultdict(list)
    goals = Goal.objects.for_user(user).in_order().with_text()
    for goal in goals.prefetch_related("past_settings_down"):
        _add_wordings(goal, user, found)
        for row in goal.past_settings_down.all():
            _add_end(goal, row.set_down_on, row.closing_line, found)
        if goal.set_down_on:
            _add_end(goal, goal.set_down_on, goal.closing_line, found)
    return {week: lines for week, lines in found.items() if first <= week <= last}


def _add_wordings(goal: Goal, user: User, found: dict[Week, list[GoalLine]]) -> None:
    before = ""
    for wording in goal.wordings.all():
        day = local_day(wording.written_at, user.zone)
        words = _("Put another way on %(day)s") if before else _("Written down on %(day)s")
        what = words % {"day": date_format(day, "j F")}
        found[Week.containing(day)].append(GoalLine(what, wording.text, before))
        before = wording.text


def _add_end(goal: Goal, day: date, closing: str, found: dict[Week, list[GoalLine]]) -> None:
    what = _("Set down on %(day)s") % {"day": date_format(day, "j F")}
    found[Week.containing(day)].append(GoalLine(what, closing or goal.text))
