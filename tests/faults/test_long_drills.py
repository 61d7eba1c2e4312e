"""The long drills, for `make drill`: thousands of visits, a hundred deaths, and figures kept."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import pytest

from tests.support.figures import keep_figures
from tests.support.postgres import Postgres
from tests.support.redis import free_port, is_listening
from tests.support.stack import Stack, wait_until
from tests.support.variables import ROOT

VISITS, DEATHS, RESTARTS, SLOW_HOSTS = 10_000, 100, 20, 200
PEOPLE = """
from datetime import timedelta
from django.utils import timezone
from apps.accounts.models import User
from apps.metrics.models import Metric, Source
from apps.providers.json_number import place_of

def settings(n):
    address = f"http://{name}{{n}}.example/number.json"
    return {{"address": address, "pointer": "/readers/total", "name": f"{name} {{n}}"}}

now = timezone.now()
user, _is_new = User.objects.get_or_create(email="drill@example.org")
sources = Source.objects.bulk_create(
    Source(
        user=user, provider="json_number", host=f"{name}{{n}}.example", handle=f"{name} {{n}}",
        name=f"{name} {{n}}", account_id=place_of(settings(n)), settings=settings(n),
        state="late", outcome="ok", connected_at=now, confirmed_at=now,
        next_visit_at=now + timedelta(days=1),
    )
    for n in range({many})
)
Metric.objects.bulk_create(Metric(source=one, key="value", kind="gauge") for one in sources)
"""
READER = """
from apps.accounts.models import User
User.objects.create_user(email="reader@example.org", password="a plain password")
"""
ATTEMPTS = "FROM metrics_fetchattempt"
LEASED = "FROM metrics_hostlane WHERE lease_until IS NOT NULL"
VISITED = "FROM (SELECT DISTINCT source_id FROM metrics_fetchattempt) AS visited"
TOLD_CUT_OFF = f"{ATTEMPTS} WHERE detail = 'cut-off'"
NOT_SLOW = "WHERE host NOT LIKE 'slow%'"
FORGET = [f"DELETE FROM metrics_{table}" for table in ("measurement", "snapshot", "fetchattempt")]


@pytest.fixture(scope="module")
def fast(surroundings: tuple[Stack, Postgres | None]) -> Iterator[Stack]:
    """A stack with ten thousand places, each at a host of its own that answers after 50 ms."""
    stack = surroundings[0]
    stack.env["LOG_LEVEL"] = "ERROR"
    place = f"127.0.0.1:{free_port()}"
    stack.env["SANDBOX_ADDRESS"] = place
    command = [sys.executable, str(ROOT / "bench" / "network.py"), place, "0.05"]
    with subprocess.Popen(command) as server:
        try:
            wait_until(
                lambda: is_listening(int(place.rpartition(":")[2])), 10, "the server listens"
            )
            stack.run(READER)
            stack.sign_in()
            stack.run(PEOPLE.format(name="s", many=VISITS))
            stack.start("web", "worker", "beat")
            wait_until(lambda: stack.page()[0] == 200, 60, "the first page")
            yield stack
        finally:
            server.terminate()


def begin(stack: Stack) -> float:
    """Forget what was read, let every source be due, and return when that was."""
    for statement in FORGET:
        stack.rows(statement)
    stack.make_due()
    return time.monotonic()


def reached(stack: Stack, visits: int) -> bool:
    return stack.count(ATTEMPTS) >= visits


def goes_on(stack: Stack, visits: int, told: str = ATTEMPTS) -> bool:
    """Whether so many visits were reached, by a worker that is supervised."""
    stack.start_again("worker")
    return stack.count(told) >= visits


def once_each(stack: Stack) -> dict[str, int]:
    """What was lost and doubled, counted in rows and in effects."""
    return {
        "visits": stack.count(ATTEMPTS),
        "lost": VISITS - stack.count(VISITED),
        "doubled": stack.count(ATTEMPTS) - stack.count(VISITED),
        "snapshots": stack.count("FROM metrics_snapshot"),
        "told_cut_off": stack.count(TOLD_CUT_OFF),
    }


def working_again(stack: Stack) -> float:
    """Seconds until the next visit is written down, if any is left."""
    before = min(stack.count(ATTEMPTS), VISITS - 1)
    return wait_until(lambda: stack.count(ATTEMPTS) > before, 60, "working again")


def back_from_idleness(stack: Stack) -> float:
    """Restart the queue while the workers wait at it; return the seconds until ten are visited."""
    wait_until(lambda: not stack.count(LEASED), 90, "the workers wait")
    stack.redis.stop()
    time.sleep(2)
    stack.redis.start()
    before = stack.count(ATTEMPTS)
    stack.rows(f"UPDATE metrics_source SET next_visit_at = {stack.moment()} WHERE id % 1000 = 0")
    return wait_until(partial(reached, stack, before + 10), 60, "working again")


def page_times(stack: Stack, many: int, path: str = "/sources/") -> list[float]:
    """Seconds of so many pages, one after another, each of which has to be well."""
    found = [stack.page(path) for _ in range(many)]
    assert {status for status, _took in found} == {200}
    return [took for _status, took in found]


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] * 1000


def kind(server: Postgres | None) -> str:
    return "postgresql" if server else "sqlite"


def test_a_hundred_deaths_during_ten_thousand_visits(fast: Stack, server: Postgres | None) -> None:
    began, deaths = begin(fast), 0
    while deaths < DEATHS:
        due = min(deaths * VISITS // DEATHS, VISITS - 100)
        wait_until(partial(goes_on, fast, due), 180, "visits go on")
        if deaths % 10 == 9:
            fast.kill("worker")
            fast.start("worker")
        else:
            fast.kill_child("worker")
        deaths += 1
    wait_until(partial(goes_on, fast, VISITS, VISITED), 300, "every place was visited")
    found = once_each(fast) | {"deaths": deaths, "seconds": round(time.monotonic() - began)}
    keep_figures(f"drill_deaths_{kind(server)}", found)
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["snapshots"] + found["told_cut_off"] == VISITS


def test_the_queue_restarted_twenty_times(fast: Stack, server: Postgres | None) -> None:
    began, statuses = begin(fast), set()
    for number in range(RESTARTS):
        due = min(number * VISITS // RESTARTS, VISITS - 100)
        wait_until(partial(reached, fast, due), 180, "visits go on")
        fast.redis.stop()
        statuses.add(fast.page()[0])
        fast.redis.start()
    wait_until(lambda: fast.count(VISITED) >= VISITS, 300, "every place was visited")
    found = once_each(fast) | {"restarts": RESTARTS, "seconds": round(time.monotonic() - began)}
    back = [back_from_idleness(fast) for _ in range(5)]
    found["slowest_back_seconds"] = round(max(back), 1)
    keep_figures(f"drill_queue_restarts_{kind(server)}", found)
    assert (found["lost"], found["doubled"], statuses) == (0, 0, {200})
    assert max(back) <= 30


def test_a_queue_that_hangs_and_one_that_is_emptied(fast: Stack, server: Postgres | None) -> None:
    normal = page_times(fast, 300)
    fast.redis.hang()
    time.sleep(3)
    hung = page_times(fast, 300)
    fast.redis.go_on()
    began = begin(fast)
    first = wait_until(lambda: fast.count(ATTEMPTS), 60, "working again")
    for _ in range(20):
        fast.redis.flush()
        time.sleep(0.2)
    wait_until(lambda: fast.count(VISITED) >= VISITS, 300, "every place was visited")
    found = once_each(fast) | {
        "page_p99_ms": round(p99(normal), 1),
        "page_p99_ms_while_the_queue_hangs": round(p99(hung), 1),
        "back_seconds": round(first, 1),
        "seconds": round(time.monotonic() - began),
    }
    keep_figures(f"drill_queue_hung_{kind(server)}", found)
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert first <= 30
    assert p99(hung) <= p99(normal) + 50


def test_the_database_restarted_during_visits(fast: Stack, server: Postgres | None) -> None:
    if server is None:
        return
    began, back = begin(fast), []
    for _ in range(3):
        server.halt()
        server.serve()
        back.append(working_again(fast))
        time.sleep(1)
    wait_until(lambda: fast.count(VISITED) >= VISITS, 300, "every place was visited")
    found = once_each(fast) | {"restarts": 3, "slowest_back_seconds": round(max(back), 1)}
    found["seconds"] = round(time.monotonic() - began)
    keep_figures("drill_database_restarts", found)
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert max(back) <= 30


def test_two_hundred_slow_hosts_hold_up_no_other(fast: Stack, server: Postgres | None) -> None:
    began = begin(fast)
    wait_until(lambda: fast.count(VISITED) >= VISITS, 300, "every place was visited")
    alone = time.monotonic() - began
    fast.run(PEOPLE.format(name="slow", many=SLOW_HOSTS))
    fast.rows(f"UPDATE metrics_source SET asked_at = {fast.moment()} WHERE host LIKE 'slow%'")
    began = begin(fast)
    good = f"{ATTEMPTS} JOIN metrics_source ON metrics_source.id = source_id {NOT_SLOW}"
    wait_until(lambda: fast.count(good) >= VISITS, 300, "every good host was read")
    took = time.monotonic() - began
    figures = {"slow_hosts": SLOW_HOSTS, "good_hosts": VISITS, "seconds_alone": round(alone)}
    figures["seconds_beside_slow_hosts"] = round(took)
    keep_figures(f"drill_slow_hosts_{kind(server)}", figures)
    assert fast.count(good) == VISITS
    assert took <= alone + 120
