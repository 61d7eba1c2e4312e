import pytest

from apps.goals.models import Goal
from apps.goals.words import first_sentence, list_numbers, say_hope, say_wish


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
    assert say_hope(Goal(**wished), decimals=0) == expected


def test_numbers_are_listed_in_words():
    listed = [list_numbers([1]), list_numbers([1, 2]), list_numbers([1, 2, 3])]
    assert listed == ["1", "1 and 2", "1, 2 and 3"]
