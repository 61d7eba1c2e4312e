"""Looking up names and dialling: only an address that was checked is ever connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import cache
from time import monotonic
from typing import Any

import httpcore2
import httpx2

from apps.providers.addresses import closed_range, plain_address
from apps.providers.urls import RefusedAddress

Resolve = Callable[[str], Sequence[str]]

LOOKUPS_AT_ONCE = 128
LOOKUP_WAIT = 0.05  # seconds
CONNECT_SECONDS = 5.0
TRIES_A_FAMILY = 2
SANDBOX_SUFFIX = ".example"

_lookups = threading.BoundedSemaphore(LOOKUPS_AT_ONCE)


def resolve_host(host: str) -> list[str]:
    """Every address of a name. The closing dot keeps the machine's search domains out of it."""
    found = socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_answers(answers: Sequence[str]) -> list[str]:
    """The addresses of a name, all of them fit to be dialled: at most two of each family.

    One bad answer rejects all, so that a name cannot lead here by turns. Raises RefusedAddress.
    """
    checked: dict[int, list[str]] = {4: [], 6: []}
    for answer in answers:
        try:
            address = plain_address(answer)
        except ValueError:
            raise RefusedAddress("a name that leads to no address", written=False) from None
        if name := closed_range(address):
            raise RefusedAddress(f"a name that leads to {name}", written=False)
        checked[address.version].append(str(address))
    if not answers:
        raise RefusedAddress("a name that leads to no address", written=False)
    chosen = [one for family in checked.values() for one in family[:TRIES_A_FAMILY]]
    return sorted(chosen, key=[str(plain_address(one)) for one in answers].index)


def checked_answers(host: str, resolve: Resolve) -> list[str]:
    """The addresses to dial for a host, which may be a literal. Raises RefusedAddress, OSError."""
    try:
        return check_answers([str(plain_address(host))])
    except ValueError as error:
        if isinstance(error, RefusedAddress):
            raise
    try:
        return check_answers(resolve(host))
    except UnicodeError:
        raise OSError("the resolver cannot read this name") from None


async def look_up(host: str, resolve: Resolve, *, seconds: float) -> list[str]:
    """The same without holding up the loop; a resolver that hangs holds one daemon thread.

    While too many hang, others wait for their place. Raises RefusedAddress, OSError, TimeoutError.
    """
    async with asyncio.timeout(seconds):
        while not _lookups.acquire(blocking=False):
            await asyncio.sleep(LOOKUP_WAIT)
        return await _in_a_thread(host, resolve)


async def _in_a_thread(host: str, resolve: Resolve) -> list[str]:
    answer: Future[list[str]] = Future()

    def work() -> None:
        try:
            answer.set_result(checked_answers(host, resolve))
        except Exception as error:  # handed on to the one who asked
            answer.set_exception(error)
        finally:
            _lookups.release()

    answer.set_running_or_notify_cancel()
    threading.Thread(target=work, name="look-up", daemon=True).start()
    return await asyncio.wrap_future(answer)


@cache
def trusted_certificates() -> ssl.SSLContext:
    """The machine's own certificate store, read once, whatever SSL_CERT_FILE says."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedNetwork(httpcore2.AsyncNetworkBackend):
    """Dials checked addresses only; names ending in `.example` go to the sandbox while it is on."""

    def __init__(
        self,
        *,
        sandbox: tuple[str, int] | None,
        resolve: Resolve,
        dial: httpcore2.AsyncNetworkBackend,
    ) -> None:
        self.sandbox = sandbox
        self.resolve = resolve
        self.dial = dial

    def in_sandbox(self, host: str) -> bool:
        """Whether this host is played by the sandbox."""
        return self.sandbox is not None and host.endswith(SANDBOX_SUFFIX)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to a host. Raises RefusedAddress, httpcore2.ConnectError, ConnectTimeout."""
        if self.sandbox is not None and self.in_sandbox(host):
            return await self.dial.connect_tcp(*self.sandbox, timeout=timeout)
        seconds = timeout or CONNECT_SECONDS
        addresses = await self._addresses(host, seconds)
        return await self._first_answer(addresses, port, seconds)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: no address leads to a socket file."""
        raise RefusedAddress("a socket file")

    async def sleep(self, seconds: float) -> None:
        """Wait, when httpcore2 asks to."""
        await asyncio.sleep(seconds)

    async def _first_answer(
        self, addresses: list[str], port: int, seconds: float
    ) -> httpcore2.AsyncNetworkStream:
        """Dial one address after another, for twice the time that one may take."""
        failure: Exception = httpcore2.ConnectError("no address answered")
        until = monotonic() + 2 * seconds
        for address in addresses:
            left = min(seconds, until - monotonic())
            if left <= 0:
                break
            try:
                stream = await self.dial.connect_tcp(address, port, timeout=left)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                await _check_peer(stream, address)
                return stream
        raise failure

    async def _addresses(self, host: str, seconds: float) -> list[str]:
        try:
            return await look_up(host, self.resolve, seconds=seconds)
        except TimeoutError:
            raise httpcore2.ConnectTimeout("the name was not found in time") from None
        except OSError:
            raise httpcore2.ConnectError("the name was not found") from None


async def _check_peer(stream: httpcore2.AsyncNetworkStream, dialled: str) -> None:
    """Ask the socket itself who answered: a proxy or a rewrite on the way is not followed."""
    peer = stream.get_extra_info("server_addr")
    try:
        same = str(plain_address(str(peer[0]))) == dialled
    except (TypeError, IndexError, ValueError):
        same = False
    if not same:
        await stream.aclose()
        raise RefusedAddress("another address answered", written=False)
