from hypothesis import given
from hypothesis import strategies as st

from apps.core.thinning import runs

VALUES = st.lists(st.none() | st.integers(-50, 50).map(float), max_size=120)
COLUMNS = st.integers(1, 40)
BREAKS = st.frozensets(st.integers(0, 119), max_size=8)


def known(values):
    return [place for place, value in enumerate(values) if value is not None]


def drawn(values, **given_):
    return [place for run in runs(values, **given_) for place in run]


def column_values(values, columns, places):
    found = {}
    for place in places:
        found.setdefault(place * columns // len(values), []).append(values[place])
    return found


def test_a_short_line_is_drawn_whole():
    assert runs([1, 2, None, 3], columns=2) == [[0, 1], [3]]


def test_a_line_ends_at_a_gap_and_before_a_break():
    assert runs([1, 2, 3, None, None, 4], breaks={1, 5}) == [[0], [1, 2], [5]]


def test_a_long_line_keeps_the_least_and_the_most_of_each_column():
    assert runs([5, 9, 1, 5, 5, 5, 7, 2, 5, 5], columns=2) == [[0, 1, 2, 6, 7, 9]]


@given(VALUES, COLUMNS, BREAKS)
def test_every_value_drawn_was_measured_and_stands_in_its_order(values, columns, breaks):
    places = drawn(values, columns=columns, breaks=breaks)
    assert (places, set(places) <= set(known(values))) == (sorted(set(places)), True)


@given(VALUES, COLUMNS, BREAKS)
def test_the_least_and_the_most_of_every_column_are_kept(values, columns, breaks):
    places = drawn(values, columns=columns, breaks=breaks)
    whole = column_values(values, columns, known(values))
    kept = column_values(values, columns, places)
    ends = {column: (min(some), max(some)) for column, some in whole.items()}
    assert {column: (min(some), max(some)) for column, some in kept.items()} == ends


@given(VALUES, COLUMNS, BREAKS)
def test_a_line_of_many_values_has_two_a_column_and_its_ends(values, columns, breaks):
    places = drawn(values, columns=columns, breaks=breaks)
    assert len(places) <= 2 * columns + 2
    if known(values):
        assert (places[0], places[-1]) == (known(values)[0], known(values)[-1])


@given(VALUES, COLUMNS, BREAKS)
def test_nothing_is_joined_across_a_gap_or_a_break(values, columns, breaks):
    for run in runs(values, columns=columns, breaks=breaks):
        between = range(run[0] + 1, run[-1] + 1)
        assert [n for n in between if values[n] is None or n in breaks] == []
