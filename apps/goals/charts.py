"""A small chart of a goal's number, with the person's check-ins marked on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core.charts import Band, Point, band_between, dot, polylines
from apps.core.scales import Scale, bounds

WIDTH, HEIGHT = 280, 96
LEFT, RIGHT = 11, 269
TOP, TOP_UNDER_MARKS = 6, 40
LOWEST, BASE = 84, 92
RING, LEAD = 9.5, 24
LETTER = 4
"""How far a number's foot lies below the middle of its ring."""


def goal_chart(
    values: Sequence[float | None],
    *,
    marks: Mapping[int, int],
    band: Band | None = None,
    wished: Sequence[float] = (),
    label: str,
) -> SafeString:
    """Return an SVG of one value a week; a week without one (None) is left empty.

    `marks` has the number of a check-in by the position of its week. `band` is the usual range;
    the `wished` bounds become dotted lines where they lie near what is drawn. `label` is the
    chart in words; the values themselves stand beside it.
    """
    across = Scale(0, max(len(values) - 1, 1), LEFT, RIGHT)
    down = Scale(*bounds(values, *(band or ())), LOWEST, TOP_UNDER_MARKS if marks else TOP)
    points: list[Point | None] = [
        None if value is None else (across.at(n), down.at(value)) for n, value in enumerate(values)
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">'
        '{}{}<line class="base" x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        *(WIDTH, HEIGHT, label),
        band_between(down, band, 0, WIDTH, "c-band") if band else "",
        _bounds([down.at(value) for value in wished]),
        *(WIDTH, BASE, BASE),
        polylines(points, "c-line"),
        format_html_join(
            "", "{}", ((_mark(across.at(n), points[n], marks[n]),) for n in sorted(marks))
        ),
    )


def _bounds(heights: Sequence[float]) -> SafeString:
    return format_html_join(
        "",
        '<line class="c-gap" x1="0" x2="{}" y1="{}" y2="{}"/>',
        ((WIDTH, f"{y:.1f}", f"{y:.1f}") for y in heights if 0 <= y <= BASE),
    )


def _mark(x: float, point: Point | None, number: int) -> SafeString:
    """Ring the number over its week's point, or over the base where the week has none."""
    y = point[1] if point else BASE
    return format_html(
        '<g class="mk"><line class="lead" x1="{x}" x2="{x}" y1="{foot}" y2="{y}"/>{dot}'
        '<circle class="o" cx="{x}" cy="{centre}" r="{ring}"/>'
        '<text x="{x}" y="{text}">{number}</text></g>',
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        foot=f"{y - LEAD + RING:.1f}",
        centre=f"{y - LEAD:.1f}",
        text=f"{y - LEAD + LETTER:.1f}",
        dot=dot(point, "pt", 2.75) if point else "",
        ring=RING,
        number=number,
    )
