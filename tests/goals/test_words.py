import pytest

from apps.core.statistics import Slope
from apps.goals.models import Ending, GoalMetric
from apps.goals.words import (
    ENDINGS,
    first_sentence,
    list_numbers,
    say_a_month,
    say_ending,
    say_hope,
    say_wish,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fewer, better conversations. I’d rather know five.", "Fewer, better conversations"),
        ("Post on example.social less; sleep.", "Post on example.social less"),
        ("One line\nand another", "One line"),
        ("…", "…"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_the_first_sentence_is_quoted(text, expected):
    assert first_sentence(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Fewer, better conversations. More.",
            'You wrote that you want <em dir="auto">fewer, better conversations</em>.',
        ),
        (
            "I want to answer everyone.",
            'You wrote that you want <em dir="auto">to answer everyone</em>.',
        ),
        ("Answer Ines first.", 'You wrote: <em dir="auto">Answer Ines first</em>.'),
        ("<b>Fewer</b>", 'You wrote: <em dir="auto">&lt;b&gt;Fewer&lt;/b&gt;</em>.'),
    ],
)
def test_the_wish_is_told_in_the_persons_words(text, expected):
    assert say_wish(text) == expected


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        ({}, ""),
        ({"direction": "same"}, "You hoped for about the same."),
        (
            {"direction": "fewer", "low": 600.0, "high": 1200.0},
            "You hoped for fewer, between 600 and 1,200.",
        ),
        ({"low": 0.0}, "You hoped for at least 0."),
        ({"high": -3.0}, "You hoped for at most −3."),
        ({"low": 5.0, "high": 5.0}, "You hoped for 5."),
    ],
)
def test_what_was_hoped_for_is_said_in_words(wished, expected):
    assert say_hope(GoalMetric(**wished), decimals=0) == expected


def test_numbers_are_listed_in_words():
    listed = [list_numbers([1]), list_numbers([1, 2]), list_numbers([1, 2, 3])]
    assert listed == ["1", "1 and 2", "1, 2 and 3"]


@pytest.mark.parametrize(
    ("slope", "weeks", "decimals", "expected"),
    [
        (
            Slope(12.2, 9.8, 15.1, 12),
            12,
            0,
            "About +12 a month, 95% interval +10 to +15, from all 12 weeks.",
        ),
        (
            Slope(-2.0, -8.0, 3.0, 9),
            12,
            0,
            "Can’t tell yet whether it moves: −8 to +3 a month, 95% interval, "
            "from 9 of the 12 weeks.",
        ),
        (
            Slope(0.31, 0.12, 0.5, 8),
            8,
            0,
            "About +0.3 a month, 95% interval +0.1 to +0.5, from all 8 weeks.",
        ),
        (
            Slope(0.0, 0.0, 4.0, 8),
            8,
            1,
            "Can’t tell yet whether it moves: 0.0 to +4.0 a month, 95% interval, from all 8 weeks.",
        ),
    ],
)
def test_the_change_a_month_is_said_with_its_doubt(slope, weeks, decimals, expected):
    assert say_a_month(slope, weeks=weeks, decimals=decimals, is_total=False) == expected


def test_a_weeks_total_is_called_that():
    said = say_a_month(Slope(3.0, 1.0, 5.0, 12), weeks=12, decimals=0, is_total=True)
    assert said == ("About +3 a month in a week’s total, 95% interval +1 to +5, from all 12 weeks.")


def test_every_way_to_end_has_its_words_and_none_is_praised():
    assert list(ENDINGS) == list(Ending)
    assert [say_ending(ending) for ending in ("", *Ending)] == [
        *("Set down", "Reached", "Changed", "Paused", "Handed on", "Let go"),
    ]
