"""Words become safe HTML, block by block, and nothing that was written disappears."""

import hashlib
import time

import pytest

from apps.journal.markdown import passages, render


def sources(text):
    return [passage.source for passage in passages(text)]


def test_paragraphs_are_passages_with_their_own_source():
    assert sources("One\nstill one\n\n\nTwo\n") == ["One\nstill one", "Two"]


def test_a_list_a_quote_and_a_heading_are_one_passage_each():
    text = "# Head\n\n- a\n- b\n\n> said\n> so\n\n1. x\n   > deep\n2. y\n\nend"
    assert sources(text) == ["# Head", "- a\n- b", "> said\n> so", "1. x\n   > deep\n2. y", "end"]


def test_a_passage_is_known_by_the_hash_of_its_source():
    assert passages("One\n\nTwo")[1].sha256 == hashlib.sha256(b"Two").hexdigest()


def test_line_breaks_emphasis_and_direction_are_shown():
    assert str(passages("a\n*b* **c**")[0].html).strip() == (
        '<p dir="auto">a<br>\n<em>b</em> <strong>c</strong></p>'
    )


def test_a_heading_is_a_strong_line_since_the_page_has_its_own_headings():
    assert str(render("## Ines")).strip() == '<p dir="auto"><strong>Ines</strong></p>'


@pytest.mark.parametrize(
    "address", ["https://a.example/b", "http://a.example", "mailto:a@b.example"]
)
def test_links_go_out_without_telling_where_from(address):
    rel = 'rel="noopener noreferrer nofollow ugc"'
    assert f'<a href="{address}" {rel}>x</a>' in render(f"[x]({address})")
    assert f'href="{address}"' in render(f"<{address}>")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "vbscript:x", "data:text/html,x", "//e/x"]
)
def test_other_addresses_lose_their_link_and_keep_their_words(address):
    html = render(f"[words]({address})")
    assert address not in html
    assert "words" in html


def test_html_is_shown_as_it_was_typed():
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;3 &lt;grin&gt;" in render(
        "<script>alert(1)</script> <3 <grin>"
    )


def test_an_image_is_its_description_and_loads_nothing():
    html = render('![a *press* "here"](http://tracker.example/p.gif "t")')
    assert "<img" not in html
    assert "tracker" not in html
    assert "a press" in html


def test_blank_text_has_no_passages():
    assert passages("") == passages(" \n\n ") == []


def test_deeper_nesting_than_anybody_writes_is_shown_as_it_was_typed():
    assert str(render("> " * 200 + "x")) == f'<pre dir="auto">{"&gt; " * 200}x</pre>'


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "![" * 25_000,
        "[a](" * 25_000,
        "> " * 49_000 + "x",
        "- > " * 24_000 + "x",
        "1. > 1. " * 12_000 + "x",
        "*a _b " * 16_000 + "c",
        "*a " * 33_000,
        "<" * 50_000,
        "".join(" " * n + "- a\n" for n in range(400)),
        "".join(f"[a{n}]: x\n" for n in range(9_000)),
    ],
)
def test_hostile_text_is_rendered_all_the_same(text):
    began = time.process_time()
    passages(text)
    assert time.process_time() - began < 10, "not a limit but a hang"
