"""Markdown as cmark reads it: HTML that still has to be cleaned, and the words in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmarkgfm import cmark
from django.utils.html import escape

# Line breaks stay; every block says from which line to which it goes.
_OPTIONS = cmark.Options.CMARK_OPT_SOURCEPOS | cmark.Options.CMARK_OPT_HARDBREAKS
# What stands after a fence's opening marks is told, all of it.
_OPTIONS |= 1 << 16  # CMARK_OPT_FULL_INFO_STRING, which the binding does not name

_TAG_START = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>]*>)")
# A footnote's definition, which cmark would take for a link's and leave out.
_NOTE_START = re.compile(r"\[\^(?=[^\[\]]+\]:)")
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"(?: title="[^"]*")? />')
_FENCE = re.compile(r'<code class="language-([^"]*)"(?: data-meta="([^"]*)")?>')
_HEADING = re.compile(r"<(/?)h[1-6](?: data-sourcepos=\"([^\"]*)\")?>")
_NESTS = re.compile(r"<(/?)(?:blockquote|ul|ol|em|strong)\b")
_DEEPEST = 100  # cleaning takes time by the square of the depth
_TOP = re.compile(r'^<\w+(?: start="\d+")? data-sourcepos="(\d+):\d+-(\d+):(\d+)"', re.MULTILINE)
_ELEMENT = re.compile(r"(<[^>]*>)")
_APART = re.compile(r"<(/?)(?:a|code|pre)\b")


def to_html(text: str) -> str:
    """Return the HTML of a text: tags that were typed are words, images their description."""
    tag, note = _stand_ins(text)
    shielded = _NOTE_START.sub(note, _TAG_START.sub(tag, text))
    html: str = cmark.markdown_to_html(shielded, options=_OPTIONS)
    html = _FENCE.sub(_with_first_line, _IMAGE.sub(r"\1", html))
    html = html.replace(tag, "&lt;").replace(note, "[^")
    if _depth(html) > _DEEPEST:
        return f'<pre data-sourcepos="1:1-{text.count(chr(10)) + 1}:1">{escape(text)}</pre>'
    return _HEADING.sub(_as_strong_paragraph, html)


def _with_first_line(fence: re.Match[str]) -> str:
    """A fence may name a language; somebody's words there are no less theirs."""
    return f"<code>{' '.join(filter(None, fence.groups()))}\n"


def _stand_ins(text: str) -> tuple[str, str]:
    """Return two characters that the text does not hold; there are more than it could."""
    used = set(text)
    free = (char for char in map(chr, range(0xF0000, 0x10FFFE)) if char not in used)
    return next(free), next(free)


def _depth(html: str) -> int:
    """Return how many elements lie within one another at the deepest place."""
    depth = deepest = 0
    for found in _NESTS.finditer(html):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _as_strong_paragraph(heading: re.Match[str]) -> str:
    if heading[1]:
        return "</strong></p>"
    return f'<p data-sourcepos="{heading[2]}"><strong>' if heading[2] else "<p><strong>"


def blocks(html: str) -> list[tuple[int, int, str]]:
    """Return the first and last source line of each top-level block, with its HTML.

    cmark tells where a block stands; one that starts after the last one ended is not inside it.
    """
    found: list[tuple[int, int, str]] = []
    ended = began = first = 0
    for top in _TOP.finditer(html):
        line, last, column = top.groups()
        if int(line) <= ended:
            continue
        start = top.start()
        if ended:
            found.append((first, ended, html[began:start]))
        first, began = int(line), start
        ended = max(first, int(last) - (column == "0"))
    if ended:
        found.append((first, ended, html[began:]))
    return found


def runs(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the HTML in pieces, each with whether it is words outside links and code."""
    apart = 0
    for n, piece in enumerate(_ELEMENT.split(html)):
        if n % 2 and (found := _APART.match(piece)):
            apart += -1 if found[1] else 1
        yield piece, not n % 2 and apart == 0 and bool(piece)
