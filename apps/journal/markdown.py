"""Words as pages show them: a small Markdown, rendered from its source each time.

Paragraphs, emphasis, links, quotes and lists. Line breaks stay where the person made them. HTML is
shown as it was typed; an image becomes its description, since loading it would tell a stranger
that the page was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3
from cmarkgfm import cmark
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from apps.core.text import digest

# Line breaks stay; every block says from which line to which it goes.
_OPTIONS = cmark.Options.CMARK_OPT_SOURCEPOS | cmark.Options.CMARK_OPT_HARDBREAKS
_TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "hr"}
_AUTO = {tag: {"dir": "auto"} for tag in ("p", "blockquote", "li", "pre")}
_ATTRIBUTES = {tag: {"dir"} for tag in _AUTO} | {"a": {"href"}, "ol": {"start"}}

_TAG_START = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>]*>)")
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"(?: title="[^"]*")? />')
_HEADING = re.compile(r"<(/?)h[1-6](?: data-sourcepos=\"([^\"]*)\")?>")
_NESTS = re.compile(r"<(/?)(?:blockquote|ul|ol|em|strong)\b")
_DEEPEST = 100  # cleaning takes time by the square of the depth
_TOP = re.compile(r'^<\w+(?: start="\d+")? data-sourcepos="(\d+):\d+-(\d+):(\d+)"', re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """One top-level block: its source, the hash that placements know it by, and its HTML."""

    source: str
    sha256: str
    html: SafeString


def passages(text: str) -> list[Passage]:
    """Return the blocks of a body in order; none when nothing would be shown."""
    lines = text.split("\n")
    found = []
    for first, last, html in _blocks(_to_html(text)):
        source = "\n".join(lines[first - 1 : last]).rstrip("\n")
        found.append(Passage(source, digest(source), _safe(html)))
    return found


def render(text: str) -> SafeString:
    """Return the whole text as HTML that is safe to print."""
    return _safe(_to_html(text))


def _to_html(text: str) -> str:
    stand_in = next(char for char in map(chr, range(0xFDD0, 0xFDF0)) if char not in text)
    shielded = _TAG_START.sub(stand_in, text)
    html: str = cmark.markdown_to_html(shielded, options=_OPTIONS)
    html = _IMAGE.sub(r"\1", html).replace(stand_in, "&lt;")
    if _depth(html) > _DEEPEST:
        return f'<pre data-sourcepos="1:1-{text.count(chr(10)) + 1}:1">{escape(text)}</pre>'
    return _HEADING.sub(_as_strong_paragraph, html)


def _depth(html: str) -> int:
    """Return how many elements lie within one another at the deepest place."""
    depth = deepest = 0
    for found in _NESTS.finditer(html):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _blocks(html: str) -> list[tuple[int, int, str]]:
    """Return the first and last source line of each top-level block, with its HTML.

    cmark tells where a block stands; one that starts after the last one ended is not inside it.
    """
    starts: list[tuple[int, int, int]] = []
    ended = 0
    for found in _TOP.finditer(html):
        first, last = int(found[1]), int(found[2]) - (found[3] == "0")
        if first > ended:
            ended = max(first, last)
            starts.append((found.start(), first, ended))
    edges = [start for start, _, _ in starts] + [len(html)]
    return [
        (first, last, html[edges[n] : edges[n + 1]]) for n, (_, first, last) in enumerate(starts)
    ]


def _as_strong_paragraph(heading: re.Match[str]) -> str:
    if heading[1]:
        return "</strong></p>"
    return f'<p data-sourcepos="{heading[2]}"><strong>' if heading[2] else "<p><strong>"


def _safe(html: str) -> SafeString:
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_AUTO,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow ugc",
    )
    return mark_safe(clean)  # noqa: S308  # nh3 allowed every tag and attribute in it by name
