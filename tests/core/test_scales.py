from datetime import date

from apps.core.scales import Scale, month_ticks, value_ticks


def test_a_scale_runs_from_end_to_end_and_is_middling_without_extent():
    assert [Scale(0, 10, 100, 0).at(n) for n in (0, 5, 10)] == [100, 50, 0]
    assert Scale(3, 3, 0, 10).at(3) == 5


def test_a_low_series_starts_at_zero():
    assert value_ticks(6, 64, decimals=0) == [0, 20, 40, 60, 80]


def test_a_high_series_does_not():
    assert value_ticks(478, 678, decimals=0) == [450, 500, 550, 600, 650, 700]


def test_whole_numbers_get_no_half_steps():
    assert value_ticks(0, 3, decimals=0) == [0, 1, 2, 3]
    assert value_ticks(46, 46, decimals=0) == [45, 46, 47]


def test_negative_values_and_decimals_have_round_ticks():
    assert value_ticks(-5, 5, decimals=0) == [-5, 0, 5]
    assert [round(tick, 6) for tick in value_ticks(46.1, 46.4, decimals=1)] == [
        46.1,
        46.2,
        46.3,
        46.4,
    ]


def test_months_are_named_with_their_year_first_and_in_january():
    ticks = month_ticks(date(2025, 11, 20), date(2026, 4, 2), most=9)
    assert [tick.label for tick in ticks] == ["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr"]


def test_a_decade_has_no_more_names_than_there_is_room():
    ticks = month_ticks(date(2016, 11, 20), date(2026, 11, 22), most=9)
    assert [tick.label for tick in ticks] == [
        "Jan 2018",
        "Jan 2020",
        "Jan 2022",
        "Jan 2024",
        "Jan 2026",
    ]
