"""The one door out. Hosts are typed in by strangers, so every visit goes through here.

An address is read strictly (urls.py), its name is looked up and every answer checked against a
table of our own (addresses.py), and the checked address is dialled (dialling.py). Redirects are
followed by hand with the same checks; time, bytes and nesting have limits (answers.py).
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpcore2

from apps.providers.answers import Answer, Unpacker, parse_json
from apps.providers.base import Outcome, ProviderError
from apps.providers.dialling import (
    GuardedNetwork,
    Resolve,
    checked_answers,
    resolve_host,
    trusted_certificates,
)
from apps.providers.urls import Address, RefusedAddress, join_address, parse_address

REDIRECTS = frozenset((301, 302, 303, 307, 308))
BODILESS = frozenset((*REDIRECTS, 204, 304))
# What may go to another host than the one it was meant for, and what may go over plain HTTP.
# Everything else, such as Authorization, is taken for a credential.
FOR_ANY_HOST = frozenset(("accept", "content-type"))
FOR_PLAIN_HTTP = FOR_ANY_HOST | {"if-none-match", "if-modified-since"}
DEFAULT_USER_AGENT = "Sidenote (self-hosted journal; one visit a day)"


def user_agent_with(contact: str) -> str:
    """Return who asks, and where whoever runs this copy can be reached, if they say so."""
    return f"{DEFAULT_USER_AGENT} {contact}".strip()


@dataclass(frozen=True)
class Budget:
    """What one visit may take: seconds, bytes (before and after unpacking) and redirects."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0
    body: int = 2_000_000
    headers: int = 64_000
    redirects: int = 3

    @property
    def timeouts(self) -> dict[str, float]:
        """The per-operation limits in httpcore2's words."""
        return {
            "connect": self.connect,
            "read": self.read,
            "write": self.read,
            "pool": self.total,
        }


@dataclass(frozen=True)
class Question:
    """What is asked of an address: a GET, or with a body a POST, and the longest answer taken.

    Header names are lower-case, so that each is sent once.
    """

    headers: Mapping[str, str] = field(repr=False)
    limit: int | None = None
    body: bytes | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        """The verb on the wire."""
        return "GET" if self.body is None else "POST"

    def only(self, names: frozenset[str]) -> Question:
        """The same with no other headers than these."""
        kept = {name: self.headers[name] for name in self.headers if name in names}
        return replace(self, headers=kept)


@dataclass(frozen=True)
class Verdict:
    """What the guard says of an address: the reason is empty when it is allowed."""

    reason: str

    @property
    def allowed(self) -> bool:
        """Whether the door would go there."""
        return not self.reason


def judge(url: str, resolve: Resolve = resolve_host) -> Verdict:
    """Say whether the door would visit an address, looking its name up but never connecting."""
    try:
        checked_answers(parse_address(url).host, resolve)
    except RefusedAddress as refusal:
        return Verdict(refusal.reason)
    except OSError:
        return Verdict("a name that does not resolve")
    return Verdict("")


