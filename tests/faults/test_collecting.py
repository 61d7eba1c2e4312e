"""A real worker on a real Redis: it collects, and no death and no lost queue loses or doubles.

The tests share one stack a database, and run in this order.
"""

from __future__ import annotations

import pytest

from tests.support.postgres import Postgres
from tests.support.stack import Stack, wait_until

MANY = 4
FRESH = "FROM metrics_source WHERE state = 'fresh'"
LEASED = "FROM metrics_hostlane WHERE lease_until IS NOT NULL"
ATTEMPTS = "FROM metrics_fetchattempt"
SLOW = """
from django.utils import timezone
from apps.accounts.models import User
from apps.metrics.models import Source
now = timezone.now()
Source.objects.create(
    user=User.objects.get(), provider="mastodon", handle="@wren@slow.example",
    host="slow.example", connected_at=now, next_visit_at=now,
)
"""
SLOW_IS_READ = f"{LEASED} AND host = 'slow.example'"
SLOW_WAS_READ = """FROM metrics_fetchattempt JOIN metrics_source
    ON metrics_source.id = metrics_fetchattempt.source_id WHERE host = 'slow.example'"""
TWICE = """FROM (SELECT metric_id, day FROM metrics_measurement
    GROUP BY metric_id, day HAVING count(*) > 1) AS doubled"""


def all_fresh(stack: Stack) -> bool:
    return stack.count(FRESH) == MANY


def collects_again(stack: Stack) -> float:
    """Let all be due and visited once; return the seconds until the last was."""
    before = stack.count(ATTEMPTS)
    stack.make_due()
    took = wait_until(lambda: all_fresh(stack), 60, "all sources are fresh")
    assert stack.count(ATTEMPTS) - before == MANY
    assert stack.count(TWICE) == 0
    return took


def test_a_worker_collects_what_is_due(running: Stack, is_long: bool) -> None:
    took = wait_until(lambda: all_fresh(running), 90, "all sources are fresh")
    assert running.count("FROM metrics_measurement") >= MANY * 3
    assert not is_long or took < 30


def test_with_two_workers_and_three_clocks_each_source_is_visited_once(running: Stack) -> None:
    running.start("worker2", "beat2", "beat3")
    collects_again(running)
    running.kill("worker2", "beat2", "beat3")


@pytest.mark.parametrize("how", ["stopped", "hung", "emptied"])
def test_pages_and_collecting_outlive_the_queue(running: Stack, how: str, is_long: bool) -> None:
    queue = running.redis
    {"stopped": queue.stop, "hung": queue.hang, "emptied": queue.flush}[how]()
    assert [running.page(path)[0] for path in ("/", "/sources/", "/healthz")] == [200] * 3
    {"stopped": queue.start, "hung": queue.go_on, "emptied": queue.flush}[how]()
    took = collects_again(running)
    assert not is_long or took < 30


def test_collecting_goes_on_after_the_database_was_restarted(
    running: Stack, server: Postgres | None, is_long: bool
) -> None:
    if server:
        server.halt()
        server.serve()
    took = collects_again(running)
    assert running.page()[0] == 200
    assert not is_long or took < 30


def test_a_worker_that_dies_while_reading_loses_nothing(running: Stack, is_long: bool) -> None:
    running.run(SLOW)
    wait_until(lambda: running.count(SLOW_IS_READ), 60, "the slow host is being read")
    running.kill("worker")
    if not is_long:
        running.let_leases_end()
    running.start("worker")
    collects_again(running)
    if is_long:
        wait_until(lambda: running.count(SLOW_WAS_READ), 60 + 30 + 30, "the slow host is read")
