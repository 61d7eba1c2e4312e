"""How fast two workers collect, beside one bare asyncio loop: `make bench-collect`.

Both visit the same names, a hundred at a time, on a server that takes 200 ms for each answer. One
name a source, so that politeness is not what is measured. The workers are Celery's, as the Procfile
starts them, and write their snapshots to a PostgreSQL that flushes to disk. See README.md.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.figures import keep_figures  # noqa: E402  needs the path above
from tests.support.postgres import Postgres  # noqa: E402
from tests.support.redis import free_port, is_listening  # noqa: E402
from tests.support.stack import Stack, wait_until  # noqa: E402
from tests.support.template import migrate  # noqa: E402

LATENCY, AT_ONCE = 0.2, 100
ROUNDS, VISITS = 5, 10_000
DUE = (1_000, 10_000, 100_000)
TICKS = os.sysconf("SC_CLK_TCK")
PEOPLE = """
from datetime import timedelta
from django.utils import timezone
from apps.accounts.models import User
from apps.metrics.lanes import open_lanes
from apps.metrics.models import Metric, Source
from apps.providers.json_number import place_of

def settings(n):
    address = f"http://s{{n}}.example/number.json"
    return {{"address": address, "pointer": "/readers/total", "name": f"Number {{n}}"}}

now = timezone.now()
user = User.objects.create_user(email="bench@example.org", password="a plain password")
for start in range(0, {many}, 5000):
    sources = Source.objects.bulk_create(
        Source(
            user=user, provider="json_number", host=f"s{{n}}.example", handle=f"Number {{n}}",
            name=f"Number {{n}}", account_id=place_of(settings(n)), settings=settings(n),
            state="fresh", outcome="ok", connected_at=now, confirmed_at=now, next_visit_at=now,
        )
        for n in range(start, min(start + 5000, {many}))
    )
    Metric.objects.bulk_create(Metric(source=one, key="value", kind="gauge") for one in sources)
