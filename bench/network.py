"""A fast invented host for benchmarks: every name, every path, after a set latency.

`python bench/network.py 127.0.0.1:8001 0.2` answers until it is stopped. `/asked` tells at once how
many requests came and when the first of them did. Hosts whose name begins with slow never end
their answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

NUMBER = {"readers": {"total": 4712}, "about": "An invented answer of an ordinary size. " * 35}
BODY = json.dumps(NUMBER).encode()


def answer(body: bytes) -> bytes:
    """One answer in JSON, as it goes over the wire."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


ORDINARY = answer(BODY)


class Seen:
    """What all connections together were asked."""

    requests = 0
    first_at = 0.0
    latency = 0.0


class Host(asyncio.Protocol):
    """One connection, kept open as long as the other side wants it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /asked "):
            told = json.dumps({"requests": Seen.requests, "first_at": Seen.first_at})
            self.transport.write(answer(told.encode()))  # type: ignore[attr-defined]
            Seen.requests, Seen.first_at = 0, 0.0
            return
        Seen.first_at = Seen.first_at or time.time()
        Seen.requests += 1
        if b"host: slow" in data.lower():  # it never comes to its end
            self.transport.write(b"HTTP/1.1 200 OK\r\n")  # type: ignore[attr-defined]
            return
        asyncio.get_running_loop().call_later(Seen.latency, self.reply)

    def reply(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ORDINARY)  # type: ignore[attr-defined]


async def serve(host: str, port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Host, host, port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    place, latency = sys.argv[1:]
    Seen.latency = float(latency)
    asyncio.run(serve(place.partition(":")[0], int(place.partition(":")[2])))
