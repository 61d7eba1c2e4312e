"""How long the main pages take for a person with ten years of weeks: `make bench`."""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="sidenote-bench-")
os.environ["VAR_DIR"] = FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["LOG_LEVEL"] = "WARNING"

import django  # noqa: E402  needs the environment above
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.browser import pages, steps  # noqa: E402

YEARS, ROUNDS = 10, 30
PAGES = (
    "review:home",
    "review:write",
    "review:week",
    "review:week_list",
    "review:trend",
    "review:source_history",
    "review:goal_list",
    "metrics:source_list",
)


def measure(client: Client, path: str) -> tuple[list[float], int, int]:
    """Return each round's milliseconds, the number of queries, and the bytes sent with gzip."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    asked, times = len(queries), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    return times, asked, len(gzip.compress(answer.content))


def signed_in() -> Client:
    from django.contrib.auth import get_user_model

    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(email=steps.DEMO[0]))
    return client


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    call_command("demo", years=YEARS)
    print(f"the demo person, {YEARS} years: {time.perf_counter() - began:.1f} s")
    client = signed_in()
    print(f"{'page':<24}{'median ms':>10}{'p95 ms':>10}{'queries':>10}{'bytes':>10}")
    for name in PAGES:
        path = pages.address(name, pages.PAGES[name], Path(FOLDER.name))
        times, queries, size = measure(client, path)
        late = statistics.quantiles(times, n=20)[-1]
        print(f"{name:<24}{statistics.median(times):>10.1f}{late:>10.1f}{queries:>10}{size:>10}")


if __name__ == "__main__":
    with FOLDER:
        main()
