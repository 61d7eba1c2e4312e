"""What happened to a number over a trend: each break named, and tied to its place on the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from apps.metrics.series import Break, breaks
from apps.review.spans import Span
from apps.review.trend_lines import Line


@dataclass(frozen=True)
class Happened:
    """A break with the letter that ties it to the chart; `at` is a position on the line."""

    letter: str
    at: int
    told: Break

    @property
    def anchor(self) -> str:
        return f"break-{self.letter}"


def happened_to(line: Line, span: Span) -> list[Happened]:
    """Return the breaks over the span in order, lettered a, b, ... z, aa, ab."""
    if not line.stretches:
        return []
    found = breaks(line.metric, line.stretches[0].first, span.read_until, until=span.read_until)
    return [
        Happened(_letter(number), line.place_of(one.day), one) for number, one in enumerate(found)
    ]


def by_place(happened: Sequence[Happened]) -> dict[int, list[Happened]]:
    """Return the same by their position on the line."""
    places: dict[int, list[Happened]] = {}
    for one in happened:
        places.setdefault(one.at, []).append(one)
    return places


def _letter(number: int) -> str:
    before, place = divmod(number, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[place]
