"""Tags are what the person writes, and nothing that only looks like them."""

import pytest

from apps.journal.markdown import render
from apps.journal.tags import Tag, tag_key, tags_in


def written(found):
    return [one.written for one in found]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (
            "#glue and #the-long-answer, #2026goals; (#é) “#語”",
            "glue the-long-answer 2026goals é 語",
        ),
        ("#a.\n#b! #c? #d’s *#e* > #f", "a b c d e f"),
        ("#Glue #glue #GLUE", "Glue"),
        ("#1 #12 #_ #- # #", ""),
        ("C# a#b ##c #a#b &#x; &#35;", "a"),
        ("`#no` [#no](http://a.example) <http://a.example/#no>", ""),
        ("http://a.example/#no www.a.example/#no ftp://a/#no [x](http://a.example/#no)", ""),
        ("```\n#no\n```\n\n    #no", ""),
        ("# a heading\n\n#no-heading", "no-heading"),
        ("#" + "x" * 61, ""),
        ("#" + "x" * 60, "x" * 60),
        ("#cafe\u0301 #हिन्दी #می\u200cروم #ไทยดี", "cafe\u0301 हिन्दी می\u200cروم ไทยดี"),
        ("note[^1]\n\n[^1]: with #inside", "inside"),
    ],
)
def test_a_tag_is_a_word_behind_a_hash(text, tags):
    assert written(tags_in(text)) == tags.split()


def test_tags_are_the_same_in_any_case_and_composition():
    assert tags_in("#Café #CAFE\u0301") == (Tag("Café", "café"),)
    assert tag_key("Straße") == tag_key("STRASSE")


def link(tag):
    return f"/notebook/?tag={tag}"


def test_a_tag_leads_to_where_it_was_written_and_a_person_nowhere():
    html = render("So #Glue, said @ines.", tag_address=link)
    assert html.strip() == (
        '<p dir="auto">So <a class="tag" href="/notebook/?tag=glue">#Glue</a>, said @ines.</p>'
    )


def test_without_anywhere_to_go_a_tag_is_a_word():
    assert render("#glue") == render("#glue", tag_address=lambda tag: "")
    assert render("#glue").strip() == '<p dir="auto">#glue</p>'


def test_what_is_linked_is_what_is_found():
    text = "#a `#b` [#c](http://x.example) http://x.example/#d *#e* @f #1 [^n]\n\n[^n]: #g"
    html = render(text, tag_address=link)
    assert [part.split('"')[0] for part in html.split("?tag=")[1:]] == ["a", "e", "g"]
    assert written(tags_in(text)) == ["a", "e", "g"]
