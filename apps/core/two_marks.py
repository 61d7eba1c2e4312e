"""Two values on one short axis: what somebody thought, and what there was. No distance is told."""

from __future__ import annotations

from django.utils.safestring import SafeString

from apps.core.charts import dot
from apps.core.markup import markup
from apps.core.numbers import say
from apps.core.scales import Scale, value_ticks

SIZE = (350, 96)
BASE, EDGE = 48, 24
NEAR_AN_END = 70
"""Within so much of an end a name begins or ends at its mark instead of standing in its middle."""


def two_marks(
    thought: tuple[str, float], was: tuple[str, float], *, decimals: int, label: str
) -> SafeString:
    """Return the axis with both marks and their names; the values stand in the text beside it.

    What was thought is an open ring with its name above the line, what was a dot with it below.
    """
    width, height = SIZE
    values = sorted((thought[1], was[1]))
    ticks = value_ticks(*values, decimals=decimals, most=3)
    across = Scale(ticks[0], ticks[-1], EDGE, width - EDGE)
    return markup(
        '<svg class="chart two" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">'
        '<line class="base" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}{}'
        '<circle class="ring" cx="{}" cy="{}" r="6"/>{}{}</svg>',
        *(width, height, label),
        *(EDGE, width - EDGE, BASE, BASE),
        _text(EDGE, height - 4, say(ticks[0], decimals), ""),
        _text(width - EDGE, height - 4, say(ticks[-1], decimals), "e"),
        dot((across.at(was[1]), BASE), "s-dot", 3.5),
        *(f"{across.at(thought[1]):.1f}", BASE),
        _named(across.at(thought[1]), BASE - 16, thought[0]),
        _named(across.at(was[1]), BASE + 22, was[0]),
    )


def _named(x: float, y: int, name: str) -> SafeString:
    width = SIZE[0]
    place = "" if x < NEAR_AN_END else "e" if x > width - NEAR_AN_END else "m"
    return _text(x, y, name, place, css="named")


def _text(x: float, y: int, words: str, place: str, *, css: str = "") -> SafeString:
    names = " ".join(filter(None, ("ax", place, css)))
    return markup('<text class="{}" x="{}" y="{}">{}</text>', names, f"{x:.1f}", y, words)
