"""A figure in words: where a week stands among the person's own weeks of the year before it.

It says what share of the weeks it lies among, never how that is, and compares nobody with others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, middle_half

RECENT = 10
MOST_OF_THEM = 8
"""Among the last ten weeks are told those who differ from so many; else all of the year are."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: among the middle half of the weeks (`side` 0), above or below it.

    It is more (or less) than in `passed` of the `weeks`, which `is_unbroken` says had no gap.
    """

    side: int
    passed: int = 0
    weeks: int = 0
    is_unbroken: bool = True


def place_among(value: float, before: Sequence[float | None], *, decimals: int) -> Place | None:
    """Return the place of `value` among the weeks `before` it, oldest first, None for a gap.

    None for too few weeks. The middle half is the one that exact figures are told with.
    """
    half = middle_half([one for one in before if one is not None], decimals=decimals)
    if half is None:
        return None
    side = side_of(value, half)
    if side == 0:
        return Place(0)
    recent = _counted(value, before[-RECENT:], side)
    if recent.weeks == RECENT and recent.passed >= MOST_OF_THEM:
        return recent
    first = next(n for n, one in enumerate(before) if one is not None)
    return _counted(value, before[first:], side)


def side_of(value: float, half: Usual) -> int:
    """Return 1 above the middle half, -1 below it, 0 among it."""
    return (value > half.high) - (value < half.low)


def _counted(value: float, weeks: Sequence[float | None], side: int) -> Place:
    known = [one for one in weeks if one is not None]
    passed = sum((value - one) * side > 0 for one in known)
    return Place(side, passed, len(known), is_unbroken=len(known) == len(weeks))


def place_words(place: Place | None) -> str:
    """Return "among half of your weeks", "more than in 9 of the last 10 weeks"."""
    if place is None:
        return _("too few weeks to say")
    if place.side == 0:
        return _("among half of your weeks")
    told = {"passed": place.passed, "weeks": place.weeks}
    if place.side > 0:
        if place.is_unbroken:
            return _("more than in %(passed)s of the last %(weeks)s weeks") % told
        return _("more than in %(passed)s of the last %(weeks)s measured weeks") % told
    if place.is_unbroken:
        return _("less than in %(passed)s of the last %(weeks)s weeks") % told
    return _("less than in %(passed)s of the last %(weeks)s measured weeks") % told


def week_words(metric: Metric, shown: WeekFigure) -> tuple[str, str]:
    """Return the words of a week's figure and of its level; empty where there is none."""
    before = shown.weeks_before()
    level = shown.level if metric.kind in CHANGES else None
    return (
        _words(shown.value, [one.value for one in before], shown, metric.decimals),
        _words(level, [one.level for one in before], shown, metric.decimals),
    )


def _words(
    value: float | None, before: Sequence[float | None], shown: WeekFigure, decimals: int
) -> str:
    if value is None:
        return ""
    if shown.so_far:
        return _("not told in words before the week has ended")
    return place_words(place_among(value, before, decimals=decimals))


def frozen_words(value: float | None, half: Usual | None) -> str:
    """Return the words of a figure of which nothing but the middle half then is kept."""
    if value is None:
        return ""
    if half is None:
        return place_words(None)
    return {
        1: _("more than in three of four of your weeks then"),
        0: _("among half of your weeks then"),
        -1: _("less than in three of four of your weeks then"),
    }[side_of(value, half)]
