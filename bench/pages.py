"""How long pages take under gunicorn, beside bare views: `python bench/pages.py`.

One person with ten years of weeks and ten daily series, on SQLite and then on PostgreSQL. One
worker answers each page, the same bytes from a view behind the same middleware, and the same bytes
from a view behind none, in turn; the ratios of their medians are those of one run.
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.postgres import Postgres  # noqa: E402  needs the path above
from tests.support.redis import free_port  # noqa: E402

ROUNDS, WARM, WEEKS, SEED = 100, 5, 520, 7
DAYS = WEEKS * 7
SERIES = ("followers", "following", "posts", "replies", "boosts", "favourites")
ALSO = ("followers", "following", "posts", "replies")
RESULT = ROOT / "bench" / "results" / "pages.md"
BODY = (
    "The glue thread on Mastodon went on. {}\n\nI wrote three letters, and followers came.\n\nNow."
)


def write_life() -> tuple[Any, dict[str, str]]:
    """Make the person; return them and the addresses of the pages by name."""
    from django.urls import reverse

    from apps.core.weeks import Week
    from apps.goals.models import CheckIn
    from apps.journal.models import Moment, QualityLine
    from apps.journal.qualities import ensure_qualities
    from apps.metrics.models import Measurement
    from apps.review.models import Sidenote
    from tests.support.factories import make_entry, make_metric, make_source, make_user
    from tests.support.goals import make_goal

    chance, now = random.Random(SEED), datetime.now(UTC)
    began = now - timedelta(days=DAYS)
    user = make_user(date_joined=began, email="bench@example.org")
    places = [(make_source(user), SERIES), (make_source(user, "bluesky", host="bsky.app"), ALSO)]
    metrics = [make_metric(source, key) for source, keys in places for key in keys]
    today = user.today(now)
    days = [today - timedelta(days=n) for n in range(DAYS)]
    for metric in metrics:
        rows = (
            Measurement(
                metric=metric,
                kind=metric.kind,
                day=day,
                value=chance.randint(0, 40) + (DAYS - n if metric.kind != "per_post" else 0),
                taken_at=datetime.combine(day, clock(6), UTC),
            )
            for n, day in enumerate(days)
        )
        Measurement.objects.bulk_create(rows, batch_size=2000)
    qualities, last = ensure_qualities(user)[:3], user.week(now).previous
    wish = "Fewer, better conversations"
    goal = make_goal(user, wish, since=began.date(), now=now, metric=metrics[0])
    for n in range(WEEKS - 1):
        week = last.shift(-n)
        at = week.bounds(user.zone)[1] - timedelta(hours=3)
        given = {"body": BODY.format(chance.random()), "finished_at": at, "uncovered_at": at}
        entry = make_entry(user, week, title=f"Week {n}", **given)
        Moment.objects.create(entry=entry, position=0, quote="A letter.", why="It mattered.")
        for one in qualities:
            marks = {"mark": chance.choice(["more", "same", ""]), "line": "A line."}
            QualityLine.objects.create(entry=entry, quality=one, **marks)
        if n % 4 == 0:
            CheckIn.objects.create(
                goal=goal, year=week.year, number=week.number, text="Some.", written_at=at
            )
            Sidenote.objects.create(
                user=user, metric=metrics[n % 10], metric_label="A number", text="A note.",
                first_day=week.monday, last_day=week.sunday, written_at=at,
            )  # fmt: skip
    assert isinstance(last, Week)
    pk = metrics[0].pk
    pages = {
        "week": reverse("review:week", args=[last.shift(-1)]),
        "trend": reverse("review:trend", args=[pk]),
        "trend-all": reverse("review:trend", args=[pk]) + "?weeks=all",
        "goals": reverse("review:goal_list"),
        "agreement": reverse("review:agreement", args=[pk]),
    }
    return user, pages


@contextmanager
def gunicorn(port: int) -> Iterator[None]:
    """Run one worker until the block is left."""
    command = [sys.executable, "-m", "gunicorn", "bench.pages_app:application"]
    command += ["--workers", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(300):
            assert server.poll() is None
            try:
                ask(port, "/healthz", "")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=10)


def ask(port: int, address: str, cookie: str) -> tuple[float, int, bytes]:
    """Return the milliseconds of one request, its status and its bytes, not compressed."""
    began = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", address, headers={"Host": "localhost", "Cookie": cookie})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return (time.perf_counter() - began) * 1000, answer.status, body


def in_turn(port: int, address: str, name: str, cookie: str) -> tuple[list[float], int]:
    """Return the medians of the page and of both bare views, and the page's size."""
    folder = Path(os.environ["VAR_DIR"]) / "pages"
    folder.mkdir(exist_ok=True)
    _took, status, body = ask(port, address, cookie)
    assert status == 200, (address, status)
    (folder / name).write_bytes(body)
    addresses = (address, f"/same/{name}/", f"/bare/{name}/")
    times: dict[str, list[float]] = {one: [] for one in addresses}
    for n in range(ROUNDS + WARM):
        for one in addresses:
            took, status, told = ask(port, one, cookie)
            assert (status, len(told)) == (200, len(body)), (one, status)
            if n >= WARM:
                times[one].append(took)
    return [statistics.median(times[one]) for one in addresses], len(body)


