import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import Cleaned, TextTooLong, clean, digest, is_blank, one_line


def test_line_ends_become_lf_and_that_is_no_alteration():
    assert clean("one\r\ntwo\rthree\n") == Cleaned("one\ntwo\nthree\n", altered=False)


@pytest.mark.parametrize(("text", "kept"), [("a\x00b", "ab"), ("a\ud800b", "a\ufffdb")])
def test_what_no_database_can_hold_is_taken_out_and_told(text, kept):
    assert clean(text) == Cleaned(kept, altered=True)


def test_the_limit_counts_characters_not_bytes():
    assert clean("𐍈" * 5, limit=5).text == "𐍈" * 5
    with pytest.raises(TextTooLong) as error:
        clean("𐍈" * 6, limit=5)
    assert (error.value.length, error.value.limit) == (6, 5)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u00a0\u2028\ufeff", "\u202e"])
def test_what_cannot_be_seen_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " . ", "\u200b👩‍🔧"])
def test_what_can_be_seen_is_not(text):
    assert not is_blank(text)


def test_one_line_has_no_breaks_and_no_overrides():
    assert one_line("  A\u202elong\r\nanswer\x00 ", limit=20) == "Along answer"
    assert one_line("\u200b", limit=20) == ""
    with pytest.raises(TextTooLong):
        one_line("a" * 21, limit=20)


def test_a_digest_is_the_sha256_of_utf8():
    assert digest("naïve") == "f86fd89de87a848a45bfe77708d91a5d2ff48b8e4a4b98af5165af82692f8928"
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.text(alphabet=st.characters()))
def test_cleaning_is_done_once(text):
    once = clean(text, limit=10**6).text
    assert clean(once, limit=10**6) == Cleaned(once, altered=False)
    assert "\x00" not in once.encode().decode()
