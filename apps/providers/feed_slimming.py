"""Making a feed small and plain before a lenient parser reads it.

A lenient parser is slow on hostile text: 128 KB in one author's name kept feedparser for two
minutes. So a strict one, without a DTD, copies what is needed of each post, cut to size.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from html.entities import html5
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

ITEMS = 300
FIELDS_AN_ITEM = 12
COPY_LIMIT = 1_000_000
FIELD_LIMIT = 2000
DEPTH_LIMIT = 100
ELEMENTS_LIMIT = 50_000
MENDED_LIMIT = 10_000
ATTRIBUTES_LIMIT = 100
ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-?8859-?[0-9]{1,2}|latin-?1|windows-125[0-8]|"
    r"cp125[0-8]|koi8-[ru]|shift_jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w-]{1,40})", re.IGNORECASE)
DECLARED = re.compile(rb"^\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,3}=\s{0,3}[\"']([\w-]{1,40})")
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>")
NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
# An ampersand on its own, and the entities of HTML, which XML without a DTD does not know.
AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,30};)?")

PLAIN = ""
SPACES = frozenset(
    (
        PLAIN,
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
    )
)
MARKUP = "*"  # inside a field, where words alone are copied
XML_BASE = "http://www.w3.org/XML/1998/namespace base"
ATTRIBUTES = {"href": "href", "rel": "rel", "type": "type", "isPermaLink": "isPermaLink"}
ATTRIBUTES |= {"version": "version", XML_BASE: "xml:base"}
ABOUT = frozenset(("title", "link", "id"))
FIELDS = ABOUT | {"guid", "pubdate", "published", "updated", "modified", "issued", "created"}
FIELDS |= {"date", "description", "summary", "content"}
POSTS = frozenset(("item", "entry"))
# What is copied, by what it stands in. Everything else is left out with all inside it.
INSIDE: Mapping[str, frozenset[str]] = {
    "": frozenset(("rss", "rdf", "feed", "channel")),
    "rss": frozenset(("channel", "item")),
    "rdf": frozenset(("channel", "item")),
    "channel": ABOUT | {"item"},
    "feed": ABOUT | {"entry"},
    "item": FIELDS,
    "entry": FIELDS,
}


class UnfitFeed(ValueError):  # it is a verdict, not a failure
    """Not a feed that will be read: not XML, with a DTD, or out of all proportion."""


def slim(body: bytes, content_type: str) -> tuple[bytes, bool]:
    """A feed's posts alone, as small UTF-8 XML, and whether these are all. Raises UnfitFeed."""
    slimmer = _Slimmer()
    try:
        slimmer.parser.Parse(_tidy(_text_of(body, content_type)).encode(), True)
    except expat.ExpatError:
        raise UnfitFeed("not XML") from None
    return "".join(slimmer.pieces).encode(), slimmer.is_whole


def _text_of(body: bytes, content_type: str) -> str:
    """The text by its byte order mark, the header, its own declaration, or by what fits."""
    for name in (*_encodings(body, content_type), "utf-8", "windows-1252"):
        try:
            return body.decode(name)
        except (UnicodeError, LookupError):
            continue
    raise UnfitFeed("not text")


def _encodings(body: bytes, content_type: str) -> Iterator[str]:
    yield from (name for mark, name in MARKS.items() if body.startswith(mark))
    header, own = CHARSET.search(content_type), DECLARED.search(body)
    told = [header[1] if header else "", own[1].decode("ascii") if own else ""]
    if b"\x00" in body[:4]:
        told.append("utf-16-be" if body[:1] == b"\x00" else "utf-16-le")
    yield from (name for name in told if ENCODINGS.fullmatch(name) or name.startswith("utf-16-"))


def _tidy(text: str) -> str:
    """The same with the small mistakes mended that most readers forgive."""
    text = DECLARATION.sub("", text.removeprefix("\ufeff")).lstrip()
    return AMPERSAND.sub(_mended, NO_CHARACTER.sub("", text), count=MENDED_LIMIT)


def _mended(found: re.Match[str]) -> str:
    name = found[1] or ""
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


class _Slimmer:
    """Copies what INSIDE names, piece by piece, as the strict parser comes by it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_whole = True
        self.open: list[str] = []  # the copied elements around this place
        self.home = PLAIN  # the namespace of the document itself
        self.depth = 0
        self.skipped_from = 0  # the depth at which something left out began
        self.items = self.fields = self.letters = self.elements = self.copied = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def refuse(self, *_told: object) -> None:
        """A DTD can grow without end and fetch from anywhere."""
        raise UnfitFeed("a DTD")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self.elements += 1
        is_odd = self.depth > DEPTH_LIMIT or len(attributes) > ATTRIBUTES_LIMIT
        if is_odd or self.elements > ELEMENTS_LIMIT:
            raise UnfitFeed("out of all proportion")
        if self.skipped_from:
            return
        around = self.open[-1] if self.open else ""
        space, _, local = name.rpartition(" ")
        if self.depth == 1:
            self.home = space
        if around == MARKUP or around in FIELDS:
            self.open.append(MARKUP)
        elif self._is_wanted(around, space, local.lower()):
            self.open.append(local.lower())
            known = space if space in SPACES else PLAIN
            self._copy(f"<{local} xmlns={quoteattr(known)}{_kept(attributes)}>")
        else:
            self.skipped_from = self.depth

    def end(self, name: str) -> None:
        """An element ends."""
        if self.skipped_from == self.depth:
            self.skipped_from = 0
        elif not self.skipped_from and self.open.pop() != MARKUP:
            self._copy(f"</{name.rpartition(' ')[2]}>")
        self.depth -= 1

    def text(self, words: str) -> None:
        """Words inside an element; those of containers are the space between others."""
        if not self.skipped_from and self.open and self.open[-1] not in INSIDE:
            self._copy(escape(words[: max(0, FIELD_LIMIT - self.letters)]))
            self.letters += len(words)

    def _is_wanted(self, around: str, space: str, local: str) -> bool:
        if local not in INSIDE.get(around, ()) or (space != self.home and space not in SPACES):
            return False
        if local in POSTS:
            self.fields, self.items = 0, self.items + 1
            self.is_whole = self.items <= ITEMS
            return self.is_whole
        if local in FIELDS:
            self.letters, self.fields = 0, self.fields + 1
            return self.fields <= FIELDS_AN_ITEM
        return True

    def _copy(self, piece: str) -> None:
        self.copied += len(piece)
        if self.copied > COPY_LIMIT:
            raise UnfitFeed("out of all proportion")
        self.pieces.append(piece)


def _kept(attributes: Mapping[str, str]) -> str:
    kept = {
        own: attributes[name][:FIELD_LIMIT]
        for name, own in ATTRIBUTES.items()
        if name in attributes
    }
    return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())
