"""A season or a year as a letter: the person's own kept lines, moments, notes and goals, in order.

Nothing is generated and nothing is weighed; what was not kept is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.core.weeks import EARLIEST, Week
from apps.journal.markdown import render
from apps.journal.models import Entry, Moment
from apps.metrics.series import metrics_of, week_figures
from apps.review.cover import open_weeks
from apps.review.figures import Figure, bare_figures
from apps.review.letter_goals import GoalLine, goal_lines
from apps.review.models import Sidenote
from apps.review.seasons import Season, season_of
from apps.review.words import span_words, week_days

FIGURES_A_WEEK = 3


@dataclass(frozen=True)
class Kept:
    """One kept line; `quality` names what it was said about."""

    quality: str
    html: SafeString


@dataclass(frozen=True)
class Pinned:
    """One sidenote with what it was pinned to."""

    text: str
    label: str
    days: str


@dataclass
class LetterWeek:
    """What one week brings to the letter."""

    week: Week
    days: str
    title: str = ""
    is_rest: bool = False
    rest_note: str = ""
    has_words: bool = False
    lines: list[Kept] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    sidenotes: list[Pinned] = field(default_factory=list)
    goals: list[GoalLine] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Whether the letter has nothing of the week but that it has words."""
        told = (self.title, self.is_rest, self.lines, self.moments, self.sidenotes, self.goals)
        return not any(told)

    @property
    def says_something(self) -> bool:
        """Whether the letter has anything to say of the week."""
        return self.has_words or not self.is_bare


@dataclass(frozen=True)
class Letter:
    """The whole letter; `others` are the seasons of the same year that have begun."""

    season: Season
    weeks: list[LetterWeek]
    others: list[Season]
    has_numbers: bool
    is_running: bool


def letter_of(user: User, season: Season, *, now: datetime, with_numbers: bool) -> Letter:
    """Compose the letter; without numbers none is read."""
    running = user.week(now)
    weeks = {week: LetterWeek(week, week_days(week)) for week in season.weeks if week <= running}
    _add_entries(user, season, weeks)
    _add_sidenotes(user, season, weeks)
    for week, lines in goal_lines(user, season.first, season.last).items():
        if week in weeks:
            weeks[week].goals = lines
    told = [one for one in weeks.values() if one.says_something]
    if with_numbers:
        _add_figures(user, told, now=now)
    return Letter(
        season=season,
        weeks=told,
        others=_others(season.year, running),
        has_numbers=with_numbers,
        is_running=running <= season.last,
    )


def _add_entries(user: User, season: Season, weeks: Mapping[Week, LetterWeek]) -> None:
    entries = Entry.objects.for_user(user).filter(
        year=season.year, number__range=(season.first.number, season.last.number)
    )
    for entry in entries.prefetch_related("moments", "kept_lines"):
        if entry.week not in weeks:
            continue
        week = weeks[entry.week]
        week.title, week.has_words = entry.title, not entry.is_blank
        week.is_rest, week.rest_note = entry.is_rest, entry.rest_note
        week.lines = [
            Kept(one.quality, render(one.text, prefix=one.prefix)) for one in entry.kept_lines.all()
        ]
        week.moments = list(entry.moments.all())


def _add_sidenotes(user: User, season: Season, weeks: Mapping[Week, LetterWeek]) -> None:
    """Set each note into the week of its first day within the season."""
    found = Sidenote.objects.for_user(user).filter(
        first_day__lte=season.last.sunday, last_day__gte=season.first.monday
    )
    for note in found.in_order():
        week = Week.containing(max(note.first_day, season.first.monday))
        if week in weeks:
            days = span_words(note.first_day, note.last_day)
            weeks[week].sidenotes.append(Pinned(note.text, note.metric_label, days))


def _add_figures(user: User, told: Sequence[LetterWeek], *, now: datetime) -> None:
    """Set up to three figures beside each week that may be seen, as the sources were connected."""
    covered = frozenset(open_weeks(user, now=now))
    shown = [one for one in told if one.week not in covered and one.week > EARLIEST]
    if not shown:
        return
    metrics = metrics_of(user)
    found = week_figures(
        metrics,
        [one.week for one in shown],
        until=user.today(now),
        running=user.week(now),
        hidden=covered,
    )
    for one in shown:
        figures = (
            bare_figures(metric, [found[metric.pk][one.week]], zone=user.zone)[0]
            for metric in metrics
        )
        one.figures = _first_told(figures)


def _first_told(figures: Iterable[Figure]) -> list[Figure]:
    told: list[Figure] = []
    for figure in figures:
        if figure.value is not None and len(told) < FIGURES_A_WEEK:
            told.append(figure)
    return told


def _others(year: int, running: Week) -> list[Season]:
    return [one for n in range(1, 5) if (one := Season(year, n)).first <= running]


@dataclass(frozen=True)
class LetterYear:
    """A year that has words, and its seasons that have, the newest first."""

    year: int
    seasons: list[Season]


def letter_list(user: User) -> list[LetterYear]:
    """Return the years and seasons that have an entry or a rest, the newest first."""
    found: dict[int, set[int]] = defaultdict(set)
    for year, number in Entry.objects.for_user(user).values_list("year", "number"):
        found[year].add(season_of(Week(year, number)).number)
    return [
        LetterYear(year, [Season(year, number) for number in sorted(numbers, reverse=True)])
        for year, numbers in sorted(found.items(), reverse=True)
    ]
