"""Decks as plain text: what is read, what is not, and that a written deck comes back the same."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core.text import TextTooLong, one_line
from apps.journal.deck_text import (
    NotText,
    TooLongLine,
    Worded,
    decode,
    parse_deck,
    write_deck,
)


def texts(text):
    return [one.text for one in parse_deck(text).prompts]


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("", []),
        (" \n\u200b\n\t", []),
        ("Who?\nWhat?", [("Who?", ""), ("What?", "")]),
        ("Who\ncame?\n\nWhat?", [("Who came?", ""), ("What?", "")]),
        ("# People\nWho?\nWhom?\n\n## Craft \nWhat?", [
            ("Who?", "People"), ("Whom?", "People"), ("What?", "Craft"),
        ]),
        ("# People\n\nWho\ncame?\n\nWhom?\n#\nWhat?", [
            ("Who came?", "People"), ("Whom?", "People"), ("What?", ""),
        ]),
        ("#hashtag or not?\n\\# seven\n\\\\ eight", [
            ("#hashtag or not?", ""), ("# seven", ""), ("\\ eight", ""),
        ]),
        ("\ufeffWho?\r\nWhat?\rWhy?", [("Who?", ""), ("What?", ""), ("Why?", "")]),
        ("Wh\x00o\u202e?\tNow  what?", [("Who? Now what?", "")]),
        ("Who?\nWho?", [("Who?", ""), ("Who?", "")]),
        ("# A heading alone", []),
    ],
)  # fmt: skip
def test_a_text_is_read_line_by_line_or_in_blocks(text, prompts):
    assert parse_deck(text).prompts == tuple(Worded(*one) for one in prompts)
    assert parse_deck(text).too_long == ()


def test_what_does_not_fit_is_told_by_its_line():
    told = parse_deck(f"Who?\n{'x' * 501}\n# {'y' * 61}\n{'z' * 500}")
    assert told.too_long == (TooLongLine(2, 501, 500), TooLongLine(3, 61, 60))
    assert [len(one.text) for one in told.prompts] == [4, 500]
    assert parse_deck("x" * 100_000).too_long == (TooLongLine(1, 100_000, 500),)


def test_a_hundred_thousand_characters_are_read_and_no_more():
    assert len(texts("Who came?\n" * 10_000)) == 10_000
    with pytest.raises(TextTooLong):
        parse_deck("x" * 100_001)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Who?", "Who?"),
        (codecs.BOM_UTF8 + b"Who?", "Who?"),
        (codecs.BOM_UTF16_LE + "Wér?".encode("utf-16-le"), "Wér?"),
        (codecs.BOM_UTF16_BE + "Wér?".encode("utf-16-be"), "Wér?"),
        (b"", ""),
    ],
)
def test_a_file_is_read_as_text(data, text):
    assert decode(data) == text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"Wh\x00o", b"\xff\xfe\x00", b"caf\xe9"])
def test_a_file_that_is_not_text_is_refused(data):
    with pytest.raises(NotText):
        decode(data)


line = st.text(max_size=80).map(lambda text: one_line(text, limit=100))
worded = st.builds(Worded, line.filter(bool), line.map(lambda text: text[:60].strip()))


@given(st.lists(worded, max_size=12))
@example([Worded("# a"), Worded("#"), Worded("\\# b", "#"), Worded("\\", "# c"), Worded("d")])
def test_a_written_deck_comes_back_the_same(prompts):
    text = write_deck(prompts)
    assert parse_deck(text).prompts == tuple(prompts)
    assert write_deck(parse_deck(text).prompts) == text
