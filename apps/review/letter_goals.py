"""What became of goals in a span of weeks: written, put another way, set down, taken up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week, local_day
from apps.goals.models import Goal, SettingDown
from apps.goals.words import first_sentence, say_ending


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
            _add_end(goal, row, found)
            _add_return(goal, row.taken_up_on, found)
        _add_end(goal, goal, found)
    return {week: lines for week, lines in found.items() if first <= week <= last}


def _add_wordings(goal: Goal, user: User, found: dict[Week, list[GoalLine]]) -> None:
    before = ""
    for wording in goal.wordings.all():
        day = local_day(wording.written_at, user.zone)
        words = _("Put another way on %(day)s") if before else _("Written down on %(day)s")
        what = words % {"day": date_format(day, "j F")}
        found[Week.containing(day)].append(GoalLine(what, wording.text, before))
        before = wording.text


def _add_end(goal: Goal, row: Goal | SettingDown, found: dict[Week, list[GoalLine]]) -> None:
    """Say how the goal was set down, now (the goal itself) or before."""
    if row.set_down_on is None:
        return
    said = {
        "how": say_ending(row.ending),
        "day": date_format(row.set_down_on, "j F"),
        "goal": first_sentence(goal.text),
    }
    what = _("%(how)s on %(day)s: “%(goal)s”") if row.closing_line else _("%(how)s on %(day)s")
    line = GoalLine(what % said, row.closing_line or goal.text)
    found[Week.containing(row.set_down_on)].append(line)


def _add_return(goal: Goal, day: date, found: dict[Week, list[GoalLine]]) -> None:
    what = _("Taken up again on %(day)s") % {"day": date_format(day, "j F")}
    found[Week.containing(day)].append(GoalLine(what, goal.text))
