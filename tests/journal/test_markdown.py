"""Words become safe HTML, block by block, and nothing that was written disappears."""

import hashlib
import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_link_keeps_no_title_that_could_look_like_a_mark_of_ours():
    html = render('[a](http://b.example "<b>#x</b><u></u><sup>1.1</sup>") *b*')
    assert str(html).strip() == (
        '<p dir="auto"><a href="http://b.example" rel="noopener noreferrer nofollow ugc">a</a>'
        " <em>b</em></p>"
    )


def test_what_looks_like_a_mark_of_ours_is_shown_as_it_was_typed():
    typed = "<b>#x</b> <u></u> <sup>1.1</sup>"
    assert unescape(render(typed, tag_address=lambda tag: "")).strip() == (
        f'<p dir="auto">{typed}</p>'
    )


def test_every_character_that_could_stand_in_may_be_written():
    text = "".join(map(chr, range(0xF0000, 0xF8000))) + "<b>"
    assert text in unescape(render(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("~~~ Tuesday, then nothing\nwords\n~~~", "Tuesday, then nothing\nwords\n"),
        ("```one", "one\n"),
        ('``` a" onclick="x <b>\nwords', 'a" onclick="x &lt;b&gt;\nwords\n'),
        ("```\nwords\n```", "words\n"),
    ],
)
def test_words_after_the_opening_marks_of_code_are_shown(text, shown):
    assert render(text) == f'<pre dir="auto"><code>{shown}</code></pre>\n'


PARTS = [
    *("[^1]", "[^a]", "[^1]: ", "\n[^a]: x", "\n", "\n\n", "#tag", "@ines", "> ", "- ", "1. ", "*"),
    *("_", "**", "<b>", "<u></u>", "<sup>1.1</sup>", "[x](http://a.example#b)", "http://a.example"),
    *(
        " ",
        "w",
        "&amp;",
        "\\",
        "    ",
        "\t",
        "![a](b)",
        "<http://a.example>",
        "<",
        "</u>",
        "<a href=x>",
        "\n```",
        "\n~~~",
    ),
]
NAMES = re.compile(r' id="([^"]*)"')
LEADS = re.compile(r' href="#([^"]*)"')


@given(st.lists(st.sampled_from([*PARTS, "é", "語"]), max_size=24).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost_and_every_footnote_is_reached_both_ways(text):
    html = render(text, tag_address=lambda tag: f"/n/?tag={tag}")
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    assert [shown.count(letter) for letter in "é語"] == [text.count(letter) for letter in "é語"]
    names = NAMES.findall(html)
    assert len(names) == len(set(names))
    assert set(LEADS.findall(html)) <= set(names)


ALLOWED = {
    *("p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "hr"),
    *("div", "span"),
}


class Reader(HTMLParser):
    """Fails on a tag, an attribute or an address that no page may have."""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in {"href", "rel", "dir", "start", "id", "class", "role"}
            assert name != "href" or value.startswith(("http://", "https://", "mailto:", "#", "/n"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<template><script>alert(1)</script></template>",
        '<iframe srcdoc="<script>alert(1)</script>">',
        "<base href=//e.example/>",
        '<p style="background:url(//e.example/x)">',
        "[a](JaVaScRiPt:alert(1)) [b](java\tscript:alert(1)) [c]\n\n[c]: javascript:alert(1)",
        '![a](x "\\"onerror=alert(1)")',
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        '```"><img src=x onerror=alert(1)>\nx\n```',
        "&lt;img src=x onerror=alert(1)&gt;",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<\u017fcript>alert(1)</\u017fcript>",
        "<title><![CDATA[<script>alert(1)</script>]]></title>",
        "a[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1)) #t",
        '#<img> #"onload=x [^"><script>] @<b>',
    ],
)
def test_nothing_active_reaches_a_page(text):
    html = render(f"{text}\n\n{text} #word", tag_address=lambda tag: f"/n/?tag={tag}")
    Reader().feed(html)
    assert "word" in html


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "![" * 25_000,
        "[a](" * 25_000,
        "[" * 20_000 + "a" + "]" * 20_000,
        "> " * 49_000 + "x",
        "- > " * 24_000 + "x",
        "1. > 1. " * 12_000 + "x",
        "*a _b " * 16_000 + "c",
        "*a " * 33_000,
        "<" * 50_000,
        "".join("`" * n + " " for n in range(400)),
        "".join(" " * n + "- a\n" for n in range(400)),
        "".join(f"[a{n}]: x\n" for n in range(9_000)),
        "[a]: x\n\n" + "[a]" * 33_000,
        "a\n\n" * 33_000,
        "#a\n\n" * 25_000,
        "#a " * 33_000,
        "#1-" * 33_000,
        "www." * 25_000,
        "[^1]" * 24_990 + "\n\n[^1]: x",
        "[^1]\n\n" * 16_000 + "[^1]: x",
        "[^" * 50_000,
        "".join(f"[^{n}] " for n in range(5_000)) + "".join(f"\n[^{n}]: x" for n in range(4_000)),
        "[^0]\n\n" + "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(5_000)),
        "`[^0]`\n\n" + "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(5_000)),
        ("[^1]: x" + "\n" * 50) * 1_700,
        "[^1]\n\n[^1]: " + "> " * 49_000,
    ],
)
def test_hostile_text_is_rendered_all_the_same(text):
    began = time.process_time()
    passages(text, tag_address=lambda tag: f"/n/?tag={tag}")
    assert time.process_time() - began < 5, "not a limit but a hang"
