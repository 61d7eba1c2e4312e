"""A feed as its dated entries, whichever of its dialects it is written in."""

from __future__ import annotations

import io
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import feedparser

from apps.providers.answers import JSON_TYPE, Answer, parse_json
from apps.providers.base import SHAPE_ERRORS, Outcome, ProviderError
from apps.providers.feed_slimming import ITEMS, UnfitFeed, slim
from apps.providers.text import ID_LIMIT, moment_of, name_text, plain_text, text_of_html
from apps.providers.urls import RefusedAddress, join_address, parse_address, public_link

NOT_A_FEED = "not-a-feed"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One dated entry, its words and address cleaned."""

    identity: str
    address: str
    posted_at: datetime
    text: str


@dataclass(frozen=True)
class Feed:
    """A feed's name and its dated entries. `is_whole` says that none was left out for length."""

    title: str
    entries: tuple[Entry, ...]
    is_whole: bool


def read_feed(answer: Answer) -> Feed:
    """Read RSS, Atom or JSON Feed from bytes. Raises ProviderError for anything else."""
    kind = answer.headers.get("content-type", "").strip()
    try:
        if JSON_TYPE.match(kind):
            return _json_feed(parse_json(answer.data, kind), answer.address)
        if answer.data[:100].lstrip().startswith(b"{"):
            return _json_feed(parse_json(answer.data, "application/json"), answer.address)
        return _xml_feed(answer.data, kind, answer.address)
    except (*SHAPE_ERRORS, RecursionError):
        raise ProviderError(Outcome.MALFORMED, NOT_A_FEED) from None


def _xml_feed(body: bytes, kind: str, address: str) -> Feed:
    small, is_whole = slim(body, kind)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    # Bytes alone: a string would be taken for a file's name or an address to fetch.
    try:
        told = feedparser.parse(
            io.BytesIO(small),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # it raises what it likes on odd dates
        raise UnfitFeed("a feed that cannot be read") from None
    if not told.get("version"):
        raise UnfitFeed("no feed that is known")
    entries = [_xml_entry(one, address) for one in told.entries]
    dated = tuple(entry for entry in entries if entry is not None)
    return Feed(name_text(text_of_html(told.feed.get("title"))), dated, is_whole)


def _xml_entry(told: dict[str, Any], base: str) -> Entry | None:
    # As in a plain dict: feedparser's own look-up gives one date for another and warns of it.
    dates = ("published_parsed", "created_parsed", "updated_parsed")
    parsed: Any = next(filter(None, (dict.get(told, date) for date in dates)), None)
    try:
        posted_at = datetime.fromtimestamp(timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    words = text_of_html(told.get("title")) or text_of_html(told.get("summary"))
    return _entry(told.get("id"), told.get("link"), posted_at, words, base)


def _json_feed(told: Any, address: str) -> Feed:
    version, items = told.get("version"), told.get("items")
    if not str(version).startswith("https://jsonfeed.org/version/1") or not isinstance(items, list):
        raise ValueError("not a JSON Feed")
    found = [_json_entry(one, address) for one in items[:ITEMS] if isinstance(one, dict)]
    dated = tuple(entry for entry in found if entry is not None)
    return Feed(name_text(told.get("title")), dated, len(items) <= ITEMS)


def _json_entry(told: Mapping[str, Any], base: str) -> Entry | None:
    try:
        posted_at = moment_of(told.get("date_published") or told.get("date_modified"))
    except ValueError:
        return None
    words = next(filter(None, (plain_text(told.get(key)) for key in ("title", "content_text"))), "")
    words = words or text_of_html(told.get("content_html"))
    number = told.get("id")
    identity = str(number) if isinstance(number, int) else number
    return _entry(identity, told.get("url"), posted_at, words, base)


def _entry(identity: Any, link: Any, posted_at: datetime, words: str, base: str) -> Entry | None:
    if not EARLIEST <= posted_at <= LATEST:
        return None
    address = _link(link, base)
    own = plain_text(identity, ID_LIMIT * 10) or address or f"{posted_at.isoformat()} {words}"
    if len(own) > ID_LIMIT:
        own = blake2b(own.encode(), digest_size=16).hexdigest()
    return Entry(own, address, posted_at, words)


def _link(link: Any, base: str) -> str:
    """An address as the feed gives it, perhaps from its own; empty when it is no public one."""
    try:
        onward = (
            str(join_address(parse_address(base), link)) if isinstance(link, str) and link else ""
        )
    except (RefusedAddress, ValueError):
        return ""
    return public_link(onward)
