"""Words in one form, whatever they were typed as."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.folding import LONGEST, fold, located, tokens
from apps.core.marking import Part, beginning, passage
from apps.core.search_terms import Query, Term, parse_query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café Straße Łódź ŒUVRE", "cafe strasse lodz oeuvre"),
        ("don’t don't l'amour e‑mail", "don t don t l amour e mail"),
        ("İstanbul ıslak ﬁn Ａｂ", "istanbul islak fin ab"),
        ("Ёлка й ςίγμα", "елка и σιγμα"),
        ("東京に行く", "東 京 に 行 く"),
        ("ｶﾞ が か\u3099", "ガ が が"),
        ("나는 한국", "나 는 한 국"),
        ("हिन्दी", "हिन्दी"),
        ("👩‍💻🇫🇷☔️", "👩 💻 🇫 🇷 ☔"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zero width"),
        ("3.14 1,000 2026-W47", "3 14 1 000 2026 w47"),
        ("x" * 100, "x" * LONGEST),
        ("…!? \x00 \ud800", ""),
    ],
)
def test_a_text_is_folded(text, words):
    assert tokens(text) == words.split()
    assert fold(text) == f" {words} " if words else " "


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_no_sign(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert not any(unicodedata.category(char)[0] in "PZC" for char in folded if char != " ")


@given(st.text())
def test_words_are_located_where_they_stand(text):
    found = located(text)
    assert [word for word, _, _ in found] == tokens(text)
    assert all(0 <= first < last <= len(text) for _, first, last in found)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("", Query()),
        ("Rain at", Query(((Term(("rain",)),), (Term(("at",)),)))),
        ("rain", Query(((Term(("rain",), is_prefix=True),),))),
        ('"rain"', Query(((Term(("rain",)),),))),
        ("ra* x", Query(((Term(("ra",), is_prefix=True),), (Term(("x",)),)))),
        ("a OR b c", Query(((Term(("a",)), Term(("b",))), (Term(("c",)),)))),
        ("-e-mail", Query((), (Term(("e", "mail")),))),
        ('“a b" -"c', Query(((Term(("a", "b")),),), (Term(("c",)),))),
    ],
)
def test_what_is_asked_for_is_read(asked, query):
    assert parse_query(asked) == query


@given(st.text(max_size=200))
def test_any_text_can_be_asked_for(asked):
    assert parse_query(asked).is_empty in (True, False)


def marked(text, asked):
    parts = passage(text, parse_query(asked).wanted)
    return "".join(f"[{part.text}]" if part.is_marked else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("One.\nTwo, naïve.", "naive", "Two, [naïve]."),
        ("It rained.", "rain", "It [rained]."),
        ("It rained.", '"rain"', "It rained."),
        ("She wrote back and wrote.", '"wrote back"', "She [wrote back] and wrote."),
        ("over a\nline", '"a line"', "over [a line]"),
        ("東京に行く", "京に", "東[京に]行く"),
        ("cafe\u0301!", "café", "[cafe\u0301]!"),
        ("a b a b", "a OR b", "[a] [b] [a] [b]"),
    ],
)
def test_what_was_found_is_marked_in_its_passage(text, asked, shown):
    assert marked(text, asked) == shown


@given(st.text(max_size=300), st.text(max_size=20))
def test_marking_neither_adds_nor_changes_a_word(text, asked):
    said = "".join(part.text for part in passage(text, parse_query(asked).wanted))
    assert said.strip("… ") in " ".join(text.split())


def test_a_beginning_is_cut_at_a_word():
    assert beginning("one two three", length=9) == [Part("one two"), Part(" …")]
    assert beginning("") == []
