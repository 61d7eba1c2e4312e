import pytest

from apps.core.numbers import NotANumber, read_number, say, say_change, say_change_range, say_range


def test_numbers_are_grouped_and_carry_a_real_minus():
    assert [say(1204), say(-3), say(46.25, 1), say(0)] == ["1,204", "−3", "46.2", "0"]


def test_nothing_is_printed_as_minus_zero():
    assert [say(-0.2), say(-0.0), say(-0.04, 1)] == ["0", "0", "0.0"]


def test_a_change_has_its_sign_or_says_that_there_was_none():
    assert [say_change(7), say_change(-3), say_change(0)] == ["+7", "−3", "no change"]


def test_a_change_smaller_than_the_decimals_shown_is_no_change():
    assert [say_change(0.4), say_change(0.04, 1), say_change(0.06, 1)] == [
        "no change",
        "no change",
        "+0.1",
    ]


def test_a_range_is_said_in_words():
    assert say_range(20, 40) == "20 to 40"
    assert say_range(3, 3) == "3"


def test_a_range_of_changes_keeps_its_signs():
    assert say_change_range(2, 4) == "+2 to +4"
    assert say_change_range(0, 3) == "0 to +3"
    assert say_change_range(-2, 1) == "−2 to +1"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1204", 1204), ("1,204", 1204), ("+7", 7), ("\u22123.5", -3.5), ("-0.000001", -1e-06)],
)
def test_a_typed_number_is_read(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "x", "1e3", "1_000", "12,04", "٣", "NaN", "inf", "1.", ".5", "9" * 17, "0x1f", " 1"],
)
def test_anything_but_digits_is_no_number(typed):
    with pytest.raises(NotANumber):
        read_number(typed)
