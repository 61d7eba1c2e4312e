"""Which prompt a week gets: the same for the same past, and none again within twelve weeks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.core.weeks import Week
from apps.journal.prompts import Prompt

APART = 12
"""How many weeks lie at least between two draws of one prompt, where there are enough of them."""
_FAR = (APART, 0)


@dataclass(frozen=True)
class Past:
    """One draw of the past, or of a later week that was written first."""

    key: str
    text: str
    week: Week
    place: int


def choose(
    prompts: Sequence[Prompt], past: Iterable[Past], week: Week, *, seed: int
) -> Prompt | None:
    """Return the prompt to draw next for a week; None where there is no prompt.

    Any that was not drawn within eleven weeks before or after; else the one whose nearest draw
    lies furthest away. The same words in another deck are the same prompt. `seed` gives each
    person their own order.
    """
    nearest: dict[str, tuple[int, int]] = {}
    for draw in past:
        away = weeks_apart(draw.week, week), -draw.place
        for name in (draw.key, draw.text):
            nearest[name] = min(away, nearest.get(name, away))

    def away_from(prompt: Prompt) -> tuple[int, int]:
        return min(nearest.get(name, _FAR) for name in (prompt.key, str(prompt.text)))

    free = [one for one in prompts if away_from(one)[0] >= APART]
    if free:
        return min(free, key=lambda one: _lot(one.key, week, seed))
    return max(prompts, key=away_from, default=None)


def weeks_apart(one: Week, other: Week) -> int:
    """Return how many weeks lie from one to the other, whichever comes first."""
    return abs((one.monday - other.monday).days) // 7


def _lot(key: str, week: Week, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {week} {key}".encode()).digest()
