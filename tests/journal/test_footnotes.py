"""A footnote stands with the passage that refers to it first, and no definition is lost."""

import pytest

from apps.core.text import digest
from apps.journal.markdown import passages, render


def shown(text):
    """Each passage's source, and the words of its footnotes by number."""
    return [
        (one.source, {note.number: words(note.html) for note in one.notes})
        for one in passages(text)
    ]


def words(html):
    """What stands in a footnote, with our own markup cut away."""
    return html.partition('class="said">')[2].removesuffix("</div></div>").strip()


def test_a_footnote_is_no_passage_and_leaves_its_passage_s_source_alone():
    body = "One.[^1]\n\nTwo."
    assert shown(f"{body}\n\n[^1]: A *note*.") == [
        ("One.[^1]", {1: '<p dir="auto">A <em>note</em>.</p>'}),
        ("Two.", {}),
    ]


def test_a_body_without_footnotes_keeps_its_hashes():
    body = "One [^1] is undefined.\n\n> [a]\n\n[a]: http://a.example\n\nTwo"
    found = ["One [^1] is undefined.", "> [a]", "Two"]
    assert [one.sha256 for one in passages(body)] == [digest(one) for one in found]
    assert "[^1]" in render(body)


def test_a_reference_and_its_note_lead_to_each_other():
    html = render("One.[^a]\n\n[^a]: Said.")
    assert (
        '<a class="ref" id="fnref-1" href="#fn-1" role="doc-noteref">'
        '<span class="vh">Footnote </span>1</a>'
    ) in html
    assert '<div class="sidenote footnote" id="fn-1" role="doc-footnote">' in html
    assert (
        '<a class="num" href="#fnref-1" role="doc-backlink">1'
        '<span class="vh">, back to the text</span></a>'
    ) in html


def test_numbers_follow_the_references_and_each_has_a_name_of_its_own():
    html = render("b[^b] a[^a] b[^B]\n\n[^a]: x\n[^b]: y", prefix="later-7-")
    assert [part.split('"')[0] for part in html.split(' id="')[1:]] == [
        *("later-7-fnref-1", "later-7-fnref-2", "later-7-fnref-1-2"),
        *("later-7-fn-1", "later-7-fn-2"),
    ]


def test_a_note_that_a_note_refers_to_stands_beside_the_same_passage():
    found = passages("One[^1]\n\nTwo[^2]\n\n[^1]: see[^3]\n\n[^2]: b\n\n[^3]: see[^1]")
    assert [[note.number for note in one.notes] for one in found] == [[1, 3], [2]]


def test_a_note_may_run_on_and_have_a_second_paragraph():
    (passage,) = passages("One[^1]\n\n[^1]: first\ngoes on\n\n    second\n")
    said = '<p dir="auto">first<br>\ngoes on</p>\n<p dir="auto">second</p>'
    assert words(passage.notes[0].html) == said


@pytest.mark.parametrize(
    "text",
    [
        "[^1]: never referred to",
        "`[^1]`\n\n[^1]: referred to in code alone",
        "[^1]: refers to itself [^1]",
        "```\n[^1]: in a fence\n```\n\n[^2]",
        "> [^1]: in a quote, not at the beginning of a line",
        "[^1]:one-word",
        "[^a b]: a name with a space",
    ],
)
def test_a_definition_that_nothing_leads_to_is_shown_as_it_was_typed(text):
    html = render(text)
    assert "doc-footnote" not in html
    for word in text.replace("`", " ").replace(">", " ").split():
        assert word in html


def test_a_definition_left_in_the_text_may_refer_to_another():
    said = {1: '<p dir="auto">said</p>'}
    assert shown("[^1]: said\n\n[^2]: [^1]") == [("[^2]: [^1]", said)]


def test_of_two_definitions_of_a_name_the_second_stays_in_the_text():
    found = shown("One[^1]\n\n[^1]: first\n\n[^1]: second")
    assert found == [
        ("One[^1]", {1: '<p dir="auto">first</p>'}),
        ("[^1]: second", {}),
    ]


def test_more_footnotes_than_a_page_can_hold_stay_words():
    refs = " ".join(f"[^{n}]" for n in range(250))
    text = refs + "".join(f"\n\n[^{n}]: note {n}" for n in range(250))
    found = passages(text)
    assert len(found[0].notes) == 200
    assert [one.source for one in found[1:]] == [f"[^{n}]: note {n}" for n in range(200, 250)]
