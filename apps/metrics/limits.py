"""A tenth of what a network allows: how much a turn may ask, and how long its lane rests after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.providers.base import Rate

SHARE = 20
"""A twentieth may be asked for at once, and what was asked for is paid off at a twentieth of the
rate: a window holds both at most, and together they are a tenth."""


@dataclass
class Spending:
    """What a lane has asked for, in seconds that it takes to pay off; no more than one window's.

    It begins with the `backlog` that earlier turns left.
    """

    backlog: float = 0.0
    last: float = 0.0
    window: float = 0.0

    def add(self, requests: int, rates: Iterable[Rate | None]) -> None:
        """Count requests that were made for accounts with these limits; the strictest holds."""
        named = [rate for rate in rates if rate is not None]
        if not named or not requests:
            return
        strict = max(named, key=lambda rate: rate.seconds / rate.requests)
        each = SHARE * strict.seconds / strict.requests
        self.last = requests * each
        self.backlog += self.last
        self.window = max(float(strict.seconds), each)

    @property
    def is_up(self) -> bool:
        """Whether another visit like the last one would take more than there is."""
        return bool(self.window) and self.backlog + self.last > self.window

    @property
    def rest(self) -> float:
        """Seconds until there is room for a visit like the last one, on account of the limits."""
        if not self.window:
            return 0.0
        return max(0.0, self.backlog + min(self.last, self.window) - self.window)
