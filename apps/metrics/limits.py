"""A tenth of what a network allows: how much a turn may ask, and how long its lane rests after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from apps.providers.base import Rate

SHARE = 20
"""A turn takes a twentieth at most, and the rest after it lets a twentieth pass in the window: two
turns may lie in one window, and together they are a tenth."""


@dataclass
class Spending:
    """What a turn has asked for so far, against the limits of the accounts it asked about."""

    part: float = 0.0
    last: float = 0.0
    seconds: float = 0.0

    def add(self, requests: int, rates: Iterable[Rate | None]) -> None:
        """Count requests that were made for accounts with these limits; the strictest holds."""
        named = [rate for rate in rates if rate is not None]
        if not named or not requests:
            return
        strict = max(named, key=lambda rate: rate.seconds / rate.requests)
        self.last = requests / max(1.0, strict.requests / SHARE)
        self.part += self.last
        self.seconds += requests * SHARE * strict.seconds / strict.requests

    @property
    def is_up(self) -> bool:
        """Whether another visit like the last one would take more than a turn may."""
        return self.part + self.last > 1.0

    @property
    def rest(self) -> timedelta:
        """How long the lane rests after the turn, on account of the limits."""
        return timedelta(seconds=self.seconds)
