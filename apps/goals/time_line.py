"""One time line of a goal: each of its numbers on a scale of its own, and what happened above."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core.charts import band_between, polylines, rules
from apps.core.scales import Scale, bounds, month_ticks

SIDE = 16
RING_AT, RING, HIT = 17, 11, 15
LETTER = 7
LANES_FROM, LANE, CAPTION, ROOM = 38, 104, 16, 22
AXIS = 28
PIXELS = 3
"""Of more weeks than one in so many pixels, the highest and the lowest are drawn."""
BARE = 18
"""The height left for the marks' feet where no number is drawn."""


@dataclass(frozen=True)
class Frame:
    """How wide it is drawn, how many months get a name, and where it is shown."""

    width: int
    months: int
    css: str


WIDE = Frame(824, 9, "only-wide")
NARROW = Frame(350, 4, "only-narrow")


@dataclass(frozen=True)
class Lane:
    """One number: a value a week, None where there is none; `span` is its least and most."""

    metric_id: int
    caption: str
    span: str
    values: Sequence[float | None]
    breaks: Collection[int] = ()
    """Positions where the line begins anew."""
    wished: Sequence[float] = ()


@dataclass(frozen=True)
class Mark:
    """Something that happened: a numbered link above the lines; `label` says what."""

    number: int
    day: date
    href: str
    label: str


@dataclass(frozen=True)
class Cluster:
    """Marks too close to be told apart, drawn as one."""

    x: float
    marks: tuple[Mark, ...]

    @property
    def name(self) -> str:
        first, last = self.marks[0].number, self.marks[-1].number
        return str(first) if first == last else f"{first}–{last}"

    @property
    def half(self) -> float:
        """Half of how wide it is drawn."""
        return max(RING, len(self.name) * LETTER / 2 + 6)


def time_line(
    days: Sequence[date],
    lanes: Sequence[Lane],
    marks: Sequence[Mark],
    *,
    away: Sequence[tuple[date, date]],
    frame: Frame,
    label: str,
) -> SafeString:
    """Return an SVG over `days`, one for each value of the lanes, in order.

    `marks` come in time order. The spans of `away` are shaded. `label` is the chart in words; what
    it shows stands beside it as text and table.
    """
    across = Scale(days[0].toordinal(), days[-1].toordinal(), SIDE, frame.width - SIDE)
    base = LANES_FROM + (LANE * len(lanes) or BARE)
    told = clusters([(across.at(mark.day.toordinal()), mark) for mark in marks], frame.width)
    return format_html(
        '<svg class="chart timeline" viewBox="0 0 {} {}" role="group" aria-label="{}" '
        'focusable="false">{}{}{}{}{}</svg>',
        *(frame.width, base + AXIS, label),
        _away(away, across, base),
        _leads(told, base),
        _lanes(lanes, [across.at(day.toordinal()) for day in days], frame.width),
        _axis(days, across, base, frame),
        format_html_join("", "{}", ((_link(one),) for one in told)),
    )


def clusters(placed: Sequence[tuple[float, Mark]], width: float) -> list[Cluster]:
    """Join marks so that no two that are drawn touch; none is lost, and none moves from its place.

    `placed` are marks with their place, from left to right.
    """
    found: list[Cluster] = []
    for x, mark in placed:
        alone = Cluster(min(max(x, RING + 1), width - RING - 1), (mark,))
        found.append(alone)
        while len(found) > 1 and _touch(found[-2], found[-1]):
            last = found.pop()
            found[-1] = _joined(found[-1], last, width)
    return found


def _touch(one: Cluster, other: Cluster) -> bool:
    return other.x - other.half < one.x + one.half + 2


def _joined(one: Cluster, other: Cluster, width: float) -> Cluster:
    together = Cluster(one.x, one.marks + other.marks)
    return Cluster(min(max(one.x, together.half + 1), width - together.half - 1), together.marks)


def _away(away: Sequence[tuple[date, date]], across: Scale, base: int) -> SafeString:
    down = Scale(0, 1, base, LANES_FROM - 6)
    spans = ((across.at(a.toordinal()), across.at(b.toordinal())) for a, b in away)
    return format_html_join(
        "", "{}", ((band_between(down, (0, 1), a, b, "c-away"),) for a, b in spans)
    )


def _leads(told: Sequence[Cluster], base: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="c-tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((f"{one.x:.1f}", RING_AT + RING, base) for one in told),
    )


def _lanes(lanes: Sequence[Lane], xs: Sequence[float], width: int) -> SafeString:
    tops = (LANES_FROM + LANE * place for place in range(len(lanes)))
    return format_html_join(
        "", "{}", ((_lane(lane, top, xs, width),) for top, lane in zip(tops, lanes, strict=True))
    )


def _lane(lane: Lane, top: int, xs: Sequence[float], width: int) -> SafeString:
    """Draw one number between its own least and most, its wished bounds where they lie near."""
    bottom = top + LANE - 10
    down = Scale(*bounds(lane.values), bottom, top + CAPTION + ROOM)
    points = [
        None if value is None else (x, down.at(value))
        for x, value in zip(xs, lane.values, strict=True)
    ]
    wished = [y for y in map(down.at, lane.wished) if top + CAPTION < y <= bottom + 6]
    anew = rules([xs[place] for place in sorted(lane.breaks)], top + CAPTION + 6, bottom)
    return format_html(
        '<g data-of="{}"><text class="lab" x="{}" y="{}">{}</text>'
        '<text class="ax e" x="{}" y="{}">{}</text>{}{}{}</g>',
        *(lane.metric_id, SIDE, top + CAPTION, lane.caption),
        *(width - SIDE, top + CAPTION, lane.span),
        format_html_join(
            "",
            '<line class="c-gap" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            ((SIDE, width - SIDE, f"{y:.1f}", f"{y:.1f}") for y in wished),
        ),
        anew,
        polylines(points, "c-line", lane.breaks, columns=width // PIXELS),
    )


def _axis(days: Sequence[date], across: Scale, base: int, frame: Frame) -> SafeString:
    ticks = month_ticks(days[0], days[-1], most=frame.months)
    names = (
        (f"{min(max(across.at(one.day.toordinal()), 26), frame.width - 26):.1f}", one.label)
        for one in ticks
    )
    return format_html(
        '<line class="base" x1="{}" x2="{}" y1="{}" y2="{}"/>{}',
        *(SIDE, frame.width - SIDE, base, base),
        format_html_join(
            "",
            '<text class="ax m" x="{}" y="{}">{}</text>',
            ((x, base + AXIS - 9, name) for x, name in names),
        ),
    )


def _link(one: Cluster) -> SafeString:
    """A ring around the number, wider for several; it leads to the first of them."""
    left = format_html('x="{}" rx="{}"', f"{one.x - one.half:.1f}", RING)
    label = f"{one.name}: {', '.join(mark.label for mark in one.marks)}"
    return format_html(
        '<a class="mk" href="{}" aria-label="{}"><circle class="hit" cx="{}" cy="{}" r="{}"/>'
        '<rect class="o" {} y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" aria-hidden="true">{}</text></a>',
        *(one.marks[0].href, label, f"{one.x:.1f}", RING_AT, HIT, left, RING_AT - RING),
        *(f"{2 * one.half:.1f}", 2 * RING, f"{one.x:.1f}", RING_AT + 4, one.name),
    )
