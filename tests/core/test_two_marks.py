import re

from hypothesis import given
from hypothesis import strategies as st

from apps.core.two_marks import BASE, EDGE, SIZE, two_marks

VALUES = st.floats(-1e15, 1e15)


def places(svg):
    """Where the ring and the dot stand."""
    ring = re.search(r'class="ring" cx="([^"]+)" cy="([^"]+)"', svg)
    (x, y) = re.search(r'class="s-dot" cx="([^"]+)" cy="([^"]+)"', svg).groups()
    return [tuple(map(float, one)) for one in (ring.groups(), (x, y))]


@given(VALUES, VALUES, st.integers(0, 2))
def test_both_marks_stand_on_the_axis_in_their_order(thought, was, decimals):
    ring, dot = places(two_marks(("a", thought), ("b", was), decimals=decimals, label="c"))
    assert {ring[1], dot[1]} == {BASE}
    assert EDGE <= min(ring[0], dot[0]) <= max(ring[0], dot[0]) <= SIZE[0] - EDGE
    if thought < was:
        assert ring[0] <= dot[0]


def test_words_are_escaped_and_no_distance_is_told():
    svg = two_marks(("<i>", 40), ("b", 64), decimals=0, label='"c"')
    assert ("&lt;i&gt;" in svg, "&quot;c&quot;" in svg, "24<" in svg) == (True, True, False)
    assert re.findall(r">([^<]+)</text>", svg) == ["40", "80", "&lt;i&gt;", "b"]
