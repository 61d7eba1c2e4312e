import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.goals.time_line import NARROW, RING, WIDE, Lane, Mark, clusters, time_line

FIRST = date(2025, 1, 5)


def sundays(count):
    return [FIRST + timedelta(weeks=n) for n in range(count)]


def mark(number, day=FIRST):
    return Mark(number, day, f"#event-{number}", "Check-in")


def drawn(days, lanes=(), marks=(), away=(), frame=WIDE):
    return time_line(days, lanes, marks, away=away, frame=frame, label="Time line")


@given(
    st.lists(st.floats(0, 1), max_size=120).map(sorted),
    st.sampled_from([WIDE, NARROW]),
)
def test_marks_are_joined_and_never_lost_moved_out_or_drawn_over_each_other(places, frame):
    width = frame.width
    placed = [(16 + at * (width - 32), mark(n)) for n, at in enumerate(places, start=1)]
    found = clusters(placed, width)
    assert [one for cluster in found for one in cluster.marks] == [one for _x, one in placed]
    edges = [side for one in found for side in (one.x - one.half, one.x + one.half)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= width for edge in edges)


@given(st.lists(st.one_of(st.none(), st.floats(-1e15, 1e15)), min_size=13, max_size=80))
def test_no_value_is_invented_or_lost_and_none_leaves_its_lane(values):
    svg = drawn(sundays(len(values)), [Lane(7, "Followers", "", values)])
    lane = re.search(r'<g data-of="7">(.*)</g>', svg)[1]
    lines = re.findall(r'points="([^"]+)"', lane)
    points = [point.split(",") for line in lines for point in line.split()]
    points += re.findall(r'<circle class="lone" cx="([\d.]+)" cy="([\d.]+)"', lane)
    known = [n for n, value in enumerate(values) if value is not None]
    step = (WIDE.width - 32) / (len(values) - 1)
    assert sorted(float(x) for x, _y in points) == [float(f"{16 + n * step:.1f}") for n in known]
    assert all(38 + 16 <= float(y) <= 38 + 104 for _x, y in points)


def test_the_most_and_the_least_stand_at_the_ends_of_the_lane():
    svg = drawn(sundays(13), [Lane(1, "Score", "", [40.0] * 11 + [90.0, 10.0])])
    heights = [float(y) for y in re.findall(r",([\d.]+)", re.search(r'points="([^"]+)"', svg)[1])]
    assert (min(heights), max(heights)) == (76.0, 132.0)
    assert (heights.index(76.0), heights.index(132.0)) == (11, 12)


def test_neighbours_share_a_ring_that_leads_to_the_first_and_names_them_all():
    days = sundays(52)
    svg = drawn(days, marks=[mark(1), mark(2), mark(3, days[-1])])
    links = re.findall(r'<a class="mk" href="([^"]+)" aria-label="([^"]+)".*?>([^<]+)</text>', svg)
    assert links == [
        ("#event-1", "1–2: Check-in, Check-in", "1–2"),
        ("#event-3", "3: Check-in", "3"),
    ]


def test_a_line_begins_anew_at_a_break_and_after_a_gap():
    values = [1.0, 2.0, 3.0, None, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]
    svg = drawn(sundays(13), [Lane(1, "Score", "", values, breaks={7})])
    assert svg.count("<polyline") == 3


def test_a_time_away_is_shaded_from_its_first_day_to_its_last():
    days = sundays(13)
    svg = drawn(days, away=[(days[3], days[6])])
    x, width = re.search(r'class="c-away" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg).groups()
    assert (float(x), float(width)) == (214.0, 198.0)


def test_the_rings_reach_no_farther_than_the_chart():
    days = sundays(13)
    svg = drawn(days, marks=[mark(1), mark(2, days[-1])], frame=NARROW)
    lefts = [float(x) for x in re.findall(r'<rect class="o" x="([\d.]+)"', svg)]
    assert lefts[0] >= 0
    assert lefts[1] + 2 * RING <= NARROW.width


def test_words_are_escaped():
    svg = drawn(sundays(13), [Lane(1, "<b>", "<i>", [1.0] * 13)], [Mark(1, FIRST, "#a", "<u>")])
    assert not {"<b>", "<i>", "<u>"} & set(re.findall(r"<\w>", svg))
