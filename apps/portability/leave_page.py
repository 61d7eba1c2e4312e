"""How much there is of each kind, for somebody who thinks of leaving."""

from __future__ import annotations

from apps.accounts.models import User
from apps.portability.belongings import belongings
from apps.portability.kinds import WORDS

NOT_TOLD = ("metrics.Measurement", "metrics.FetchAttempt", "metrics.Post", "review.FrozenReading")
"""How many there are of them would tell something of a week that is covered."""


def counts_of(user: User) -> dict[str, int]:
    """Return how many rows of each kind that has a name belong to the person."""
    told = [one for one in belongings() if one.label in WORDS and one.label not in NOT_TOLD]
    counts = {one.label: one.of(user).count() for one in told}
    return {label: count for label, count in counts.items() if count}
