"""Charts as SVG: geometry in attributes, colour in classes, gaps left empty.

Every function takes values in time order with None for what was not measured, and returns markup
that any of our pages may print. Labels are words for screen readers; charts repeat, never replace,
the numbers in the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from apps.core.markup import markup, markup_join
from apps.core.scales import Scale, bounds
from apps.core.thinning import runs

Point = tuple[float, float]
Band = tuple[float, float]

SPARK = (168, 36)
MULTIPLE = (330, 92)
MULTIPLE_COLUMNS = 110
STRIP = (280, 24)
LONE = 1.75
OK = "ok"
TYPED_IN = "typed_in"
NOTHING = ("", "paused", "not_connected")


def sparkline(
    values: Sequence[float | None], *, label: str, band: Band | None = None
) -> SafeString:
    """Return a word-sized line; `band` is the usual range, the dot the newest value."""
    return markup(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">'
        "{}</svg>",
        *(*SPARK, label, _spark(tuple(values), band)),
    )


# Drawn of numbers alone, and of the same ones on page after page.
@lru_cache(maxsize=2048)
def _spark(values: tuple[float | None, ...], band: Band | None) -> SafeString:
    width, height = SPARK
    low, high = bounds(values, *(band or ()))
    down = Scale(low, high, height - 4, 4)
    across = Scale(0, max(len(values) - 1, 1), 3, width - 4)
    points = [_point(across, down, n, value) for n, value in enumerate(values)]
    return markup(
        "{}{}{}",
        band_between(down, band, 0, width) if band else "",
        polylines(points, "s-line"),
        dot(points[-1], "s-dot", 2.75) if points and points[-1] else "",
    )


def small_multiple(
    values: Sequence[float | None],
    *,
    label: str,
    ends: tuple[str, str],
    ticks: Sequence[float] = (),
    breaks: Collection[int] = (),
    named: Band | None = None,
) -> SafeString:
    """Return a small chart on a scale of its own; `ends` name its first and last day.

    `ticks` are places from 0 to 1 that get a dotted rule, `breaks` the positions in `values` where
    the line begins anew, `named` a range that the person named.
    """
    width, height = MULTIPLE
    drawn = _multiple(tuple(values), tuple(ticks), frozenset(breaks), named)
    return markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">'
        '{}<text class="ax" x="0" y="{}">{}</text><text class="ax e" x="{}" y="{}">{}</text></svg>',
        *(width, height, label, drawn),
        *(height - 4, ends[0], width, height - 4, ends[1]),
    )


@lru_cache(maxsize=256)
def _multiple(
    values: tuple[float | None, ...],
    ticks: tuple[float, ...],
    breaks: frozenset[int],
    named: Band | None,
) -> SafeString:
    width, height = MULTIPLE
    base = height - 20
    down = Scale(*bounds(values), base - 4, 6)
    across = Scale(0, max(len(values) - 1, 1), 1, width - 4)
    along = Scale(0, 1, 1, width - 4)
    points = [_point(across, down, n, value) for n, value in enumerate(values)]
    last = next((point for point in reversed(points) if point), None)
    return markup(
        '{}{}<line class="base" x1="0" x2="{}" y1="{}" y2="{}"/>{}{}',
        within(down, named, (0, width), (4, base)) if named else "",
        rules([along.at(place) for place in ticks], 4, base),
        *(width, base, base),
        polylines(points, "c-line", breaks, columns=MULTIPLE_COLUMNS),
        dot(last, "s-dot", 2.75) if last else "",
    )


def history_strip(days: Sequence[str], *, label: str = "") -> SafeString:
    """Return one mark a day, oldest first.

    "ok" is a full stroke, "typed_in" a dot, "" a short stroke, all else a cross.
    Without a `label` the strip is hidden from assistive tech; the text beside it says the same.
    """
    width, height = STRIP
    across = Scale(0, max(len(days) - 1, 1), 3, width - 3)
    told = markup('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return markup(
        '<svg class="hist" viewBox="0 0 {} {}" {} preserveAspectRatio="none" focusable="false">'
        "{}</svg>",
        width,
        height,
        mark_safe(told),  # noqa: S308  # made above, its label escaped
        mark_safe("".join(_day_mark(across.at(n), day) for n, day in enumerate(days))),  # noqa: S308
    )


def _day_mark(x: float, day: str) -> str:
    if day == OK:
        return f'<line class="h-ok" x1="{x:.1f}" x2="{x:.1f}" y1="3" y2="20"/>'
    if day == TYPED_IN:
        return dot((x, 11.5), "s-dot", 3)
    if day in NOTHING:
        return f'<line class="h-no" x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="13"/>'
    return f'<path class="h-x" d="M{x - 2.5:.1f} 9l5 5m0-5l-5 5"/>'


def _point(across: Scale, down: Scale, n: int, value: float | None) -> Point | None:
    return None if value is None else (across.at(n), down.at(value))


def polylines(
    points: Sequence[Point | None],
    css: str,
    breaks: Collection[int] = (),
    *,
    columns: int | None = None,
) -> SafeString:
    """Return one line for each unbroken run; a point between two gaps becomes a dot.

    A run also ends before each of the positions in `breaks`. Of more points than `columns` have
    room for, the highest and the lowest of each column are drawn.
    """
    heights = [point[1] if point else None for point in points]
    drawn = runs(heights, columns=columns, breaks=breaks)
    told = ([point for n in run if (point := points[n])] for run in drawn)
    return markup_join("", "{}", ((_run(run, css),) for run in told))


def _run(run: Sequence[Point], css: str) -> SafeString:
    if len(run) == 1:
        return dot(run[0], "lone", LONE)
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    return markup('<polyline class="{}" points="{}"/>', css, told)


def dot(point: Point, css: str, radius: float) -> SafeString:
    """Return a filled circle."""
    return markup(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>', css, *(f"{c:.1f}" for c in point), radius
    )


def band_between(
    down: Scale, band: Band, left: float, right: float, css: str = "s-band"
) -> SafeString:
    """Return the rectangle that spans `band` from `left` to `right`, never thinner than a line."""
    top, bottom = down.at(band[1]), down.at(band[0])
    return markup(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        *(css, f"{left:g}", f"{top:.1f}", f"{right - left:g}", f"{max(bottom - top, 1.5):.1f}"),
    )


def within(
    down: Scale, band: Band, across: tuple[float, float], between: tuple[float, float]
) -> SafeString:
    """Return what can be seen of a range the person named, `between` two heights; often nothing."""
    top = max(down.at(band[1]), between[0])
    bottom = min(down.at(band[0]), between[1])
    if top > bottom:
        return SafeString("")
    left, right = across
    return markup(
        '<rect class="c-named" x="{}" y="{}" width="{}" height="{}"/>',
        *(f"{left:g}", f"{top:.1f}", f"{right - left:g}", f"{max(bottom - top, 1.5):.1f}"),
    )


def rules(places: Iterable[float], top: float, bottom: float) -> SafeString:
    """Return dotted vertical rules."""
    return markup_join(
        "",
        '<line class="c-tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((f"{x:.1f}", top, bottom) for x in places),
    )
