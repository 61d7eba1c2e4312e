"""Words as pages show them: a small Markdown, rendered from its source each time.

Paragraphs, emphasis, links, quotes, lists and footnotes. Line breaks stay where the person made
them. HTML is shown as it was typed; an image becomes its description, since loading it would tell a
stranger that the page was read. A tag may lead to where it was written before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.text import digest
from apps.journal.commonmark import blocks, runs, to_html
from apps.journal.footnotes import MOST_REFERENCES, REFERENCE, Typed, label_of, take_out
from apps.journal.tags import MARK, tag_key

TagAddress = Callable[[str], str]
"""Where a tag leads, by its key; empty where it leads nowhere."""

_TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "hr"}
_AUTO = {tag: {"dir": "auto"} for tag in ("p", "blockquote", "li", "pre")}
_ATTRIBUTES: dict[str, set[str]] = {tag: {"dir"} for tag in _AUTO}
# No title: quoted text in an attribute could hold what looks like a mark of ours.
_ATTRIBUTES |= {"a": {"href"}, "ol": {"start"}, "*": set()}
# Ours alone while words are cleaned, since nobody can type a tag: a cut, a tag, a reference.
_CUT, _OURS = "<u></u>", {"u", "b", "sup"}
_TAG_MARK = re.compile(r"<b>#([^<]*)</b>")
_FIRST_REFERENCE = re.compile(r"<sup>(\d+)\.1</sup>")
_REFERENCE_MARK = re.compile(r"<sup>(\d+)\.(\d+)</sup>")


@dataclass(frozen=True)
class Footnote:
    """A note inside the text, with its number on the page."""

    number: int
    html: SafeString


@dataclass(frozen=True)
class Passage:
    """One top-level block: its source, the hash that placements know it by, and its HTML.

    `notes` are the footnotes that it is the first to refer to.
    """

    source: str
    html: SafeString
    notes: tuple[Footnote, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The hash, worked out where somebody asks."""
        return digest(self.source)


@dataclass
class _Numbers:
    """The footnotes of a text, numbered as they are referred to."""

    sources: dict[str, str]
    order: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def mark(self, found: re.Match[str]) -> str:
        """Return our mark for a reference: the note's number, and the how-manieth to it."""
        label = label_of(found)
        if label not in self.sources or self.times.total() >= MOST_REFERENCES:
            return found[0]
        if label not in self.times:
            self.order.append(label)
        self.times[label] += 1
        return f"<sup>{self.order.index(label) + 1}.{self.times[label]}</sup>"


@dataclass(frozen=True)
class _Read:
    """A text as blocks with their sources, and its footnotes in order; our marks are in both."""

    blocks: list[tuple[str, str]]
    notes: list[str]
    unreached: set[str]

    @property
    def pieces(self) -> list[str]:
        return [html for _source, html in self.blocks] + self.notes


def passages(
    text: str, *, prefix: str = "", tag_address: TagAddress | None = None
) -> list[Passage]:
    """Return the blocks of a body in order; none when nothing would be shown.

    `prefix` keeps the names of its footnotes apart from those of other texts on the page.
    """
    read = _read(typed := take_out(text))
    if read.unreached:
        read = _read(take_out(text, allowed=set(typed.notes) - read.unreached))
    if read.unreached:
        read = _read(Typed(text, {}))
    pieces = _linked(_clean(_CUT.join(read.pieces)), prefix, tag_address).split(_CUT)
    count = len(read.blocks)
    notes = [_footnote(n, html, prefix) for n, html in enumerate(pieces[count:], start=1)]
    owned = _owned(read)
    return [
        Passage(
            source, SafeString(html), tuple(notes[n - 1] for n in owned[at]) if at in owned else ()
        )
        for at, ((source, _html), html) in enumerate(zip(read.blocks, pieces[:count], strict=True))
    ]


def render(text: str, *, prefix: str = "", tag_address: TagAddress | None = None) -> SafeString:
    """Return the whole text as HTML that is safe to print, footnotes after their passage."""
    found = passages(text, prefix=prefix, tag_address=tag_address)
    return SafeString(
        "".join(part for one in found for part in (one.html, *(note.html for note in one.notes)))
    )


def _read(typed: Typed) -> _Read:
    """Return a text taken apart; footnotes that no reference on the page reaches are told."""
    numbers = _Numbers(typed.notes)
    lines = typed.text.split("\n")
    found = [
        ("\n".join(lines[first - 1 : last]).rstrip("\n"), html)
        for first, last, html in blocks(_marked(to_html(typed.text), numbers))
    ]
    notes: list[str] = []
    while len(notes) < len(numbers.order):
        notes.append(_marked(to_html(typed.notes[numbers.order[len(notes)]]), numbers))
    return _Read(found, notes, set(typed.notes) - set(numbers.order))


def _marked(html: str, numbers: _Numbers) -> str:
    """Put our marks where a reference or a tag stands in words."""
    if "#" not in html and not numbers.sources:
        return html
    return "".join(
        MARK.sub(_tag_mark, REFERENCE.sub(numbers.mark, piece)) if is_words else piece
        for piece, is_words in runs(html)
    )


def _tag_mark(found: re.Match[str]) -> str:
    return f"<b>{found[0]}</b>" if found["tag"] else found[0]


def _owned(read: _Read) -> dict[int, list[int]]:
    """Return the numbers of the footnotes by the block that refers to them first.

    What a footnote refers to first stands with that footnote.
    """
    owner: dict[int, int] = {}
    count = len(read.blocks)
    for at, html in enumerate(read.pieces if read.notes else ()):
        for found in _FIRST_REFERENCE.finditer(html):
            owner[int(found[1])] = at if at < count else owner[at - count + 1]
    owned: dict[int, list[int]] = {}
    for number, at in sorted(owner.items()):
        owned.setdefault(at, []).append(number)
    return owned


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS | _OURS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_AUTO,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow ugc",
    )


def _linked(html: str, prefix: str, tag_address: TagAddress | None) -> str:
    """Return cleaned HTML with links where our marks are; nothing else in it is of ours."""

    @cache
    def tag(word: str) -> str:
        address = tag_address(tag_key(word)) if tag_address else ""
        if not address:
            return f"#{word}"
        return format_html('<a class="tag" href="{}">#{}</a>', address, word)

    def reference(found: re.Match[str]) -> str:
        number, again = found[1], "" if found[2] == "1" else f"-{found[2]}"
        return format_html(
            '<a class="ref" id="{prefix}fnref-{number}{again}" href="#{prefix}fn-{number}"'
            ' role="doc-noteref"><span class="vh">{words} </span>{number}</a>',
            prefix=prefix,
            number=number,
            again=again,
            words=_("Footnote"),
        )

    return _REFERENCE_MARK.sub(reference, _TAG_MARK.sub(lambda found: tag(found[1]), html))


def _footnote(number: int, html: str, prefix: str) -> Footnote:
    note = format_html(
        '<div class="sidenote footnote" id="{prefix}fn-{number}" role="doc-footnote">'
        '<a class="num" href="#{prefix}fnref-{number}" role="doc-backlink">{number}'
        '<span class="vh">{words}</span></a><div class="said">{html}</div></div>',
        prefix=prefix,
        number=number,
        words=_(", back to the text"),
        html=SafeString(html),
    )
    return Footnote(number, note)
