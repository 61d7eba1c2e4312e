"""The yardstick: one httpx2 client in one asyncio loop, with nothing around it.

`python bench/bare.py 127.0.0.1:8001 1000 100` visits a thousand names, a hundred at a time, and
prints the seconds and the CPU seconds as JSON. Names lead to the server as the door's sandbox does.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpcore2
import httpx2


class Dial(httpcore2.AnyIOBackend):
    """Leads every name to one address, without a look-up."""

    def __init__(self, place: str) -> None:
        super().__init__()
        host, _, port = place.partition(":")
        self.place = host, int(port)

    async def connect_tcp(self, host: str, port: int, **given: Any) -> httpcore2.AsyncNetworkStream:
        return await super().connect_tcp(*self.place, **given)


async def visit(client: httpx2.AsyncClient, names: Iterator[int]) -> None:
    for name in names:
        answer = await client.get(f"http://s{name}.example/number.json")
        assert answer.json()["readers"]["total"] == 4712


async def main(place: str, visits: int, at_once: int) -> None:
    transport = httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_connections=at_once))
    transport._pool._network_backend = Dial(place)
    names = iter(range(visits))
    began, cpu = time.perf_counter(), time.process_time()
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
        await asyncio.gather(*(visit(client, names) for _ in range(at_once)))
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(took))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
