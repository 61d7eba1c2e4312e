"""A server on loopback that says exactly the bytes a test wants, over real sockets."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer

Script = Callable[["Asked"], Iterable[bytes]]


@dataclass
class Asked:
    """One request that reached the server, and whether the test is over."""

    host: str
    target: str
    headers: dict[str, str]
    over: threading.Event
    method: str = "GET"
    body: bytes = b""


@dataclass
class Hostile:
    """The server's address, its script and what it was asked."""

    address: str
    script: Script
    asked: list[Asked] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        return [one.host + one.target for one in self.asked]


def reply(
    body: bytes | str | object = b"",
    status: int | str = 200,
    *,
    type: str = "application/json",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """One whole answer; anything but text or bytes is sent as JSON."""
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {type}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + content


def drip(start: bytes, piece: bytes) -> Script:
    """A beginning, and then one small piece after another until the test is over."""

    def script(asked: Asked) -> Iterator[bytes]:
        yield start
        while not asked.over.wait(0.02):
            yield piece

    return script


def always(*pieces: bytes) -> Script:
    """The same answer to everything."""
    return lambda asked: pieces


def routes(table: dict[str, bytes]) -> Script:
    """Answers by host and target; everything else is a 404."""
    missing = reply({"error": "Record not found"}, 404)
    return lambda asked: [table.get(asked.host + asked.target, missing)]


@contextmanager
def serving(script: Script, *, tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """Run the server; one connection carries one answer."""
    over = threading.Event()
    hostile = Hostile("", script)

    class Handler(BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            try:
                if tls is not None:
                    self.request = tls.wrap_socket(self.request, server_side=True)
                asked = _read(self.request, over)
                if asked is None:
                    return
                hostile.asked.append(asked)
                for piece in hostile.script(asked):
                    self.request.sendall(piece)
            except OSError:
                pass
            finally:
                self.request.close()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        hostile.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield hostile
        finally:
            over.set()
            server.shutdown()
            thread.join()


def _read(connection: socket.socket, over: threading.Event) -> Asked | None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    headers: dict[str, str] = {}
    for name, value in pairs:  # a header that comes twice is seen
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _version = first.split(" ")
    return Asked(headers["host"], target, headers, over, method, body)
