"""Two texts side by side, word by word, and nothing of either is lost."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.differences import (
    Change,
    Piece,
    count_changes,
    count_words,
    differences,
)


def pieces(old, new):
    return [(one.kind, one.text) for one in differences(old, new)]


def test_a_word_that_changed_is_taken_out_and_another_comes_in():
    assert pieces("One small word here.", "One large word here.") == [
        ("same", "One "),
        ("out", "small "),
        ("in", "large "),
        ("same", "word here."),
    ]


def test_a_sentence_put_before_another_leaves_it_alone():
    assert pieces(
        "A. She rang. Twelve are gone.", "A. She rang. And laughed. Twelve are gone."
    ) == [
        ("same", "A. She rang. "),
        ("in", "And laughed. "),
        ("same", "Twelve are gone."),
    ]


def test_paragraphs_that_stayed_are_not_looked_into():
    old = "One.\n\nTwo is here.\n\nThree."
    assert pieces(old, old.replace("Two is", "Two was")) == [
        ("same", "One.\n\nTwo "),
        ("out", "is "),
        ("in", "was "),
        ("same", "here.\n\nThree."),
    ]


def test_signs_of_scripts_without_spaces_are_words():
    assert pieces("語学が好き", "語文が好き") == [
        ("same", "語"),
        ("out", "学"),
        ("in", "文"),
        ("same", "が好き"),
    ]


def test_the_same_text_is_one_piece_and_blank_ones_are_none():
    assert differences("One.\nTwo.", "One.\nTwo.") == [Piece("same", "One.\nTwo.")]
    assert differences("", "") == []
    assert pieces("", "new") == [("in", "new")]
    assert pieces("old", "") == [("out", "old")]


TEXTS = st.lists(st.sampled_from(["a", "b ", "c.", "\n", " ", "語", "#", "\r", "x y z. "])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_without_what_came_in_it_is_the_old_text_and_without_what_went_the_new(old, new):
    found = differences(old, new)
    assert "".join(one.text for one in found if one.kind != "in") == old
    assert "".join(one.text for one in found if one.kind != "out") == new
    assert all(a.kind != b.kind for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("one two", "one two three four", Change(2, 0)),
        ("one one two", "one", Change(0, 2)),
        ("a b", "b a", Change(0, 0)),
        ("don’t", "do not", Change(2, 1)),
    ],
)
def test_words_are_counted_wherever_they_stand(old, new, told):
    assert count_changes(old, new) == told


def test_words_are_counted_in_any_script():
    assert count_words("One, two – it’s well-made. 語学") == 6


def turned(text):
    return "\n\n".join(one[::-1] for one in text.split("\n\n"))


MANY = "\n\n".join(" ".join(f"a{n}x{m} z" for m in range(100)) for n in range(100))[:100_000]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 25_000, "b a " * 25_000),
        ("a\nb\n" * 25_000, "b\na\n" * 25_000),
        ("x" * 100_000, "y" * 100_000),
        (" " * 100_000, "\t" * 100_000),
        (". a" * 33_000, "a ." * 33_000),
        ("語" * 100_000, "字語" * 50_000),
        (MANY, turned(MANY)),
    ],
)
def test_hostile_texts_are_compared_all_the_same(old, new):
    began = time.process_time()
    found = differences(old, new)
    assert time.process_time() - began < 5, "not a limit but a hang"
    assert "".join(one.text for one in found if one.kind != "in") == old
