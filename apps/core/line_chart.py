"""The large chart of one metric: axes, ranges, the line, and what can be followed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.core.chart_marks import Mark, Pick, Room, Sign, marks, picks, signs
from apps.core.charts import Band, Point, band_between, polylines, within
from apps.core.markup import markup, markup_join
from apps.core.numbers import say
from apps.core.scales import Scale, bounds, month_ticks, value_ticks

LETTER = 7.2
"""About how wide a digit of the axis is, in the chart's units."""
REMEMBERED = 600
"""Longer series are drawn anew each time."""
LEAST_GAP = 6
"""A narrower gap is seen as the end of a line; its table row says why."""


@dataclass(frozen=True)
class Frame:
    """The chart's outer size, the room above the line, how many months get a name, and columns."""

    width: int
    height: int
    top: int
    months: int
    columns: int
    css: str


WIDE = Frame(824, 400, 48, 9, 400, "only-wide")
NARROW = Frame(350, 330, 48, 4, 170, "only-narrow")


class Ground(NamedTuple):
    """What of a chart is drawn of numbers, dates and words of ours: one value a day given."""

    days: tuple[date, ...]
    values: tuple[float | None, ...]
    """None where nothing was measured."""
    decimals: int = 0
    band: Band | None = None
    """The usual range; it is drawn from the position `band_from` on."""
    band_from: int = 0
    named: Band | None = None
    """A range that the person named."""
    beside: tuple[float | None, ...] = ()
    """Earlier values, each at the position of the one that it stands beside."""
    gap_words: str = ""
    breaks: frozenset[int] = frozenset()
    """Positions where the line begins anew."""
    is_scaled: bool = True
    """Whether the axis says values; without, the line has its shape alone."""


@dataclass(frozen=True)
class Series:
    """A ground and what stands on it: whose it is, and what the person wrote."""

    ground: Ground
    marks: Sequence[Mark] = ()
    signs: Sequence[Sign] = ()
    picks: Sequence[Pick] = ()


class _Drawn(NamedTuple):
    """The ground as markup, and where the days and values fell."""

    ground: SafeString
    points: list[Point | None]
    places: list[float]
    room: Room


@dataclass(frozen=True)
class _Plot:
    """Where the days and values of a ground fall in a frame."""

    ground: Ground
    frame: Frame
    down: Scale
    left: float
    base: float
    places: Sequence[float]

    def points(self, values: Sequence[float | None]) -> list[Point | None]:
        return [
            None if value is None else (x, self.down.at(value))
            for x, value in zip(self.places, values, strict=True)
        ]


def line_chart(series: Series, frame: Frame, *, label: str, described_by: str) -> SafeString:
    """Return the chart at one width; `described_by` is the id of the sentence above it.

    The notes come last, so that nothing lies over them.
    """
    draw = _draw if len(series.ground.days) <= REMEMBERED else _draw.__wrapped__
    drawn = draw(series.ground, frame, get_language())
    return markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}" '
        'aria-describedby="{}" focusable="false">{}{}{}{}</svg>',
        *(frame.width, frame.height, label, described_by, drawn.ground),
        picks(series.picks, drawn.places, frame.top, drawn.room.base),
        signs(series.signs, drawn.points, drawn.places, drawn.room),
        marks(series.marks, drawn.points, drawn.places, drawn.room),
    )


# The same two sizes on page after page; a hundred KB at most for each.
@lru_cache(maxsize=64)
def _draw(ground: Ground, frame: Frame, _language: str | None) -> _Drawn:
    low, high = bounds([*ground.values, *ground.beside], *(ground.band or ()))
    ticks = value_ticks(low, high, decimals=ground.decimals)
    names = [say(tick, max(ground.decimals, _decimals(ticks))) for tick in ticks]
    names = names if ground.is_scaled else [""] * len(names)
    left = 10 + LETTER * max(len(name) for name in names)
    base, right = frame.height - 30, frame.width - 8
    across = Scale(ground.days[0].toordinal(), ground.days[-1].toordinal(), left, right)
    places = [across.at(day.toordinal()) for day in ground.days]
    plot = _Plot(ground, frame, Scale(ticks[0], ticks[-1], base, frame.top), left, base, places)
    points = plot.points(ground.values)
    drawn = markup(
        "{}{}{}{}{}{}",
        _bands(plot),
        _grid(zip(ticks, names, strict=True), plot.down, left, frame),
        _months(ground, across, frame),
        _gaps(plot, points),
        polylines(plot.points(ground.beside), "c-beside", ground.breaks, columns=frame.columns)
        if ground.beside
        else "",
        polylines(points, "c-line", ground.breaks, columns=frame.columns),
    )
    return _Drawn(drawn, points, places, Room(frame.width, base))


def _bands(plot: _Plot) -> SafeString:
    ground, right = plot.ground, plot.frame.width - 8
    usual = named = SafeString("")
    if ground.band:
        begin = plot.places[ground.band_from]
        usual = band_between(plot.down, ground.band, round(begin, 1), right, "c-band")
    if ground.named:
        named = within(plot.down, ground.named, (plot.left, right), (plot.frame.top, plot.base))
    return markup("{}{}", usual, named)


def _decimals(ticks: Sequence[float]) -> int:
    return 0 if all(float(tick).is_integer() for tick in ticks) else 1


def _grid(ticks: zip[tuple[float, str]], down: Scale, left: float, frame: Frame) -> SafeString:
    lines = [(down.at(tick), name) for tick, name in ticks]
    return markup_join(
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


def _months(ground: Ground, across: Scale, frame: Frame) -> SafeString:
    ticks = month_ticks(ground.days[0], ground.days[-1], most=frame.months)
    placed = [(across.at(tick.day.toordinal()), tick.label) for tick in ticks]
    return markup_join(
        "",
        '<text class="ax m" x="{}" y="{}">{}</text>',
        (
            (f"{min(x, frame.width - len(name) * 3.6):.1f}", frame.height - 11, name)
            for x, name in placed
        ),
    )


def _gaps(plot: _Plot, points: Sequence[Point | None]) -> SafeString:
    """Dot the base under each stretch without a value, and name it where the words have room."""
    words = plot.ground.gap_words
    if not words:
        return SafeString("")
    room, rules, names = len(words) * 6.5, [], []
    for first, last in _stretches(points):
        start, end = plot.places[first], plot.places[last]
        if end - start >= LEAST_GAP:
            rules.append((f"{start:.1f}", f"{end:.1f}", f"{plot.base - 5:g}"))
        if end - start >= room:
            names.append((f"{(start + end) / 2:.1f}", f"{plot.base - 10:.1f}", words))
    return markup(
        "{}{}",
        markup_join("", '<line class="c-gap" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>', rules),
        markup_join("", '<text class="ax m" x="{}" y="{}">{}</text>', names),
    )


def _stretches(points: Sequence[Point | None]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for n, point in enumerate(points):
        if point is None:
            if found and found[-1][1] == n - 1:
                found[-1] = (found[-1][0], n)
            else:
                found.append((n, n))
    return [(max(first - 1, 0), min(last + 1, len(points) - 1)) for first, last in found]