class Door:
    """Fetches addresses for one job; `async with Door() as door:`. No cookies, no proxies.

    While `sandbox_address` ("127.0.0.1:8001") is given, every host ending in `.example` is asked
    there over plain HTTP with its Host kept; all else meets the full guard. `pace` seconds lie
    between two requests to one host, redirects included.
    """

    def __init__(
        self,
        *,
        sandbox_address: str | None = None,
        user_agent: str = DEFAULT_USER_AGENT,
        budget: Budget | None = None,
        resolve: Resolve = resolve_host,
        dial: httpcore2.AsyncNetworkBackend | None = None,
        certificates: ssl.SSLContext | None = None,
        pace: float = 0.0,
    ) -> None:
        self.budget = budget or Budget()
        self.user_agent = user_agent
        self.pace = pace
        self._asked_at: dict[str, float] = {}
        self.network = GuardedNetwork(
            sandbox=loopback_address(sandbox_address) if sandbox_address else None,
            resolve=resolve,
            dial=dial or httpcore2.AnyIOBackend(),
        )
        self.pool = httpcore2.AsyncConnectionPool(
            ssl_context=certificates or trusted_certificates(),
            network_backend=self.network,
            keepalive_expiry=5.0,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.pool.aclose()

    async def get_json(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Answer:
        """Fetch JSON of at most `limit` bytes.

        A good status with anything but JSON raises ProviderError(MALFORMED): a page in HTML with
        status 200 is no answer. With another status, 304 among them, `data` is None when the body
        is not JSON.
        """
        wanted = {"accept": "application/json", **_lower(headers)}
        return _as_json(await self.get_bytes(url, headers=wanted, limit=limit))

    async def post_json(
        self,
        url: str,
        data: object,
        *,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Send JSON and read the JSON that comes back, as `get_json` does.

        A redirect is not followed: it is the answer. Raises ValueError for NaN and infinities.
        """
        wanted = {"accept": "application/json", "content-type": "application/json"}
        body = json.dumps(data, allow_nan=False).encode()
        question = Question({**wanted, **_lower(headers)}, limit, body)
        return _as_json(await self.send(url, question))

    async def post_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Send fields as a form does and read the JSON that comes back, as `post_json` does."""
        wanted = {
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
        }
        question = Question({**wanted, **_lower(headers)}, limit, urlencode(fields).encode())
        return _as_json(await self.send(url, question))

    async def get_bytes(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Answer:
        """Fetch a body of at most `limit` bytes, whatever it is made of; say so with Accept.

        Raises ProviderError for all but an answer. Not modified is one: status 304, no bytes.
        """
        return await self.send(url, Question(_lower(headers), limit))

    async def send(self, url: str, question: Question) -> Answer:
        """Ask one question. Every visit passes here. Raises ProviderError."""
        try:
            async with asyncio.timeout(self.budget.total):
                return await self._follow(parse_address(url), question)
        except RefusedAddress as refusal:
            raise ProviderError(
                Outcome.REFUSED, "address-refused", permanent=refusal.written
            ) from None
        except (TimeoutError, httpcore2.TimeoutException):
            raise ProviderError(Outcome.TRANSIENT, "timed-out") from None
        except httpcore2.ConnectError as error:
            raise ProviderError(Outcome.TRANSIENT, _connect_detail(error)) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            raise ProviderError(Outcome.TRANSIENT, "broken-answer") from None

    async def _follow(self, address: Address, question: Question) -> Answer:
        for _ in range(self.budget.redirects + 1):
            answer = await self._ask(address, question)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or location is None or question.body is not None:
                return answer
            onward = _onward(address, location)
            if onward.host != address.host:
                question = question.only(FOR_ANY_HOST)
            address = onward
        raise ProviderError(Outcome.TRANSIENT, "too-many-redirects")

    async def _keep_pace(self, host: str) -> None:
        last = self._asked_at.get(host)
        if last is not None:
            await asyncio.sleep(max(0.0, last + self.pace - monotonic()))
        self._asked_at[host] = monotonic()

    async def _ask(self, address: Address, question: Question) -> Answer:
        await self._keep_pace(address.host)
        if address.scheme != "https":
            question = question.only(FOR_PLAIN_HTTP)
        async with self.pool.stream(
            question.method,
            self._dialled(address),
            headers=[
                ("host", address.authority),
                ("user-agent", self.user_agent),
                ("accept-encoding", "gzip"),
                *question.headers.items(),
            ],
            content=question.body,
            extensions={"timeout": self.budget.timeouts},
        ) as response:
            found = _headers(response.headers, self.budget.headers)
            body = b""
            if response.status not in BODILESS:
                limit = min(question.limit or self.budget.body, self.budget.body)
                body = await _body(response, found.get("content-encoding", ""), limit)
            return Answer(response.status, found, body, str(address))

    def _dialled(self, address: Address) -> httpcore2.URL:
        sandboxed = self.network.in_sandbox(address.host)
        return httpcore2.URL(
            scheme=b"http" if sandboxed else address.scheme.encode(),
            host=address.host.encode(),
            port=80 if sandboxed else address.port,
            target=address.target.encode(),
        )


def loopback_address(text: str) -> tuple[str, int]:
    """ "127.0.0.1:8001" as host and port. Raises ValueError for anything but loopback."""
    host, _, port = text.rpartition(":")
    if not ip_address(host.strip("[]")).is_loopback:
        raise ValueError("the sandbox is on loopback, such as 127.0.0.1:8001")
    return host.strip("[]"), int(port)


def _onward(address: Address, location: str) -> Address:
    """Where a redirect leads. What a host says today is refused today, not for good."""
    try:
        onward = join_address(address, location)
    except RefusedAddress as refusal:
        raise RefusedAddress(refusal.reason, written=False) from None
    if address.scheme == "https" and onward.scheme != "https":
        raise RefusedAddress("a redirect from https to http", written=False)
    return onward


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): text for name, text in (headers or {}).items()}


async def _body(response: httpcore2.Response, encoding: str, limit: int) -> bytes:
    """The unpacked body. That of a refusal may be unreadable: its status says enough."""
    try:
        unpacker = Unpacker(encoding, limit)
        async for piece in response.aiter_stream():
            unpacker.add(piece)
        return unpacker.whole()
    except ProviderError:
        if response.status < 300:
            raise
        return b""


def _as_json(answer: Answer) -> Answer:
    try:
        data = parse_json(answer.data, answer.headers.get("content-type", ""))
    except (ValueError, RecursionError):
        if answer.ok:
            raise ProviderError(Outcome.MALFORMED, "not-json") from None
        data = None
    return replace(answer, data=data)


def _headers(raw: list[tuple[bytes, bytes]], limit: int) -> dict[str, str]:
    if sum(len(name) + len(value) for name, value in raw) > limit:
        raise ProviderError(Outcome.MALFORMED, "too-large")
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _connect_detail(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "bad-certificate"
        cause = cause.__cause__ or cause.__context__
    return "unreachable"
