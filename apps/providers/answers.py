"""Reading what came back: bytes within a limit, JSON within reason, a status as an outcome."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from apps.providers.base import Outcome, ProviderError

SMALL_BODY = 64 * 1024  # bytes, for one number and what stands around it
DEPTH_LIMIT = 64
DIGITS_LIMIT = 40
LONGEST_WAIT = timedelta(hours=24)
EPOCH_FROM = 1_000_000_000  # smaller numbers are seconds to wait, not a date
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;|$)", re.IGNORECASE)
NOTHING_LEFT = re.compile(r"-?0{1,9}(?:\.0{1,9})?")
VALIDATORS = {"etag": "if-none-match", "last-modified": "if-modified-since"}
VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
# A string left open swallows the rest, so that hostile text is still read in one pass.
JSON_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """One answer. Header names are lower-case; `data` is bytes or parsed JSON (None if not)."""

    status: int
    headers: Mapping[str, str]
    data: Any
    address: str

    @property
    def ok(self) -> bool:
        """Whether the host did what was asked."""
        return 200 <= self.status < 300


class Unpacker:
    """Takes a body piece by piece and stops at the limit, before and after unpacking."""

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding.strip().lower() not in ("", "identity", "gzip"):
            raise ProviderError(Outcome.MALFORMED, "unknown-encoding")
        gzipped = encoding.strip().lower() == "gzip"
        self.inflate = zlib.decompressobj(wbits=31) if gzipped else None
        self.limit = limit
        self.taken = 0
        self.body = bytearray()

    def add(self, piece: bytes) -> None:
        """Take one piece. Raises ProviderError."""
        self.taken += len(piece)
        if self.inflate is not None:
            try:
                piece = self.inflate.decompress(piece, self.limit - len(self.body) + 1)
            except zlib.error:
                raise ProviderError(Outcome.MALFORMED, "broken-encoding") from None
        self.body += piece
        if self.taken > self.limit or len(self.body) > self.limit:
            raise ProviderError(Outcome.MALFORMED, "too-large")

    def whole(self) -> bytes:
        """The body, once all of it was taken. Raises ProviderError."""
        if self.inflate is not None and self.taken and not self.inflate.eof:
            raise ProviderError(Outcome.MALFORMED, "broken-encoding")
        return bytes(self.body)


def parse_json(body: bytes, content_type: str) -> Any:  # JSON is anything
    """A JSON body as Python values. Raises ValueError for anything JSON does not allow.

    NaN, infinities, numbers that overflow, absurdly long integers and deep nesting are refused.
    """
    charset = CHARSET.search(content_type)
    if not JSON_TYPE.match(content_type.strip()):
        raise ValueError("not JSON by its content type")
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise ValueError("not in UTF-8")
    text = body.decode("utf-8-sig")
    _check_depth(text)
    return json.loads(text, parse_float=_finite, parse_int=_short_int, parse_constant=_no_constant)


def error_for(answer: Answer, now: datetime) -> ProviderError:
    """What a status other than 2xx means, the same for every network unless it knows better."""
    detail = f"HTTP {answer.status}"
    match answer.status:
        case 401 | 403:
            return ProviderError(Outcome.NEEDS_SIGN_IN, detail)
        case 404:
            return ProviderError(Outcome.NOT_FOUND, detail)
        case 410:
            return ProviderError(Outcome.GONE, detail, permanent=True)
        case 429:
            retry_at = retry_time(answer.headers, now)
            return ProviderError(Outcome.RATE_LIMITED, detail, retry_at=retry_at)
        case 503:
            retry_at = retry_time(answer.headers, now)
            return ProviderError(Outcome.TRANSIENT, detail, retry_at=retry_at)
        case _:
            return ProviderError(Outcome.TRANSIENT, detail)


def expect(answer: Answer, now: datetime) -> Any:  # JSON is anything
    """The JSON of a good answer. Raises ProviderError for any other status."""
    if not answer.ok:
        raise error_for(answer, now)
    return answer.data


def retry_time(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a host wants to be asked again, at most a day from now; None when it does not say.

    Retry-After is in seconds or an HTTP date. X-RateLimit-Reset is a date on Mastodon, seconds
    since 1970 on GitHub and Bluesky, seconds still to wait on Reddit.
    """
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset"):
        moment = _moment(headers.get(name, "").strip(), now)
        if moment is not None and moment > now:
            return min(moment, now + LONGEST_WAIT)
    return None


def rest_time(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When to ask again after the last answer that a host allowed; None while it allows more."""
    for name in ("x-ratelimit-remaining", "ratelimit-remaining"):
        if NOTHING_LEFT.fullmatch(headers.get(name, "").strip()):
            return retry_time(headers, now)
    return None


def conditions(validators: Mapping[str, str]) -> dict[str, str]:
    """The request headers that ask for an answer only if it changed since."""
    return {VALIDATORS[name]: validators[name] for name in VALIDATORS if validators.get(name)}


def validators_of(answer: Answer) -> dict[str, str]:
    """The opaque words by which the next visit asks whether anything changed."""
    found = {name: answer.headers.get(name, "") for name in VALIDATORS}
    return {name: word for name, word in found.items() if VALIDATOR.fullmatch(word)}


def _moment(text: str, now: datetime) -> datetime | None:
    if not text or len(text) > DIGITS_LIMIT:
        return None
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        seconds = min(float(text), 1e11)
        if seconds >= EPOCH_FROM:
            seconds -= now.timestamp()
        return now + min(timedelta(seconds=seconds), LONGEST_WAIT)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _check_depth(text: str) -> None:
    depth = 0
    for piece in JSON_PIECE.finditer(text):
        if piece[0] in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise ValueError("nested too deep")
        elif piece[0] in "]}":
            depth -= 1


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _short_int(text: str) -> int:
    if len(text) > DIGITS_LIMIT:
        raise ValueError("an integer of too many digits")
    return int(text)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")
