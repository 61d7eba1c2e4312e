"""Words as they are stored: cleaned once, the same on every database."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

LIMIT = 100_000
"""The most characters (code points) in one text."""

_INVISIBLE = {"Cf", "Zs", "Zl", "Zp", "Cc"}


class TextTooLong(ValueError):
    """The text has more characters than its limit; `length` and `limit` say how many."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, {limit} at most")
        self.length, self.limit = length, limit


@dataclass(frozen=True)
class Cleaned:
    """A text that any of our databases can hold, and whether cleaning altered it.

    Line ends becoming LF are not an alteration: every browser sends CRLF.
    """

    text: str
    altered: bool


def clean(text: str, *, limit: int = LIMIT) -> Cleaned:
    """Return `text` with LF line ends, without NUL, lone surrogates as U+FFFD.

    Raises TextTooLong when more than `limit` code points are left.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = lines.replace("\x00", "")
    kept = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in kept)
    if len(kept) > limit:
        raise TextTooLong(len(kept), limit)
    return Cleaned(kept, altered=kept != lines)


def is_blank(text: str) -> bool:
    """Say whether nothing visible is left: spaces, controls and zero-width characters alone."""
    return all(unicodedata.category(char) in _INVISIBLE for char in text)


def one_line(text: str, *, limit: int) -> str:
    """Return a cleaned title or name: no line breaks, no bidi overrides, trimmed.

    Raises TextTooLong when more than `limit` code points are left.
    """
    kept = clean(text, limit=LIMIT).text
    kept = "".join(char for char in kept if char not in _BIDI)
    kept = " ".join(kept.split())
    if len(kept) > limit:
        raise TextTooLong(len(kept), limit)
    return "" if is_blank(kept) else kept


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def digest(text: str) -> str:
    """Return the hexadecimal SHA-256 of `text` in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` characters as it is, a longer one cut at a word with "…"."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(None, 1)[0] if any(map(str.isspace, cut)) else cut).rstrip() + "…"
