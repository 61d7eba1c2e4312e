"""How figures of settled weeks were told before: numbers, dates and words of ours, and no name.

What a person calls a source is read each time, and put beside what is remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language

from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.week_ends import Settled, settled_before
from apps.review.shown import is_exact

Told = Mapping[str, Any]


class Key(NamedTuple):
    """Which figure, and all that its words depend on beside its readings."""

    of: Settled
    monday: date
    decimals: int
    language: str | None


# One takes 1 to 2 KB.
_remembered: Memory[Key, Told] = Memory(5_000, seconds=3600)


def keys_of(
    metrics: Sequence[Metric], week: Week, *, running: Week, covered: Collection[Week]
) -> dict[int, Key]:
    """Return the key of each metric's figure that may be remembered, by the metric's pk.

    None of a week that is not settled, or of one with a covered week before it, which parts its
    figures as long as it is covered; and none of a metric that is not seen exactly.
    """
    if week.monday >= settled_before(running) or any(one < week for one in covered):
        return {}
    language = get_language()
    return {
        one.pk: Key(Settled.of(one, running=running), week.monday, one.decimals, language)
        for one in metrics
        if is_exact(one)
    }


def recall(keys: Mapping[int, Key]) -> dict[int, Told]:
    """Return what is remembered under the keys, by the metric's pk."""
    found = ((pk, _remembered.recall(key)) for pk, key in keys.items())
    return {pk: told for pk, told in found if told is not None}


def keep(key: Key, told: Told) -> None:
    """Remember how a figure was told."""
    _remembered.keep(key, told)
