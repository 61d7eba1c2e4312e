"""A clock that leaps to whatever happens next, an invented network on it, and a herd of sources."""

from __future__ import annotations

import asyncio
import heapq
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpcore2

from apps.metrics.collecting import collect
from apps.metrics.models import FetchAttempt, Metric, Source
from apps.metrics.reading import LaneDoor
from apps.providers.json_number import place_of
from tests.support.factories import make_user

START = datetime(2026, 11, 18, 9, tzinfo=UTC)
TICK = 2.0
BODY = json.dumps({"readers": 4712}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop that waits for nothing: when there is nothing to do, it is later."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        """Seconds since the loop was made, by its own clock."""
        return self.now

    def _run_once(self) -> None:
        planned = self._scheduled  # type: ignore[attr-defined]
        while planned and planned[0]._cancelled:
            heapq.heappop(planned)._scheduled = False
            self._timer_cancelled_count -= 1
        if planned and not self._ready:  # type: ignore[attr-defined]
            self.now = max(self.now, planned[0]._when)
        super()._run_once()  # type: ignore[misc]


class Stream(httpcore2.AsyncNetworkStream):
    """One connection to the invented network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.waiting: list[bytes] = []

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take a request; note when it came and for whom."""
        host = buffer.lower().partition(b"host: ")[2].partition(b"\r\n")[0].decode()
        if host:
            self.network.asked[host].append(self.network.moment)
            self.waiting.append(ANSWER)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Answer after a while."""
        await asyncio.sleep(self.network.latency)
        return self.waiting.pop(0) if self.waiting else b""

    async def aclose(self) -> None:
        """Nothing is open."""

    def get_extra_info(self, info: str) -> Any:
        return False if info == "is_readable" else None


class Network(httpcore2.AsyncNetworkBackend):
    """Every host answers; `asked` has the moments of its requests, in seconds since the start."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.elapsed = 0.0
        self.asked: dict[str, list[float]] = defaultdict(list)

    @property
    def moment(self) -> float:
        """Seconds since the start, by the clock that leaps."""
        return self.elapsed + asyncio.get_running_loop().time()

    async def connect_tcp(self, host: str, port: int, **given: Any) -> Stream:
        return Stream(self)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Herd:
    """So many sources over so many hosts, all due at the start."""

    def __init__(self, *, sources: int, hosts: int, latency: float = 0.3) -> None:
        self.network = Network(latency)
        self.elapsed = 0.0
        user = make_user()
        Source.objects.bulk_create(_source(user, number, hosts) for number in range(sources))
        Metric.objects.bulk_create(
            Metric(source=one, key="value", kind="gauge") for one in Source.objects.all()
        )

    def run(self) -> list[float]:
        """Tick until nothing is due; return how many seconds late each visit was."""
        while Source.objects.due(START + timedelta(seconds=self.elapsed)).exists():
            loops: list[LeapingLoop] = []

            def new_loop(loops: list[LeapingLoop] = loops) -> LeapingLoop:
                loops.append(LeapingLoop())
                return loops[-1]

            self.network.elapsed = self.elapsed
            now = START + timedelta(seconds=self.elapsed)
            collect(now=now, door=partial(LaneDoor, dial=self.network), loop_factory=new_loop)
            self.elapsed += max(TICK, *(loop.now for loop in loops), 0.0)
        times = FetchAttempt.objects.values_list("at", flat=True)
        return [(at - START).total_seconds() for at in times]


def _source(user: Any, number: int, hosts: int) -> Source:
    host = f"h{number % hosts}.example"
    name = f"Number {number}"
    pointer = "/readers"
    settings = {"address": f"https://{host}/{number}.json", "pointer": pointer, "name": name}
    return Source(
        user=user, provider="json_number", host=host, handle=name, name=name, settings=settings,
        account_id=place_of(settings), state="fresh", outcome="ok", connected_at=START,
        confirmed_at=START, next_visit_at=START,
    )  # fmt: skip


def busiest_second(asked: dict[str, list[float]]) -> int:
    """The most requests that one host had within a second."""
    return max(_busiest(moments) for moments in asked.values())


def _busiest(moments: Iterable[float]) -> int:
    ordered = sorted(moments)
    # A hair less than a second: a sum of fractions is not quite what it should be.
    return max(bisect_left(ordered, one + 0.999) - place for place, one in enumerate(ordered))
