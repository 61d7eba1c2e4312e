import re

from apps.goals.charts import goal_chart


def heights(svg, pattern):
    return [float(found) for found in re.findall(pattern, svg)]


def test_no_line_crosses_a_week_without_a_value():
    svg = goal_chart([1, 2, None, 3, 4], marks={}, label="Followers")
    assert svg.count("<polyline") == 2


def test_check_ins_are_ringed_in_their_week():
    svg = goal_chart([1, 2, None], marks={2: 2, 0: 1}, label="Followers")
    assert re.findall(r"<text[^>]*>(\d)</text>", svg) == ["1", "2"]
    assert (svg.count('class="o"'), svg.count('class="pt"')) == (2, 1)


def test_nothing_leaves_the_chart_on_top():
    svg = goal_chart([0, 1e15, 5], marks={1: 1}, label="Views")
    assert min(heights(svg, r'cy="([\d.-]+)"')) - 9.5 >= 0


def test_a_bound_far_from_the_line_is_left_out():
    near = goal_chart([10, 20], marks={}, wished=[15], label="Score")
    far = goal_chart([10, 20], marks={}, wished=[10_000], label="Score")
    assert (near.count("c-gap"), far.count("c-gap")) == (1, 0)


def test_a_flat_line_and_no_line_are_drawn_too():
    assert goal_chart([7, 7, 7], marks={}, label="Flat").count("<polyline") == 1
    assert goal_chart([None, None], marks={}, label="Empty").count("<polyline") == 0


def test_the_label_is_escaped():
    assert "<b>" not in goal_chart([1, 2], marks={}, label="<b>")
