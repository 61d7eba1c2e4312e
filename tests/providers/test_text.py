import pytest

from apps.providers.text import moment_of, name_text, profile_words, text_of_html


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>two<br>three</p>", "One\n\ntwo\nthree"),
        ("<P>One<BR/>two</P>", "One\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<a href="https://a.example/?b=1&amp;c=2">a.example</a> &lt;3', "a.example <3"),
        ("a < b > c", "a < b > c"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 497 + "…"),
        (None, ""),
        (7, ""),
    ],
)
def test_html_becomes_words(html, words):
    assert text_of_html(html) == words


@pytest.mark.parametrize("piece", ["<a ", "<a/", "<!--", "<", "&#", "<a b='", "</", "\n", "a"])
def test_hostile_html_is_cut_like_any_other(piece):
    assert len(text_of_html("<" + piece * 100_000)) <= 500


def test_a_name_is_one_line_without_tricks():
    assert name_text(" Wren\u202e \n\tAshdown\x00\x85 ") == "Wren Ashdown"
    assert name_text("x" * 200) == "x" * 99 + "…"
    assert name_text(["x"]) == ""


@pytest.mark.parametrize(
    "text",
    ["2026-11-10", "2026-11-10T10:00:00", "tomorrow", "", None, 7, "0001-01-01T00:00:00+23:00"],
)
def test_a_moment_has_an_offset_and_is_in_range(text):
    with pytest.raises(ValueError, match=r"."):
        moment_of(text)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (['<a href="https://a.example/?b=1&amp;c=2">a</a>'], "a\nhttps://a.example/?b=1&c=2"),
        (["<A HREF = 'https://a.example'>a</A>"], "a\nhttps://a.example"),
        (['<a data-href="x" title="href">a</a>'], "a"),
        (["https://a.example/ code-1", None, 7, "", {"x": 1}], "https://a.example/ code-1"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_profile_s_words_and_links(pieces, words):
    assert profile_words(pieces) == words


@pytest.mark.parametrize("piece", ["href=", 'href="', "<a href='x", 'href="x"', "&#", "\ud800"])
def test_a_hostile_profile_is_cut_like_any_other(piece):
    assert len(profile_words([piece * 100_000] * 100)) <= 5000
