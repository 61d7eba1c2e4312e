"""What stands on a large chart: notes by number, breaks by letter, places to point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from apps.core.charts import Point
from apps.core.markup import markup, markup_join

RING = 11
APART = 25
LETTERS_APART = 14
PLACES = [
    (0, -30),
    (0, -56),
    (-26, -30),
    (26, -30),
    (0, 30),
    (-26, 30),
    (26, 30),
    (0, -82),
    (0, 56),
]


@dataclass(frozen=True)
class Mark:
    """A numbered link on the chart: `at` is a position among the values."""

    number: int
    at: int
    href: str
    label: str


@dataclass(frozen=True)
class Sign:
    """A lettered link to what happened to the series at a position.

    One that `parts` is a rule from top to base; any other is a small open square on its value.
    """

    letter: str
    at: int
    href: str
    label: str
    parts: bool


@dataclass(frozen=True)
class Room:
    """Where marks may stand: the chart's width, and the height of its base."""

    width: float
    base: float


def marks(
    given: Sequence[Mark], points: Sequence[Point | None], places: Sequence[float], room: Room
) -> SafeString:
    """Set each numbered ring near its point, where it covers no other ring."""
    rings: list[Point] = []
    rows = []
    for mark in given:
        point = points[mark.at]
        x, y = point or (places[mark.at], room.base)
        ring = _ring(x, y, rings, room)
        rings.append(ring)
        rows.append(_mark(mark, (x, y), ring, is_measured=point is not None))
    return markup_join("", "{}", ((row,) for row in rows))


def _ring(x: float, y: float, taken: Sequence[Point], room: Room) -> Point:
    free = [
        (min(max(x + dx, RING + 2), room.width - RING - 2), y + dy)
        for dx, dy in PLACES
        if RING + 2 <= y + dy <= room.base - RING
    ]
    for place in free:
        if all(abs(place[0] - a) >= APART or abs(place[1] - b) >= APART for a, b in taken):
            return place
    return free[0] if free else (x, RING + 2)


def _mark(mark: Mark, point: Point, ring: Point, *, is_measured: bool) -> SafeString:
    (x, y), (a, b) = point, ring
    near = b + RING if b < y else b - RING
    at = markup('cx="{}" cy="{}"', f"{a:.1f}", f"{b:.1f}")
    return markup(
        '<a class="mk" href="{}" aria-label="{}">'
        '<line class="lead" x1="{}" x2="{}" y1="{}" y2="{}"/>{}'
        '<circle class="hit" {} r="15"/><circle class="o" {} r="{}"/>'
        '<text x="{}" y="{}" aria-hidden="true">{}</text></a>',
        *(mark.href, mark.label, f"{a:.1f}", f"{x:.1f}", f"{near:.1f}", f"{y:.1f}"),
        markup('<circle class="pt" cx="{}" cy="{}" r="3"/>', f"{x:.1f}", f"{y:.1f}")
        if is_measured
        else "",
        *(at, at, RING, f"{a:.1f}", f"{b + 4:.1f}", mark.number),
    )


def signs(
    given: Sequence[Sign], points: Sequence[Point | None], places: Sequence[float], room: Room
) -> SafeString:
    """Draw what happened; where letters would touch, the first stands for those after it."""
    rows = []
    end = -LETTERS_APART
    for sign in given:
        x = places[sign.at]
        is_named = x - end >= LETTERS_APART
        end = int(x) if is_named else end
        rows.append(_sign(sign, points[sign.at], x, room, is_named=is_named))
    return markup_join("", "{}", ((row,) for row in rows))


def _sign(sign: Sign, point: Point | None, x: float, room: Room, *, is_named: bool) -> SafeString:
    foot = room.base if sign.parts or point is None else point[1] - 4
    square = (
        ""
        if sign.parts
        else markup(
            '<rect class="o" x="{}" y="{}" width="7" height="7"/>',
            *(f"{x - 3.5:.1f}", f"{(point[1] if point else room.base) - 3.5:.1f}"),
        )
    )
    return markup(
        '<a class="bk" href="{}" aria-label="{}"><line x1="{}" x2="{}" y1="18" y2="{}"/>{}'
        '<rect class="hit" x="{}" y="0" width="24" height="24"/>{}</a>',
        *(sign.href, sign.label, f"{x:.1f}", f"{x:.1f}", f"{foot:.1f}", square, f"{x - 12:.1f}"),
        markup('<text x="{}" y="13" aria-hidden="true">{}</text>', f"{x:.1f}", sign.letter)
        if is_named
        else "",
    )


class Pick(NamedTuple):
    """A part of the chart that leads somewhere, from one position to another."""

    first: int
    last: int
    href: str


def picks(given: Sequence[Pick], places: Sequence[float], top: float, base: float) -> SafeString:
    """Return a link over each part, for a pointer; the table has the same links for everybody."""
    half = (places[1] - places[0]) / 2 if len(places) > 1 else 20
    parts = markup_join(
        "",
        '<a href="{}" tabindex="-1"><rect x="{}" y="{}" width="{}" height="{}"/></a>',
        (
            (
                pick.href,
                f"{places[pick.first] - half:.1f}",
                f"{top:g}",
                f"{places[pick.last] - places[pick.first] + 2 * half:.1f}",
                f"{base - top:g}",
            )
            for pick in given
        ),
    )
    return markup('<g class="picks" aria-hidden="true">{}</g>', parts) if given else parts