def anew(client: Any, address: str) -> float:
    """Return how many times as long the page takes while the process remembers no past week."""
    from apps.core.remembering import Memory

    client.get(address)
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(2 * ROUNDS):
        is_anew = n % 2 == 0
        if is_anew:
            Memory.forget_everything()
        began = time.perf_counter()
        client.get(address)
        times[is_anew].append(time.perf_counter() - began)
    return statistics.median(times[True]) / statistics.median(times[False])


def where_it_goes(client: Any, address: str) -> tuple[float, float, float, int]:
    """Return the milliseconds in SQL, in templates and in all else, and the number of queries."""
    from django.db import connection
    from django.template.backends.django import Template

    spent = {"sql": 0.0, "template": 0.0, "queries": 0, "deep": 0}
    drawn = Template.render

    def timed(execute: Any, *given: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            took = time.perf_counter() - began
            spent["sql"] += took
            spent["queries"] += 1
            spent["template"] -= took if spent["deep"] else 0

    def render(self: Any, *given: Any, **named: Any) -> Any:
        spent["deep"] += 1
        began = time.perf_counter()
        try:
            return drawn(self, *given, **named)
        finally:
            spent["deep"] -= 1
            if not spent["deep"]:
                spent["template"] += time.perf_counter() - began

    client.get(address)
    Template.render = render  # type: ignore[method-assign]  # put back below
    try:
        with connection.execute_wrapper(timed):
            began = time.perf_counter()
            for _ in range(ROUNDS):
                client.get(address)
            whole = time.perf_counter() - began
    finally:
        Template.render = drawn  # type: ignore[method-assign]
    sql, template = (spent[name] * 1000 / ROUNDS for name in ("sql", "template"))
    return sql, template, whole * 1000 / ROUNDS - sql - template, spent["queries"] // ROUNDS


def one_database() -> None:
    """Measure on the database that the environment names, and print rows of the table."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    user, pages = write_life()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    port = free_port()
    with gunicorn(port):
        for name, address in pages.items():
            (own, same, bare), size = in_turn(port, address, name, cookie)
            sql, template, python, queries = where_it_goes(client, address)
            print(
                f"| {connection.vendor} | {name} | {own:.1f} | {same:.1f} | {own / same:.1f} | "
                f"{bare:.1f} | {own / bare:.1f} | {anew(client, address):.1f} | {queries} | "
                f"{sql:.1f} | {python:.1f} | {template:.1f} | {size // 1024} |",
                flush=True,
            )


def run(**environment: str) -> str:
    """Measure in a process of its own; return what it printed."""
    with tempfile.TemporaryDirectory(prefix="sidenote-bench-") as folder:
        given = {"VAR_DIR": folder, "LOG_LEVEL": "WARNING"} | environment
        given["DJANGO_SETTINGS_MODULE"] = "config.settings"
        command = [sys.executable, __file__, "--one"]
        answer = subprocess.run(
            command, env=os.environ | given, check=True, stdout=subprocess.PIPE, text=True
        )
    return answer.stdout


HEAD = """\
# Pages beside bare views

Ten years of weeks and ten daily series; one gunicorn worker; medians of {rounds} requests in turn,
in milliseconds, run on {day}. "Same" returns the same bytes behind the same middleware to somebody
who is signed in, "bare" behind no middleware. "Anew" is how many times as long the page takes in a
process that remembers no past week. SQL, Python and template are means of the page within one
process, Python with the middleware and the marking of passages.

| on | page | ms | same | times | bare | times | anew | queries | SQL | Python | template | KB |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    rows = run()
    server = Postgres()
    server.start()
    try:
        rows += run(LOCAL_DATABASE_URL=server.create("bench"))
    finally:
        server.stop()
    table = HEAD.format(rounds=ROUNDS, day=datetime.now(UTC).date().isoformat()) + rows
    print(table)
    RESULT.write_text(table)


if __name__ == "__main__":
    one_database() if "--one" in sys.argv else main()
