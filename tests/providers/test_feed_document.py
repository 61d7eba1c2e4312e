"""What a hostile feed can do to its reader: nothing but be refused, and soon."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.providers.answers import Answer
from apps.providers.base import ProviderError
from apps.providers.feed_document import read_feed
from apps.providers.feed_slimming import UnfitFeed, slim
from apps.providers.feeds import BODY_LIMIT

DOCTYPE = "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
ITEM = (
    "<item><title>Fünf &amp; sechs</title><guid>https://blog.example/1</guid>"
    "<pubDate>Tue, 10 Nov 2026 10:00:00 GMT</pubDate></item>"
)
FEED = f"<rss version='2.0'><channel><title>B</title>{ITEM}</channel></rss>"
SECONDS = 2.0  # of processor time; measured a quarter of one


def feed_of(body, type="application/rss+xml"):
    return read_feed(Answer(200, {"content-type": type}, body, "https://blog.example/feed.xml"))


def how_it_ended(body, type):
    try:
        feed_of(body, type)
    except ProviderError as error:
        return error.detail
    return "read"


def title_of(body, type="text/xml"):
    return [entry.text for entry in feed_of(body, type).entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_dtd_is_refused_in_every_encoding(encoding):
    body = (DOCTYPE + FEED).encode(encoding)
    with pytest.raises(UnfitFeed, match="DTD"):
        slim(body, "application/xml")
    with pytest.raises(ProviderError):
        feed_of(body)


def test_a_dtd_is_refused_whatever_encoding_is_declared():
    for encoding in ("utf-16-le", "utf-7", "cp037", "utf-32"):
        body = f"<?xml version='1.0' encoding='{encoding}'?>{DOCTYPE}{FEED}".encode(encoding)
        with pytest.raises(ProviderError):
            feed_of(body, f"application/xml; charset={encoding}")


@pytest.mark.parametrize(
    ("encoding", "declared", "type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8", "", "text/xml"),
        ("utf-8-sig", "", "text/xml"),
        ("utf-16", "utf-16", "text/xml"),
        ("utf-16-le", "", "text/xml"),
        ("iso-8859-1", "iso-8859-1", "text/xml"),
        ("iso-8859-1", "utf-8", "text/xml"),
        ("windows-1252", "", "text/xml; charset=windows-1252"),
        ("utf-8", "utf-8", "text/xml; charset=us-ascii"),
    ],
)
def test_words_are_read_in_the_encoding_that_fits(encoding, declared, type):
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    assert title_of((head + FEED).encode(encoding), type) == ["Fünf & sechs"]


@pytest.mark.parametrize(
    "body",
    [
        "\n  " + FEED,
        FEED.replace("&amp;", "&"),
        FEED.replace("ü", "&uuml;"),
        FEED.replace("sechs", "se\x00\x08chs"),
    ],
)
def test_small_mistakes_are_forgiven(body):
    assert title_of(body.encode()) == ["Fünf & sechs"]


def test_titles_of_pictures_and_other_things_inside_are_not_the_post_s():
    other = "<media:title xmlns:media='https://other.example/'>No</media:title>"
    inner = f"<source><title>No</title></source>{other}"
    body = FEED.replace("<guid>", f"{inner}<guid>")
    assert title_of(body.encode()) == ["Fünf & sechs"]


def in_item(text):
    return f"<rss version='2.0'><channel><item>{text}</item></channel></rss>".encode()


def many(piece, start="", end=""):
    return in_item(start + piece * ((BODY_LIMIT - 200) // len(piece)) + end)


ATTRIBUTES = "".join(f"a{n}='1' " for n in range(BODY_LIMIT // 12))
NAMESPACES = "".join(f"<a xmlns:n{n}='u{n}'/>" for n in range(BODY_LIMIT // 24))
DATES = "".join(f"<{one}>{'Tue, 1:' * 200}</{one}>" for one in ("pubDate", "updated", "created"))
HOSTILE = {
    "author": many("a", "<author>", "</author>"),
    "title": many("a", "<title>", "</title>"),
    "ampersands": many("&", "<title>", "</title>"),
    "entities": many("&nbsp;", "<title>", "</title>"),
    "references": many("&#65;", "<title>", "</title>"),
    "tags in words": many("&lt;a b", "<description>", "</description>"),
    "comments in words": many("<!--", "<description><![CDATA[", "]]></description>"),
    "open comment": many("-", "<!--"),
    "open tags": many("<a>"),
    "empty tags": many("<a/>"),
    "empty items": many("<item/>", "</item>", "<item>"),
    "titles": many("<title>a</title>"),
    "attributes": in_item(f"<a {ATTRIBUTES}/>"),
    "namespaces": in_item(NAMESPACES),
    "dates": in_item("</item><item>".join([DATES] * 200)),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_feed_is_read_or_refused_soon(body):
    began = time.process_time()
    assert how_it_ended(body[:BODY_LIMIT], "text/xml") in ("read", "not-a-feed")
    assert time.process_time() - began < SECONDS


PIECES = st.sampled_from(
    [b"<rss version='2.0'><channel>", b"<item>", b"</item>", b"</channel></rss>", b"<title>",
     b"</title>", b"<pubDate>", b"</pubDate>", b"2026-11-10T10:00:00Z", b"<![CDATA[", b"]]>",
     b"&amp;", b"&#0;", b"&#xd800;", b"<!DOCTYPE a>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
     b"<entry>", b"<link href='//'/>", b"99999999-99-99", b"\xff\xfe", b"<?xml encoding='utf-7'?>",
     b'{"version": "https://jsonfeed.org/version/1", "items": [', b'{"id": 1}', b"]}", b"<guid/>"]
)  # fmt: skip
TYPES = st.sampled_from(["", "text/xml", "application/json", "text/xml; charset=utf-16"])


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(b"".join)), TYPES)
@example(b"[" * 5000, "application/json")
@example(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1}]}', "application/json")
def test_no_bytes_make_it_raise_anything_but_a_provider_error(body, type):
    assert how_it_ended(body, type) in ("read", "not-a-feed")
