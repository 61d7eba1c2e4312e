"""The sandbox network: a server on loopback that plays several hosts at once, by Host."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from socketserver import TCPServer

from apps.providers.http import loopback_address
from apps.sandbox.apis import Request, answer

Now = Callable[[], datetime]
SLOWNESS = 30.0  # seconds that slow.example keeps one waiting
MOST_POSTED = 64 * 1024  # bytes
EVENING = time(21, 0, tzinfo=UTC)


def utc_now() -> datetime:
    """The moment at which a request arrives, unless a test says otherwise."""
    return datetime.now(UTC)


class SandboxServer(ThreadingHTTPServer):
    """Answers until it is stopped; refuses to listen on anything but loopback (ValueError)."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str, *, now: Now = utc_now, slowness: float = SLOWNESS) -> None:
        host, port = loopback_address(address)
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.now = now
        self.slowness = slowness
        self.stopping = threading.Event()
        super().__init__((host, port), SandboxHandler)

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "sandbox", self.server_address[1]

    @property
    def address(self) -> str:
        """Where it listens, as SANDBOX_ADDRESS has it."""
        host = str(self.server_address[0])
        return f"[{host}]:{self.server_port}" if ":" in host else f"{host}:{self.server_port}"

    def stop(self) -> None:
        """Stop now: whoever is being kept waiting is let go."""
        self.stopping.set()
        self.shutdown()
        self.server_close()


class SandboxHandler(BaseHTTPRequestHandler):
    """One connection. Nothing is logged: what is asked for is nobody's business."""

    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    timeout = 60.0
    wbufsize = -1  # one packet an answer
    server: SandboxServer

    def do_GET(self) -> None:
        """Answer one request."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer one request that brings a little JSON."""
        length = self.headers.get("Content-Length", "")
        self._answer(self.rfile.read(min(int(length), MOST_POSTED)) if length.isdecimal() else b"")

    def _answer(self, body: bytes) -> None:
        host = self.headers.get("Host", "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = answer(Request.read(host, self.path, self.server.now(), body, headers=headers))
        if reply.slow:
            self.server.stopping.wait(self.server.slowness)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, text in reply.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(reply.body)

    def handle(self) -> None:
        """Serve the connection until the other side has had enough."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def serving(
    *, day: date | None = None, now: Now = utc_now, slowness: float = SLOWNESS, port: int = 0
) -> Iterator[str]:
    """Run the network in this process; yields its address for SANDBOX_ADDRESS.

    With `day` it is always the evening of that day (21:00 UTC) there.
    """
    moment = datetime.combine(day, EVENING) if day else None
    clock = now if moment is None else lambda: moment
    server = SandboxServer(f"127.0.0.1:{port}", now=clock, slowness=slowness)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()
