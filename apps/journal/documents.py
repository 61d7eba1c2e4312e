"""A week's page as one document: what is saved, compared and hashed as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.text import TextTooLong, clean, digest, is_blank, one_line

BODY, TITLE, LINE, ADDRESS, WHENCE, REST_NOTE = 100_000, 200, 2_000, 500, 200, 400
"""The most characters of each kind of text; LINE is for lines, quotes and whys."""
MOST_MOMENTS = 40
MOST_QUALITIES = 40
_MARK_WORDS = {
    "less": gettext_lazy("less"),
    "same": gettext_lazy("same"),
    "more": gettext_lazy("more"),
}
MARKS = ("", *_MARK_WORDS)
_KEY = re.compile(r"[a-zA-Z0-9_-]{1,40}")


class WrongShape(ValueError):
    """What was sent is not a document; the message says what is wrong, without its words."""


class TooLong(ValueError):
    """One text of a document is longer than its limit."""

    def __init__(self, part: str, error: TextTooLong) -> None:
        self.part, self.length, self.limit = part, error.length, error.limit
        super().__init__(f"{part}: {error}")

    @property
    def words(self) -> str:
        """What the person is told."""
        return _("%(length)s characters are more than fit here. %(limit)s at most.") % {
            "length": f"{self.length:,}",
            "limit": f"{self.limit:,}",
        }


@dataclass(frozen=True)
class QualityWords:
    """The line and the private mark ("", "less", "same" or "more") of one quality."""

    key: str
    line: str = ""
    mark: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.line and not self.mark


@dataclass(frozen=True)
class MomentWords:
    """A moment in words; `day` is an ISO date or empty."""

    address: str = ""
    quote: str = ""
    whence: str = ""
    day: str = ""
    why: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said: a day alone is not a moment."""
        return not (self.address or self.quote or self.whence or self.why)


@dataclass(frozen=True)
class Document:
    """The title, the body, the quality lines and marks, and the moments of one week."""

    title: str = ""
    body: str = ""
    qualities: tuple[QualityWords, ...] = ()
    moments: tuple[MomentWords, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain lists and dicts in the canonical order of keys."""
        return asdict(self) | {
            "qualities": [asdict(one) for one in self.qualities],
            "moments": [asdict(one) for one in self.moments],
        }

    def canonical(self) -> str:
        """Return the JSON that a browser's JSON.stringify gives for the same document."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        return digest(self.canonical())

    @property
    def is_blank(self) -> bool:
        """Whether no visible word is in it; a mark is not a word."""
        texts = [self.title, self.body, *(one.line for one in self.qualities)]
        return all(is_blank(text) for text in texts) and not self.moments


def plain_words(document: Document, names: Mapping[str, str]) -> str:
    """Return a document as text to read; `names` are the qualities' names by key."""
    parts = [document.title, document.body]
    for quality in document.qualities:
        said = [quality.line, f"({_MARK_WORDS[quality.mark]})" if quality.mark else ""]
        parts.append(f"{names.get(quality.key, quality.key)}: {' '.join(filter(None, said))}")
    for moment in document.moments:
        told = [moment.quote, moment.whence, moment.day, moment.address, moment.why]
        parts.append("\n".join(filter(None, told)))
    return "\n\n".join(part for part in parts if part)


def parse_document(data: object) -> Document:
    """Return the document that decoded JSON holds, uncleaned.

    Raises WrongShape for anything but exactly the keys and types of a document.
    """
    fields = _fields(data, Document)
    qualities = _list(fields["qualities"], MOST_QUALITIES)
    moments = _list(fields["moments"], MOST_MOMENTS)
    return Document(
        title=_text(fields["title"]),
        body=_text(fields["body"]),
        qualities=tuple(QualityWords(**_texts(one, QualityWords)) for one in qualities),
        moments=tuple(parse_moment(one) for one in moments),
    )


def parse_moment(data: object) -> MomentWords:
    """Return the moment that decoded JSON holds, uncleaned; raise WrongShape for anything else."""
    return MomentWords(**_texts(data, MomentWords))


def clean_document(document: Document) -> tuple[Document, bool]:
    """Return the document as it can be stored, and whether words had to be altered for that.

    Empty qualities and moments are left out; neither that nor a line end is an alteration.
    Raises TooLong for the first text that is, and WrongShape for a key, mark or day that is none.
    """
    plain = _each_text(document, lambda text, _: text.replace("\r\n", "\n").replace("\r", "\n"))
    stored = _each_text(plain, lambda text, limit: clean(text, limit=limit).text)
    stored = replace(
        stored,
        title=_within("title", lambda: one_line(stored.title, limit=TITLE)),
        qualities=tuple(_checked(one) for one in stored.qualities),
        moments=tuple(_dated(one) for one in stored.moments),
    )
    if len({one.key for one in stored.qualities}) != len(stored.qualities):
        raise WrongShape("a quality comes twice")
    kept, sent = without_empty(stored), without_empty(plain)
    return kept, kept != sent


def without_empty(document: Document) -> Document:
    """Return the document without qualities and moments that say nothing."""
    return replace(
        document,
        qualities=tuple(one for one in document.qualities if not one.is_empty),
        moments=tuple(one for one in document.moments if not one.is_empty),
    )


def _each_text(document: Document, change: Callable[[str, int], str]) -> Document:
    def part(name: str, text: str, limit: int) -> str:
        return _within(name, lambda: change(text, limit))

    return Document(
        title=part("title", document.title, BODY),
        body=part("body", document.body, BODY),
        qualities=tuple(
            replace(one, line=part(f"line-{one.key}", one.line, LINE)) for one in document.qualities
        ),
        moments=tuple(
            MomentWords(
                address=part(f"moment-{n}-address", one.address, ADDRESS),
                quote=part(f"moment-{n}-quote", one.quote, LINE),
                whence=part(f"moment-{n}-whence", one.whence, WHENCE),
                day=one.day,
                why=part(f"moment-{n}-why", one.why, LINE),
            )
            for n, one in enumerate(document.moments)
        ),
    )


def _within(part: str, change: Callable[[], str]) -> str:
    try:
        return change()
    except TextTooLong as error:
        raise TooLong(part, error) from error


def _checked(one: QualityWords) -> QualityWords:
    if not _KEY.fullmatch(one.key):
        raise WrongShape("a quality is known by a short key")
    if one.mark not in MARKS:
        raise WrongShape("a mark is less, same or more")
    return one


def _dated(one: MomentWords) -> MomentWords:
    if one.day:
        parse_day(one.day)
    return one


def is_web_address(text: str) -> bool:
    """Say whether a page may link to it: http and https alone, never javascript or data."""
    return text.lower().startswith(("https://", "http://"))


def parse_day(text: str) -> date:
    """Return the date written as `2026-11-22`; raise WrongShape for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise WrongShape("a day is written like 2026-11-22") from error
    if day.isoformat() != text or not 1990 <= day.year <= 2100:
        raise WrongShape("a day is written like 2026-11-22, from 1990 to 2100")
    return day


def _fields(data: object, kind: type) -> dict[str, object]:
    names = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    if not isinstance(data, dict) or set(data) != set(names):
        raise WrongShape(f"expected an object with {', '.join(names)}")
    return {name: data[name] for name in names}


def _texts(data: object, kind: type) -> dict[str, str]:
    return {name: _text(value) for name, value in _fields(data, kind).items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongShape("expected text")
    return value


def _list(value: object, most: int) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        raise WrongShape(f"expected a list of {most} at most")
    return value
