"""The large chart of one metric: axes, the usual range, the line, and the person's own marks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core.charts import Band, Point, band_between, polylines
from apps.core.numbers import say
from apps.core.scales import Scale, bounds, month_ticks, value_ticks

LETTER = 7.2
"""About how wide a digit of the axis is, in the chart's units."""
RING = 11
APART = 25
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
class Frame:
    """The chart's outer size, the room above the line, and how many months get a name."""

    width: int
    height: int
    top: int
    months: int
    css: str


WIDE = Frame(824, 400, 48, 9, "only-wide")
NARROW = Frame(350, 330, 48, 4, "only-narrow")


@dataclass(frozen=True)
class Mark:
    """A numbered link on the chart: `at` is a position among the values."""

    number: int
    at: int
    href: str
    label: str


@dataclass(frozen=True)
class Series:
    """What is drawn: one value a day given, None where nothing was measured."""

    days: Sequence[date]
    values: Sequence[float | None]
    decimals: int = 0
    band: Band | None = None
    marks: Sequence[Mark] = ()
    gap_words: str = ""
    breaks: Collection[int] = ()
    """Positions where the line begins anew."""
    is_scaled: bool = True
    """Whether the axis says values; without, the line has its shape alone."""


def line_chart(series: Series, frame: Frame, *, label: str, described_by: str) -> SafeString:
    """Return the chart at one width; `described_by` is the id of the sentence above it."""
    low, high = bounds(series.values, *(series.band or ()))
    ticks = value_ticks(low, high, decimals=series.decimals)
    names = [say(tick, max(series.decimals, _decimals(ticks))) for tick in ticks]
    names = names if series.is_scaled else [""] * len(names)
    left = 10 + LETTER * max(len(name) for name in names)
    base = frame.height - 30
    down = Scale(ticks[0], ticks[-1], base, frame.top)
    across = Scale(series.days[0].toordinal(), series.days[-1].toordinal(), left, frame.width - 8)
    points = [
        None if value is None else (across.at(day.toordinal()), down.at(value))
        for day, value in zip(series.days, series.values, strict=True)
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}" '
        'aria-describedby="{}" focusable="false">{}{}{}{}{}{}</svg>',
        *(frame.width, frame.height, label, described_by),
        band_between(down, series.band, left, frame.width - 8, "c-band") if series.band else "",
        _grid(zip(ticks, names, strict=True), down, left, frame),
        _months(series, across, frame),
        _gaps(series, points, across, base),
        polylines(points, "c-line", series.breaks),
        _marks(series, points, across, frame),
    )


def _decimals(ticks: Sequence[float]) -> int:
    return 0 if all(float(tick).is_integer() for tick in ticks) else 1


def _grid(ticks: zip[tuple[float, str]], down: Scale, left: float, frame: Frame) -> SafeString:
    lines = [(down.at(tick), name) for tick, name in ticks]
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="ax e" x="{}" y="{}">{}</text>',
        (
            (
                *("grid" if n else "base", f"{left:g}", frame.width - 8, f"{y:.1f}", f"{y:.1f}"),
                *(f"{left - 9:g}", f"{y + 4:.1f}", name),
            )
            for n, (y, name) in enumerate(lines)
        ),
    )


def _months(series: Series, across: Scale, frame: Frame) -> SafeString:
    ticks = month_ticks(series.days[0], series.days[-1], most=frame.months)
    placed = [(across.at(tick.day.toordinal()), tick.label) for tick in ticks]
    return format_html_join(
        "",
        '<text class="ax m" x="{}" y="{}">{}</text>',
        (
            (f"{min(x, frame.width - len(name) * 3.6):.1f}", frame.height - 11, name)
            for x, name in placed
        ),
    )


def _gaps(series: Series, points: Sequence[Point | None], across: Scale, base: float) -> SafeString:
    """Name each stretch without a value that has room for the words."""
    room = len(series.gap_words) * 6.5
    places = []
    for first, last in _stretches(points):
        start, end = (across.at(series.days[n].toordinal()) for n in (first, last))
        if series.gap_words and end - start >= room:
            places.append((f"{(start + end) / 2:.1f}", f"{base - 10:.1f}", series.gap_words))
    return format_html_join("", '<text class="ax m" x="{}" y="{}">{}</text>', places)


def _stretches(points: Sequence[Point | None]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for n, point in enumerate(points):
        if point is None:
            if found and found[-1][1] == n - 1:
                found[-1] = (found[-1][0], n)
            else:
                found.append((n, n))
    return [(max(first - 1, 0), min(last + 1, len(points) - 1)) for first, last in found]


def _marks(
    series: Series, points: Sequence[Point | None], across: Scale, frame: Frame
) -> SafeString:
    """Set each numbered ring near its point, where it covers no other ring."""
    rings: list[Point] = []
    rows = []
    for mark in series.marks:
        point = points[mark.at]
        x, y = point or (across.at(series.days[mark.at].toordinal()), frame.height - 30)
        ring = _ring(x, y, rings, frame)
        rings.append(ring)
        rows.append(_mark(mark, (x, y), ring, is_measured=point is not None))
    return format_html_join("", "{}", ((row,) for row in rows))


def _ring(x: float, y: float, taken: Sequence[Point], frame: Frame) -> Point:
    free = [
        (min(max(x + dx, RING + 2), frame.width - RING - 2), y + dy)
        for dx, dy in PLACES
        if RING + 2 <= y + dy <= frame.height - 30 - RING
    ]
    for place in free:
        if all(abs(place[0] - a) >= APART or abs(place[1] - b) >= APART for a, b in taken):
            return place
    return free[0] if free else (x, RING + 2)


def _mark(mark: Mark, point: Point, ring: Point, *, is_measured: bool) -> SafeString:
    (x, y), (a, b) = point, ring
    near = b + RING if b < y else b - RING
    at = format_html('cx="{}" cy="{}"', f"{a:.1f}", f"{b:.1f}")
    return format_html(
        '<a class="mk" href="{}" aria-label="{}">'
        '<line class="lead" x1="{}" x2="{}" y1="{}" y2="{}"/>{}'
        '<circle class="hit" {} r="15"/><circle class="o" {} r="{}"/>'
        '<text x="{}" y="{}" aria-hidden="true">{}</text></a>',
        *(mark.href, mark.label, f"{a:.1f}", f"{x:.1f}", f"{near:.1f}", f"{y:.1f}"),
        format_html('<circle class="pt" cx="{}" cy="{}" r="3"/>', f"{x:.1f}", f"{y:.1f}")
        if is_measured
        else "",
        *(at, at, RING, f"{a:.1f}", f"{b + 4:.1f}", mark.number),
    )
