"""Tags as the person writes them: `#word`. Names behind an @ are words and lead nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from apps.journal.commonmark import runs, to_html

LONGEST = 60
# Accents and vowel signs are letters of a word too, and so are the joiners between letters.
_SIGNS = "".join(
    char for char in map(chr, range(0x300, 0x10000)) if unicodedata.category(char)[0] == "M"
)
_W = rf"\w{_SIGNS}\u200c\u200d"
# What comes before keeps addresses, e-mail, entities and C# out; a number alone is no tag.
_BEFORE = rf"(?<![{_W}#@&/.+-])(?<!&amp;)"
_ADDRESS = r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.)\S+"
_WORD = rf"(?=[\d_-]*[^\W\d_])\w(?:[{_W}-]{{0,{LONGEST - 2}}}[{_W}])?(?![{_W}-]*[{_W}])"
MARK = re.compile(rf"{_ADDRESS}|{_BEFORE}#(?P<tag>{_WORD})")
"""An address, which holds none; or a tag."""


@dataclass(frozen=True)
class Tag:
    """A tag: how it was written, and the key by which two of them are the same."""

    written: str
    key: str


def tag_key(word: str) -> str:
    """Return what tags are compared by: é is é however it is typed, and A is a."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())


def tags_in(text: str) -> tuple[Tag, ...]:
    """Return the tags of a text, each once, as first written; none in code, links and addresses."""
    words = (piece for piece, is_words in runs(to_html(text)) if is_words)
    return _each_once(found["tag"] for piece in words for found in MARK.finditer(piece))


def _each_once(words: Iterable[str | None]) -> tuple[Tag, ...]:
    tags: dict[str, Tag] = {}
    for word in words:
        if word:
            tags.setdefault(tag_key(word), Tag(word, tag_key(word)))
    return tuple(tags.values())
