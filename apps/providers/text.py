"""Cleaning what a network sent: words into plain text, counts into numbers or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice

from apps.providers.base import TEXT_LIMIT

NAME_LIMIT = 100
PROFILE_LIMIT = 5000
PROFILE_PIECES = 40
ID_LIMIT = 300
LARGEST = 1e15
# Each piece ends before the next "<", so that hostile text is read in one pass;
# html.parser takes seconds over a few kilobytes of it.
TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-zA-Z]++)[^<>]*+>")
HREF = re.compile(r"""(?<![\w-])href\s{0,3}=\s{0,3}["']([^"'<>\s]{1,2000})["']""", re.IGNORECASE)
BREAKS = {"br": "\n", "/p": "\n\n", "/li": "\n", "/blockquote": "\n", "/div": "\n"}
DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")


def plain_text(value: object, limit: int = TEXT_LIMIT) -> str:
    """Words fit to be stored: no NUL, no lone surrogates, cut at `limit` characters."""
    text = value if isinstance(value, str) else ""
    text = text[: limit * 20].replace("\x00", "").replace("\r\n", "\n")
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text).strip()
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def name_text(value: object) -> str:
    """A display name: one line, no control characters or direction overrides."""
    text = re.sub(r"[\u202a-\u202e\u2066-\u2069]+", "", plain_text(value))
    text = re.sub(r"[\x00-\x20\x7f-\xa0]+", " ", text)
    return plain_text(text, NAME_LIMIT)


def id_text(value: object) -> str:
    """An id, also where a network sends it as a whole number. Raises ValueError for none."""
    number = isinstance(value, int) and not isinstance(value, bool)
    text = plain_text(str(value) if number else value, ID_LIMIT)
    if not text:
        raise ValueError("not an id")
    return text


def is_dated_within(moment: datetime, since: datetime, now: datetime) -> bool:
    """Whether a post belongs to the time asked for; a day allows for clocks that run ahead."""
    return since <= moment <= now + timedelta(days=1)


def text_of_html(value: object, limit: int = TEXT_LIMIT) -> str:
    """The words of a small piece of HTML, paragraphs kept apart by an empty line."""
    source = value[: limit * 40] if isinstance(value, str) else ""
    words = TAG.sub(lambda tag: BREAKS.get((tag["closes"] + tag["name"]).lower(), ""), source)
    with suppress(ValueError):  # a character reference of thousands of digits
        words = unescape(words)
    return plain_text(re.sub(r"\n{3,}", "\n\n", words), limit)


def profile_words(pieces: Iterable[object]) -> str:
    """A profile's own words and the addresses it links to, line by line, to find a proof in."""
    told: list[str] = []
    for piece in islice(pieces, PROFILE_PIECES):
        source = piece[: PROFILE_LIMIT * 4] if isinstance(piece, str) else ""
        told += [text_of_html(source, PROFILE_LIMIT), *map(unescape, HREF.findall(source))]
    return plain_text("\n".join(filter(None, told)), PROFILE_LIMIT)


def counts_of(
    record: Mapping[str, object], names: Mapping[str, str]
) -> tuple[dict[str, float], frozenset[str]]:
    """The counts in a record and the keys of those it keeps to itself; `names` is key to name.

    A count that is absent, null or negative is hidden: some networks say -1 for that.
    Raises ValueError for what cannot be a count, such as a fraction or a truth value.
    """
    found: dict[str, float] = {}
    for key, name in names.items():
        count = record.get(name)
        if count is None:
            continue
        if isinstance(count, bool) or not isinstance(count, int):
            raise ValueError("not a count")
        if 0 <= count <= LARGEST:
            found[key] = float(count)
    return found, frozenset(names.keys() - found.keys())


def number_of(value: object) -> float:
    """A finite number, also one in a string of ASCII digits. Raises ValueError."""
    if isinstance(value, str) and DECIMAL.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError("not a number that can be kept")
    return float(value)


def moment_of(value: object) -> datetime:
    """An ISO 8601 moment in UTC. Raises ValueError, also for one without an offset."""
    if not isinstance(value, str):
        raise ValueError("not a moment")
    try:
        moment = datetime.fromisoformat(value[:40])
        if moment.tzinfo is None:
            raise ValueError("a moment without an offset")
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment out of range") from None
