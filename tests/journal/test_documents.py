"""A week's page is one document with one canonical form and one hash."""

import json

import pytest

from apps.journal.documents import (
    Document,
    MomentWords,
    QualityWords,
    TooLong,
    WrongShape,
    clean_document,
    parse_document,
)

FULL = Document(
    "A “week”",
    'One\n\n*Two* \u2028 \x07 \x7f \\ "',
    (QualityWords("fun", "Ines", "more"),),
    (MomentWords("https://a.example/1", "Glue", "You, on Mastodon", "2026-11-20", "It was mine"),),
)
PARTS = {"title": "", "body": "", "qualities": [], "moments": []}
MOMENT = {"address": "", "quote": "q", "whence": "", "day": "", "why": ""}


def test_the_canonical_form_is_what_json_stringify_gives():
    assert FULL.canonical() == (
        '{"title":"A “week”","body":"One\\n\\n*Two* \u2028 \\u0007 \x7f \\\\ \\"",'
        '"qualities":[{"key":"fun","line":"Ines","mark":"more"}],'
        '"moments":[{"address":"https://a.example/1","quote":"Glue","whence":"You, on Mastodon",'
        '"day":"2026-11-20","why":"It was mine"}]}'
    )


def test_a_document_comes_back_from_its_json():
    assert parse_document(json.loads(FULL.canonical())) == FULL


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        PARTS | {"extra": ""},
        PARTS | {"title": None},
        PARTS | {"body": 7},
        PARTS | {"body": ["a"]},
        PARTS | {"qualities": {}},
        PARTS | {"qualities": ["fun"]},
        PARTS | {"qualities": [{"key": "fun", "line": ""}]},
        PARTS | {"moments": [MOMENT | {"day": 20261120}]},
        PARTS | {"moments": [MOMENT] * 41},
    ],
)
def test_another_shape_is_refused(data):
    with pytest.raises(WrongShape):
        parse_document(data)


@pytest.mark.parametrize("day", ["2026-13-01", "20261120", "2026-W47-1", "1989-12-31", "tomorrow"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(WrongShape):
        clean_document(Document(moments=(MomentWords(quote="q", day=day),)))


def test_a_mark_that_is_none_and_a_quality_twice_are_refused():
    with pytest.raises(WrongShape):
        clean_document(Document(qualities=(QualityWords("fun", "", "great"),)))
    with pytest.raises(WrongShape):
        clean_document(Document(qualities=(QualityWords("fun", "a"), QualityWords("fun", "b"))))


@pytest.mark.parametrize("key", ["", "\ud800", "\x00", "two words", "é", "fun\n", "x" * 41])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(WrongShape):
        clean_document(Document(qualities=(QualityWords(key, "a"),)))


def test_line_ends_and_empty_parts_are_no_alteration():
    sent = Document("T", "a\r\nb\rc", (QualityWords("fun"),), (MomentWords(day="2026-11-20"),))
    assert clean_document(sent) == (Document("T", "a\nb\nc"), False)


def test_what_no_database_can_hold_is_altered_and_that_is_told():
    sent = Document("A\u202eb ", "x\x00y\ud800", (QualityWords("fun", "\x00f"),))
    assert clean_document(sent) == (Document("Ab", "xy\ufffd", (QualityWords("fun", "f"),)), True)


@pytest.mark.parametrize(
    ("document", "part"),
    [
        (Document(body="x" * 100_001), "body"),
        (Document(title="x" * 201), "title"),
        (Document(qualities=(QualityWords("fun", "x" * 2_001),)), "line-fun"),
        (Document(moments=(MomentWords(why="x" * 2_001),)), "moment-0-why"),
        (Document(moments=(MomentWords(quote="x" * 2_001),)), "moment-0-quote"),
        (Document(moments=(MomentWords(address="x" * 501),)), "moment-0-address"),
        (Document(moments=(MomentWords(whence="x" * 201),)), "moment-0-whence"),
    ],
)
def test_each_text_has_its_limit(document, part):
    with pytest.raises(TooLong) as caught:
        clean_document(document)
    assert (caught.value.part, caught.value.length) == (part, caught.value.limit + 1)


def test_the_limit_itself_fits_and_counts_characters_not_bytes():
    body = "𝕊" * 100_000
    assert clean_document(Document(body=body)) == (Document(body=body), False)
