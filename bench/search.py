"""How long the notebook takes over ten years of weeks: `python bench/search.py [--postgres]`.

520 entries of 2,000 characters with two quality lines and a moment each, of one person among four.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="sidenote-bench-")
os.environ["VAR_DIR"] = FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["LOG_LEVEL"] = "WARNING"

from tests.support.postgres import Postgres  # noqa: E402  needs the path above

WEEKS, CHARACTERS, ROUNDS, PEOPLE = 520, 2_000, 15, 4
SEED = 7
SEARCHES = {
    "a word in every entry": "w10",
    "a rare word": "w4321",
    "no such word": "zebra",
    "three words": "w10 w200 w300",
    "a beginning": "w43*",
    "words together": '"a rare phrase"',
    "without a word": "w10 -w20",
    "a word of one character": "東",
}


def words(chance: random.Random) -> str:
    """Return about 2,000 characters; low numbers come often, as in a language."""
    said = [f"w{min(int(chance.paretovariate(0.6)) + 9, 9_999)}" for _ in range(480)]
    said[100:100] = ["A", "rare", "phrase"] if chance.random() < 0.01 else []
    said[200:200] = ["naïve", "東京"] if chance.random() < 0.1 else []
    return " ".join(said)[:CHARACTERS]


def write(user: Any, chance: random.Random) -> None:
    """Give the person ten years of weeks."""
    from apps.core.weeks import Week
    from apps.journal.models import Moment, QualityLine
    from apps.journal.qualities import ensure_qualities
    from tests.support.factories import make_entry

    qualities = ensure_qualities(user)[:2]
    for n in range(WEEKS):
        entry = make_entry(user, Week(2026, 47).shift(-n), title=f"Week {n}", body=words(chance))
        for one in qualities:
            QualityLine.objects.create(entry=entry, quality=one, line=words(chance)[:120])
        Moment.objects.create(
            entry=entry, position=0, quote=words(chance)[:200], why="It mattered."
        )


def timed(ask: Callable[[], object]) -> list[float]:
    """Return each round's milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return times


def newest(rows: Any) -> list[Any]:
    """Ask for the first page of the rows."""
    return list(rows.values_list("pk")[:31])


def line(name: str, times: list[float]) -> None:
    late = statistics.quantiles(times, n=20)[-1]
    print(f"| {name} | {statistics.median(times):.1f} | {late:.1f} |")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from apps.core.models import SearchText
    from apps.core.search import matching
    from apps.core.search_terms import parse_query
    from apps.review.word_index import refresh
    from tests.support.factories import make_user

    call_command("migrate", verbosity=0)
    chance = random.Random(SEED)
    people = [make_user() for _ in range(PEOPLE)]
    for user in people:
        write(user, chance)
    began = time.perf_counter()
    for user in people:
        assert refresh(user)
    took = (time.perf_counter() - began) / PEOPLE
    print(f"Reading one person's words in for the first time: {took:.2f} s")
    user, client = people[1], Client(headers={"host": "localhost"})
    client.force_login(user)
    address = reverse("review:notebook")
    print("\n| | median ms | p95 ms |\n|---|---|---|")
    line("looking whether any words changed", timed(lambda: refresh(user)))
    line("page: all words, the newest 30", timed(lambda: client.get(address)))
    for name, asked in SEARCHES.items():
        query = parse_query(asked)
        rows = matching(SearchText.objects.for_user(user), query).newest_first()
        line(
            f"query: {name} ({len(rows)} rows)",
            timed(partial(newest, rows)),
        )
        line(f"page: {name}", timed(partial(client.post, address, {"words": asked})))


if __name__ == "__main__":
    server = Postgres() if "--postgres" in sys.argv else None
    with FOLDER:
        if server:
            server.start()
            os.environ["LOCAL_DATABASE_URL"] = server.create("bench")
        try:
            main()
        finally:
            if server:
                server.stop()
