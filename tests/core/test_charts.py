import re
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from apps.core.chart_marks import Mark, Pick, Sign
from apps.core.charts import history_strip, small_multiple, sparkline
from apps.core.line_chart import NARROW, WIDE, Ground, Series, line_chart

MONDAY = date(2026, 8, 31)


def weeks(count: int) -> list[date]:
    return [MONDAY + timedelta(weeks=n) for n in range(count)]


def large(days, values, *, frame=WIDE, label="", marks=(), signs=(), picks=(), **given) -> str:
    """The large chart of the values, with whatever else is given of its ground."""
    ground = Ground(tuple(days), tuple(values), **given)
    series = Series(ground, marks=marks, signs=signs, picks=picks)
    return line_chart(series, frame, label=label, described_by="sum")


def lines(svg: str) -> list[int]:
    """How many points each drawn line has."""
    return [len(points.split()) for points in re.findall(r'polyline[^>]*points="([^"]*)"', svg)]


def test_a_sparkline_leaves_gaps_empty():
    assert lines(sparkline([1, 2, None, None, 3, 4, 5], label="")) == [2, 3]


def test_a_lone_value_between_gaps_is_seen():
    drawn = sparkline([None, 2, None], label="")
    assert (lines(drawn), drawn.count('class="lone"')) == ([], 1)


def test_the_dot_is_this_weeks_and_is_missing_when_the_value_is():
    assert "s-dot" in sparkline([1, 2], label="")
    assert "s-dot" not in sparkline([1, None], label="")


def test_the_usual_range_is_drawn_behind_and_fits_the_scale():
    svg = sparkline([10, 12], label="", band=(0, 20))
    assert '<rect class="s-band" x="0" y="4.0" width="168" height="28.0"/>' in svg


def test_a_flat_line_and_no_line_at_all_are_drawn_without_error():
    assert lines(sparkline([5, 5, 5], label="")) == [3]
    assert lines(sparkline([None, None], label="")) == []
    assert lines(sparkline([], label="")) == []


def test_labels_are_escaped():
    assert '<b>"' not in sparkline([1], label='<b>"')
    assert '<b>"' not in history_strip(["ok"], label='<b>"')


def test_a_strip_has_one_mark_a_day():
    svg = history_strip(["ok", "", "paused", "rate_limited"], label="Fetched on one day.")
    assert [svg.count(css) for css in ("h-ok", "h-no", "h-x")] == [1, 2, 1]


def test_a_day_typed_in_is_a_dot():
    svg = history_strip(["typed_in", ""])
    assert (svg.count('<circle class="s-dot"'), svg.count("h-no")) == (1, 1)


def test_a_strip_without_a_label_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in history_strip(["ok"])


def test_a_small_multiple_names_its_ends():
    svg = small_multiple([1, None, 3, 4], label="", ends=("Nov 2024", "Nov 2026"), ticks=[1 / 3])
    assert (svg.count("c-tick"), "Nov 2024" in svg, "Nov 2026" in svg) == (1, True, True)


def test_no_chart_carries_a_style_or_a_script():
    svg = large(weeks(3), [1, 2, 3])
    assert not re.search(r"style=|<style|<script|\son\w+=", svg)


def test_the_large_chart_breaks_its_line_at_a_gap_and_names_it():
    values = [5.0] * 10 + [None] * 20 + [6.0] * 10
    svg = large(weeks(40), values, gap_words="no number")
    assert (lines(svg), svg.count("no number")) == ([10, 10], 1)


def test_marks_are_links_in_order_and_no_ring_covers_another():
    marks = [Mark(n + 1, at, f"#note-{n + 1}", f"Note {n + 1}") for n, at in enumerate([3, 3, 4])]
    svg = large(weeks(8), [1, 5, 3, 4, 5, 2, None, 8], frame=NARROW, marks=marks)
    rings = re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="11"', svg)
    assert re.findall(r'href="(#note-\d)"', svg) == ["#note-1", "#note-2", "#note-3"]
    assert all(
        abs(float(a[0]) - float(b[0])) >= 22 or abs(float(a[1]) - float(b[1])) >= 22
        for n, a in enumerate(rings)
        for b in rings[:n]
    )


def test_a_mark_on_a_week_without_a_number_has_no_point():
    svg = large(weeks(3), [1, None, 3], marks=[Mark(1, 1, "#note-1", "Note 1")])
    assert ('class="pt"' in svg, 'class="mk"' in svg) == (False, True)


def test_one_week_and_no_value_draw_an_empty_frame():
    assert lines(large(weeks(1), [None])) == []


def test_every_coordinate_is_within_the_frame():
    svg = large(weeks(520), [float(n % 37) for n in range(520)])
    places = [float(x) for x in re.findall(r'[xy][12]?="(-?[\d.]+)"', svg)]
    assert (min(places) >= 0, max(places) <= 824) == (True, True)


def test_a_chart_that_was_drawn_before_has_what_stands_on_it_of_its_own():
    told = []
    for number in (1, 2):
        svg = large(
            weeks(3),
            [1, 2, 3],
            label=f"Line {number}",
            marks=[Mark(number, 1, "#n", "Note")],
            signs=[Sign(f"{number}", 1, "#b", "Words", parts=True)],
            picks=[Pick(0, 1, f"/{number}/")],
        )
        found = re.findall(r">(\d)</text></a>", svg)
        told.append((f'aria-label="Line {number}"' in svg, f'href="/{number}/"' in svg, found))
    assert told == [(True, True, ["1", "1"]), (True, True, ["2", "2"])]


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ({}, {"values": (1, 2, 4)}),
        ({}, {"days": weeks(4)[1:]}),
        ({}, {"decimals": 1}),
        ({}, {"band": (1, 2)}),
        ({"band": (1, 2)}, {"band_from": 1}),
        ({}, {"named": (1, 2)}),
        ({}, {"beside": (1, None, 2)}),
        ({"values": (1, None, None)}, {"gap_words": "none"}),
        ({}, {"breaks": frozenset({1})}),
        ({}, {"is_scaled": False}),
    ],
)
def test_whatever_else_is_drawn_is_drawn_anew(usual, other):
    usual = {"days": weeks(3), "values": (1, 2, 3)} | usual
    assert large(**usual) != large(**usual | other)


def test_a_chart_names_its_months_in_the_language_that_is_on():
    told = []
    for language in ("en-gb", "de"):
        with override(language):
            svg = large(weeks(60), [1.0] * 60)
        told.append(("Mar" in svg, "Mär" in svg))
    assert told == [(True, False), (False, True)]
