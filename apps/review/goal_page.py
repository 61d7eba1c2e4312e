"""The page of one goal: its numbers and all that was said of it on one time line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.numbers import say_range
from apps.core.weeks import EARLIEST, Week, weeks_between
from apps.goals.comparison import WEEKS_FOR_USUAL, compare, last_whole_week
from apps.goals.models import Goal, GoalMetric
from apps.goals.time_line import NARROW, WIDE, Lane, Mark, time_line
from apps.goals.words import say_ending, say_wish
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, WeekFigure, breaks_at, week_figures
from apps.review.beside import Beside, caption_of
from apps.review.cover import visible_until
from apps.review.figures import Figure, bare_figures, line_values
from apps.review.goal_events import GoalEvent, goal_events
from apps.review.goals import (
    covered_week,
    erased_labels,
    metrics_beside,
    numbers_of,
    span_words_of,
    week_said,
)
from apps.review.shown import is_exact
from apps.review.unseen import is_hidden
from apps.review.words import span_words

A_YEAR = 52
A_SEASON = 13
Shown = dict[int, dict[Week, WeekFigure]]


@dataclass(frozen=True)
class Row:
    """One week of the table: a figure for each number with its variant, and the week's events."""

    week: Week
    days: str
    cells: list[tuple[str, Figure]]
    events: list[GoalEvent]


@dataclass(frozen=True)
class Column:
    """One number of the table."""

    metric_id: int
    caption: str


@dataclass(frozen=True)
class GoalPage:
    """Everything the page shows. `before` are the events from before the time that is drawn."""

    goal: Goal
    text: str
    when: str
    how: str
    wish: SafeString
    numbers: list[Beside]
    erased: list[str]
    charts: list[SafeString]
    has_breaks: bool
    is_away: bool
    drawn: str
    is_whole: bool
    is_long: bool
    events: list[GoalEvent]
    before: list[GoalEvent]
    columns: list[Column]
    rows: list[Row]
    covered: Week | None
    followed_by: list[Goal]


def goal_page(user: User, goal: Goal, *, now: datetime, is_whole: bool) -> GoalPage:
    """Return the page of the last year, or with `is_whole` of the goal's whole time.

    The goal comes `with_words` and `with_metrics`. Nothing of a covered week is read.
    """
    today, running = user.today(now), user.week(now)
    until = visible_until(user, now=now)
    told = last_whole_week(until=until, running=running)
    events = goal_events(goal, user, today=today)
    last = _last_week(goal, told, events)
    weeks = _weeks(goal, last, is_whole=is_whole)
    metrics = metrics_beside([goal])
    newest = min(told, last)
    read = weeks_between(min(weeks[0], newest.shift(-WEEKS_FOR_USUAL)), last) if metrics else []
    shown = week_figures(metrics, read, until=min(until, told.sunday), running=running)
    compared = {one.pk: compare(one, shown[one.pk], last=newest) for one in metrics}
    drawn = [event for event in events if event.day >= weeks[0].monday]
    lanes = [lane for row in goal.metrics.all() if (lane := _lane(row, weeks, shown))]
    return GoalPage(
        goal=goal,
        text=goal.text,
        when=span_words_of(goal, today),
        how=say_ending(goal.ending) if goal.is_set_down else "",
        wish=say_wish(goal.text),
        numbers=numbers_of(goal, compared, marks={}, user=user, today=today),
        erased=erased_labels(goal),
        charts=_charts(goal, weeks, lanes, drawn),
        has_breaks=any(lane.breaks for lane in lanes),
        is_away=bool(_away(goal, weeks)),
        drawn=span_words(weeks[0].monday, weeks[-1].sunday),
        is_whole=is_whole,
        is_long=len(_weeks(goal, last, is_whole=True)) > A_YEAR,
        events=drawn,
        before=[event for event in events if event.day < weeks[0].monday],
        columns=[Column(metric.pk, caption_of(metric)) for metric in metrics],
        rows=_rows(
            user,
            metrics,
            [week for week in weeks if week <= told][-A_YEAR:],
            shown,
            drawn,
            today=today,
        ),
        covered=covered_week(told, running) if metrics and not goal.is_set_down else None,
        followed_by=list(goal.followed_by.with_text()),
    )


def _last_week(goal: Goal, told: Week, events: Sequence[GoalEvent]) -> Week:
    """The last week drawn: the last that is told, or of what happened; for one set down, its end.

    Never before the last week in which something happened.
    """
    happened = Week.containing(events[-1].day)
    if goal.set_down_on:
        return max(happened, Week.containing(goal.set_down_on))
    return max(told, happened)


def _weeks(goal: Goal, last: Week, *, is_whole: bool) -> list[Week]:
    """A season at least, a year at most unless the whole is wanted."""
    began = min(Week.containing(goal.since), last.shift(1 - A_SEASON))
    first = began if is_whole else max(began, last.shift(1 - A_YEAR))
    return weeks_between(max(first, EARLIEST.next), last)


def _lane(row: GoalMetric, weeks: Sequence[Week], shown: Shown) -> Lane | None:
    """The line of one number; None for one that is no more or has no value in these weeks."""
    metric = row.metric
    if metric is None:
        return None
    figures = [shown[metric.pk][week] for week in weeks]
    values = line_values(metric, figures)
    known = [value for value in values if value is not None]
    if not known or is_hidden(metric):
        return None
    return Lane(
        metric_id=metric.pk,
        caption=caption_of(metric),
        span=say_range(min(known), max(known), metric.decimals) if is_exact(metric) else "",
        values=values,
        breaks=breaks_at(figures),
        wished=[bound for bound in (row.low, row.high) if bound is not None],
    )


def _charts(
    goal: Goal, weeks: Sequence[Week], lanes: Sequence[Lane], events: Sequence[GoalEvent]
) -> list[SafeString]:
    days = [week.sunday for week in weeks]
    marks = [
        Mark(one.number, max(one.day, days[0]), f"#event-{one.number}", one.what) for one in events
    ]
    label = _("Time line, %(days)s. What happened is listed below, the numbers in the table.") % {
        "days": span_words(weeks[0].monday, weeks[-1].sunday)
    }
    away = _away(goal, weeks)
    return [
        format_html(
            '<div class="{}">{}</div>',
            frame.css,
            time_line(days, lanes, marks, away=away, frame=frame, label=label),
        )
        for frame in (WIDE, NARROW)
    ]


def _away(goal: Goal, weeks: Sequence[Week]) -> list[tuple[date, date]]:
    """The spans, within the weeks drawn, in which the goal was set down and taken up again."""
    first, last = weeks[0].sunday, weeks[-1].sunday
    spans = [(one.set_down_on, one.taken_up_on) for one in goal.past_settings_down.all()]
    return [(max(down, first), min(up, last)) for down, up in spans if up > first and down < last]


def _rows(
    user: User,
    metrics: Sequence[Metric],
    weeks: Sequence[Week],
    shown: Shown,
    events: Sequence[GoalEvent],
    *,
    today: date,
) -> list[Row]:
    """The table, newest week first; none for a goal without a number."""
    columns = [
        bare_figures(metric, [shown[metric.pk][week] for week in weeks], zone=user.zone)
        for metric in metrics
    ]
    variants = ["level" if metric.kind in CHANGES else "cell" for metric in metrics]
    rows = zip(weeks, *columns, strict=True) if metrics else ()
    return [
        Row(
            week=week,
            days=week_said(week, today),
            cells=list(zip(variants, figures, strict=True)),
            events=[event for event in events if week.monday <= event.day <= week.sunday],
        )
        for week, *figures in rows
    ][::-1]
