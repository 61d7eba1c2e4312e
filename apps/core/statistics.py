"""Counting and comparing, pure: medians, sides, what a coin would give, a slope with its doubt.

Nothing here adds up two numbers. Series come in with None for a week without a figure.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

UNLIKELY_SIDE = 40
"""One in so many lies beyond either end of the range: 2.5%, so that 95% or more lie within it."""
NORMAL_95 = statistics.NormalDist().inv_cdf(0.975)
SLOPE_NEEDS = 4


@dataclass(frozen=True)
class Count:
    """`same` of `weeks`, and how many a fair coin would give: from `low` to `high`."""

    same: int
    weeks: int
    low: int
    high: int

    @property
    def is_within(self) -> bool:
        """Whether a coin would give this many, too."""
        return self.low <= self.same <= self.high


@dataclass(frozen=True)
class Slope:
    """A change for each step of `x`: the middle one of all pairs, and its 95% interval."""

    middle: float
    low: float
    high: float
    points: int

    @property
    def can_tell(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def coin_range(tosses: int) -> tuple[int, int]:
    """Return the fewest and the most heads of a fair coin, at 95%: 8 and 18 of 26.

    The exact binomial quantiles at 2.5% and 97.5% (the smallest count whose cumulated chance
    reaches it), in whole numbers throughout. Raises ValueError for fewer than no tosses.
    """
    if tosses < 0:
        raise ValueError("a coin is tossed no times or more")
    ways, seen, heads = 1, 1, 0
    while seen * UNLIKELY_SIDE < 2**tosses:
        heads += 1
        ways = ways * (tosses - heads + 1) // heads
        seen += ways
    return heads, tosses - heads


def sides(values: Sequence[float | None]) -> list[int]:
    """Return for each value whether it stands above (1) or below (-1) the median of all.

    0 where it stands on the median, and for None.
    """
    known = [value for value in values if value is not None]
    if not known:
        return [0] * len(values)
    middle = statistics.median(known)
    return [0 if value is None else (value > middle) - (value < middle) for value in values]


def same_side(one: Sequence[float | None], other: Sequence[float | None]) -> Count:
    """Count the weeks in which both series stood on the same side of their own medians.

    Weeks in which either stands on its median, or has no value, are left out of the count. Raises
    ValueError for series of different lengths.
    """
    off = [a * b for a, b in zip(sides(one), sides(other), strict=True) if a and b]
    return Count(off.count(1), len(off), *coin_range(len(off)))


def above_median(values: Sequence[float | None], chosen: Sequence[bool]) -> Count:
    """Count the chosen weeks in which the series stood above its median over all the weeks.

    Chosen weeks without a value, or on the median, are left out of the count.
    """
    off = [
        side for side, is_chosen in zip(sides(values), chosen, strict=True) if is_chosen and side
    ]
    return Count(off.count(1), len(off), *coin_range(len(off)))


def ranks(values: Sequence[float | None]) -> list[float | None]:
    """Return where each value stands among all: the share that lies below it, ties in the middle.

    From 0 to 1 and one half in the middle, so that two series can be laid side by side without
    their amounts.
    """
    known = [value for value in values if value is not None]
    counted = Counter(known)
    below, place = 0, {}
    for value in sorted(counted):
        place[value] = (below + counted[value] / 2) / len(known)
        below += counted[value]
    return [None if value is None else place[value] for value in values]


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope | None:
    """Return the median of the slopes of all pairs of points, with Sen's 95% interval.

    P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the
    American Statistical Association 63 (1968): the slopes in order, counted in from either end by
    the spread that Kendall's statistic has, ties taken into account. None for fewer than four
    points or no two different x.
    """
    points = list(zip(x, y, strict=True))
    slopes = sorted((d - b) / (c - a) for (a, b), (c, d) in combinations(points, 2) if c != a)
    if len(points) < SLOPE_NEEDS or not slopes:
        return None
    spread = NORMAL_95 * math.sqrt(
        _kendall_variance([a for a, _ in points], [b for _, b in points])
    )
    first = max(round((len(slopes) - spread) / 2) - 1, 0)
    last = min(round((len(slopes) + spread) / 2), len(slopes) - 1)
    return Slope(statistics.median(slopes), slopes[first], slopes[last], len(points))


def _kendall_variance(x: Sequence[float], y: Sequence[float]) -> float:
    """How far Kendall's S of so many points is spread by chance, ties in either taken off."""
    ties = [*Counter(x).values(), *Counter(y).values()]
    return max(_pairs(len(x)) - sum(_pairs(tied) for tied in ties), 0) / 18


def _pairs(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)
