"""How late ten thousand visits are that fall due at once: `python bench/lateness.py`.

The product's own code, database and all, for one worker process of the two, by a clock that leaps
to whatever happens next. Each request takes 0.3 s on the invented network.
"""

from __future__ import annotations

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
os.environ["SANDBOX_ADDRESS"] = "127.0.0.1:1"
os.environ["LOG_LEVEL"] = "WARNING"

import django  # noqa: E402  needs the environment above

SOURCES, HOSTS = 10_000, 2_000


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from tests.support.figures import keep_figures
    from tests.support.leaping import Herd, busiest_second

    call_command("migrate", verbosity=0)
    herd = Herd(sources=SOURCES, hosts=HOSTS)
    began = time.perf_counter()
    late = sorted(herd.run())
    found = {
        "sources": SOURCES,
        "hosts": HOSTS,
        "visits": len(late),
        "median_minutes_late": round(statistics.median(late) / 60, 2),
        "p95_minutes_late": round(statistics.quantiles(late, n=20)[-1] / 60, 2),
        "longest_minutes_late": round(late[-1] / 60, 2),
        "most_requests_a_second_to_one_host": busiest_second(herd.network.asked),
        "real_seconds": round(time.perf_counter() - began),
    }
    keep_figures("lateness", found)
    for name, figure in found.items():
        print(f"{name:<36}{figure:>10}")


if __name__ == "__main__":
    with FOLDER:
        main()
