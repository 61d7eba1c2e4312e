"""What every provider looks like: an account in, one reading out, one kind of error."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from apps.providers.http import Door

    Words: TypeAlias = str | _StrPromise

MetricKind = Literal["counter", "total", "gauge", "per_post"]
TEXT_LIMIT = 500
# What reading an answer of another shape than expected can raise.
SHAPE_ERRORS = (KeyError, IndexError, TypeError, ValueError, AttributeError)


class Outcome(StrEnum):
    """How one visit ended, as a word a machine can branch on."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    HIDDEN = "hidden"
    GONE = "gone"
    SUSPENDED = "suspended"
    MOVED = "moved"
    NEEDS_SIGN_IN = "needs_sign_in"
    NEEDS_SIGNATURE = "needs_signature"
    RATE_LIMITED = "rate_limited"
    TRANSIENT = "transient"
    MALFORMED = "malformed"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


@dataclass(frozen=True)
class MetricSpec:
    """One thing a provider counts. `noun` is how it is called inside a sentence: "replies".

    `definition` rises when the same key comes to mean something else: the series breaks there.
    `is_given` says that the person gave it, as with replies they wrote; the rest they received.
    `is_rounded` says that the network rounds it from some size on.
    """

    key: str
    kind: MetricKind
    label: Words
    noun: Words
    decimals: int = 0
    definition: int = 1
    is_given: bool = False
    is_rounded: bool = False


@dataclass(frozen=True)
class Rate:
    """A limit as a network publishes it: so many requests in so many seconds.

    Collecting takes a tenth of it at most.
    """

    requests: int
    seconds: int


@dataclass(frozen=True)
class Field:
    """One question of the connect form. A `secret` is encrypted, and never shown again."""

    name: str
    label: Words
    hint: Words
    required: bool = True
    kind: Literal["text", "url", "secret"] = "text"


@dataclass(frozen=True)
class Account:
    """What is known of a source before it is read. `account_id` never changes; a handle may.

    `secret` is the key or token that the person gave. `software` is what the host runs, as its
    nodeinfo told once. `validators` are opaque words of the last answer, such as an ETag.
    """

    handle: str
    host: str
    account_id: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    software: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PostReading:
    """One public post of the person's own, as it stood when read.

    `text` is plain and at most 500 characters; `counts` are by the key of a per-post metric,
    and a count that the network keeps to itself is absent.
    """

    external_id: str
    address: str
    posted_at: datetime
    text: str
    counts: Mapping[str, float]


@dataclass(frozen=True)
class Reading:
    """What one account said on one visit.

    A hidden or implausible value is absent from `values` and named in `hidden`. Totals of
    per-post metrics are not here: collecting adds up `posts`, unless the metric is in `hidden`,
    which also says that not all the posts asked for could be seen.

    `precision` has the step of values that the network rounds. `is_unchanged` says that the host
    answered "not modified": everything that was read last time still holds, and values and posts
    are empty. `software` and `validators` are kept for the next visit. `read_by` is the key of the
    provider that did the reading, where it was another than the one asked. `profile_text` holds
    the profile's own words and link addresses, to look for a proof in; it is never stored.
    `rest_until` is when the host wants to be asked again, although it answered. `asked_host` is
    the host that answers for the account from now on, where it is another than the one asked.
    """

    account_id: str
    handle: str
    name: str
    address: str
    values: Mapping[str, float]
    posts: tuple[PostReading, ...] = ()
    hidden: frozenset[str] = frozenset()
    precision: Mapping[str, float] = field(default_factory=dict)
    is_unchanged: bool = False
    software: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)
    read_by: str = ""
    profile_text: str = field(default="", repr=False)
    rest_until: datetime | None = None
    asked_host: str = ""


class ProviderError(Exception):
    """A visit that brought no reading.

    `detail` is a short machine word such as "HTTP 429", never text from an answer. `permanent`
    means that asking again tomorrow will not help. `moved_to` is the new handle, when MOVED.
    """

    def __init__(
        self,
        outcome: Outcome,
        detail: str,
        *,
        permanent: bool = False,
        retry_at: datetime | None = None,
        moved_to: str = "",
    ) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail
        self.permanent = permanent
        self.retry_at = retry_at
        self.moved_to = moved_to


class InvalidAccount(ValueError):  # the form's word for it
    """What was typed has the wrong shape; `message` belongs beside the field of that name."""

    def __init__(self, field: str, message: Words) -> None:
        super().__init__(field)
        self.field = field
        self.message = message


class Provider(ABC):
    """One kind of source. Providers keep no state; everything comes in as an argument."""

    key: ClassVar[str]
    label: ClassVar[Words]
    summary: ClassVar[Words]
    metrics: ClassVar[tuple[MetricSpec, ...]]
    fields: ClassVar[tuple[Field, ...]]
    batch: ClassVar[int] = 1
    needs_visits: ClassVar[bool] = True
    proofs: ClassVar[tuple[Literal["link", "code"], ...]] = ()
    """How a profile can show that the account is the person's: by a link, by a code in words."""

    def published_limit(self, account: Account) -> Rate | None:
        """Return the network's own limit for visits to this account; None where it names none."""
        return None

    @abstractmethod
    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read what was typed in, without asking anybody. Raises InvalidAccount."""

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Visit the accounts: one answer each, in the same order. Never raises ProviderError."""
        return [await self.read_or_error(door, one, since=since, now=now) for one in accounts]

    async def read_or_error(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading | ProviderError:
        """Visit one account and turn every way of failing into one ProviderError."""
        try:
            return await self.read_one(door, account, since=since, now=now)
        except ProviderError as error:
            return error
        except SHAPE_ERRORS:
            return ProviderError(Outcome.MALFORMED, "unexpected-shape")

    @abstractmethod
    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Visit one account. Raises ProviderError."""