open_lanes(now)
Source.objects.update(next_visit_at=now + timedelta(days=1))
"""
FORGET = "; ".join(
    f"TRUNCATE metrics_{table} CASCADE" for table in ("measurement", "snapshot", "fetchattempt")
)
MAKE_DUE = """UPDATE metrics_source SET next_visit_at = now() WHERE id IN
    (SELECT id FROM metrics_source WHERE next_visit_at > now() ORDER BY id LIMIT {many})"""
REST = "UPDATE metrics_source SET next_visit_at = now() + interval '1 day'"
LANES = "UPDATE metrics_hostlane SET next_at = now() WHERE lease_until IS NULL"


@dataclass(frozen=True)
class Took:
    """What so many visits took: seconds by the clock, and seconds of CPU."""

    visits: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.visits / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        return self.cpu * 1000 / self.visits


class Bench:
    """The server, the stack with its two workers, and how both sides are measured."""

    def __init__(self, folder: Path, database: str) -> None:
        self.place = f"127.0.0.1:{free_port()}"
        self.stack = Stack(folder, database)
        self.stack.env |= {"SANDBOX_ADDRESS": self.place, "LOG_LEVEL": "WARNING"}

    @contextmanager
    def running(self) -> Iterator[None]:
        script = [sys.executable, str(ROOT / "bench" / "network.py"), self.place, str(LATENCY)]
        with subprocess.Popen(script) as server:
            try:
                port = int(self.place.rpartition(":")[2])
                wait_until(lambda: is_listening(port), 10, "the server listens")
                self.stack.redis.start()
                self.stack.start("worker", "beat")
                yield
            finally:
                self.stack.stop()
                server.terminate()

    def bare(self, visits: int) -> Took:
        script = [sys.executable, str(ROOT / "bench" / "bare.py"), self.place]
        answer = subprocess.run(
            [*script, str(visits), str(AT_ONCE)], check=True, capture_output=True, text=True
        )
        took = json.loads(answer.stdout)
        return Took(visits, took["seconds"], took["cpu"])

    def collected(self, visits: int, due: int) -> Took:
        """Let so many be due, all the time, until so many visits were written down."""
        self.stack.rows(f"{FORGET}; {REST}; {LANES}")
        self.asked()
        before = self.worker_cpu()
        self.stack.rows(MAKE_DUE.format(many=due))
        done = 0
        while done < visits:
            time.sleep(0.1)
            now_done = self.stack.count("FROM metrics_fetchattempt")
            if due < visits:
                self.stack.rows(MAKE_DUE.format(many=now_done - done))
            done = now_done
        seconds = time.time() - self.asked()["first_at"]
        cpu = self.worker_cpu() - before
        self.stack.rows(REST)
        wait_until(lambda: not self.leased(), 60, "the workers are idle")
        return Took(done, seconds, cpu)

    def leased(self) -> int:
        return self.stack.count("FROM metrics_hostlane WHERE lease_until IS NOT NULL")

    def asked(self) -> dict[str, float]:
        with urllib.request.urlopen(f"http://{self.place}/asked") as answer:
            return dict(json.load(answer))

    def worker_cpu(self) -> float:
        """Seconds of CPU that the worker and its two processes have used."""
        group = self.stack.processes["worker"].pid
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group:
                used += int(fields[11]) + int(fields[12])
        return used / TICKS


def line(name: str, took: Took) -> str:
    return f"{name:<24}{took.rate:>9.0f}{took.cpu_per_thousand:>15.2f}"


def compare(bench: Bench, visits: int, due: int, rounds: int) -> dict[str, float]:
    """Alternate the two sides; return the medians of what was seen and of the ratios."""
    rates, cpus, seen = [], [], []
    for number in range(1, rounds + 1):
        bare, ours = bench.bare(visits), bench.collected(visits, due)
        rates.append(ours.rate / bare.rate)
        cpus.append(ours.cpu_per_thousand / bare.cpu_per_thousand)
        seen.append((bare.rate, ours.rate, bare.cpu_per_thousand, ours.cpu_per_thousand))
        print(f"round {number}, {due:,} due         visits/s  CPU s per 1,000")
        print(line("  bare loop", bare))
        print(line("  two workers", ours))
        print(f"{'  ratio':<24}{rates[-1]:>9.2f}{cpus[-1]:>15.2f}", flush=True)
    names = ("bare_rate", "rate", "bare_cpu_per_thousand", "cpu_per_thousand")
    medians = [round(statistics.median(values), 2) for values in zip(*seen, strict=True)]
    ratios = {"ratio": statistics.median(rates), "cpu_ratio": statistics.median(cpus)}
    return {**dict(zip(names, medians, strict=True)), **{k: round(v, 3) for k, v in ratios.items()}}


def main(name: str, visits: int, rounds: int, dues: tuple[int, ...]) -> None:
    server = Postgres(durable=True)
    server.start()
    try:
        with tempfile.TemporaryDirectory(prefix="sidenote-bench-") as folder:
            database = server.create("bench")
            migrate(database)
            bench = Bench(Path(folder), database)
            bench.stack.run(PEOPLE.format(many=max(*dues, visits)))
            bench.stack.rows("ANALYZE")
            with bench.running():
                bench.bare(AT_ONCE)
                found = {due: compare(bench, visits, due, rounds) for due in dues}
    finally:
        server.stop()
    for due, medians in found.items():
        rate, cpu = medians["ratio"], medians["cpu_ratio"]
        print(f"{due:>9,} due: {rate:.2f} of the bare rate, {cpu:.2f} of its CPU a visit")
    sizes = {"visits_a_round": visits, "rounds": rounds, "latency": LATENCY, "at_once": AT_ONCE}
    keep_figures(name, {**sizes, "medians_by_sources_due": found})
    print(f"ratio: {next(iter(found.values()))['ratio']:.2f}")


if __name__ == "__main__":
    what = sys.argv[1] if sys.argv[1:] else "rate"
    if what == "growth":
        main("collect_growth", visits=4_000, rounds=3, dues=DUE)
    else:
        many = int(what) if what.isdigit() else VISITS
        main("collect", visits=many, rounds=ROUNDS, dues=(many,))
