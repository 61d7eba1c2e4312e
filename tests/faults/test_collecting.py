"""A real worker on a real Redis: it collects, and neither death nor a lost queue loses a value."""

from __future__ import annotations

from tests.support.stack import Stack, wait_until

FRESH = "FROM metrics_source WHERE state = 'fresh'"
LEASED = "FROM metrics_hostlane WHERE lease_until IS NOT NULL"
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
    return stack.count(FRESH) == 6


def test_a_worker_collects_what_is_due(stack: Stack, is_long: bool) -> None:
    stack.start("worker", "beat")
    took = wait_until(lambda: all_fresh(stack), 60, "six sources are fresh")
    assert stack.count("FROM metrics_measurement") >= 6 * 3
    assert not is_long or took < 20


def test_a_worker_that_dies_while_reading_loses_nothing(stack: Stack, is_long: bool) -> None:
    stack.run(SLOW)
    stack.start("worker", "beat")
    wait_until(lambda: stack.count(SLOW_IS_READ), 60, "the slow host is being read")
    stack.kill("worker")
    if not is_long:
        stack.let_leases_end()
    stack.start("worker")
    wait_until(lambda: all_fresh(stack), 60 + 30, "the others are fresh")
    assert stack.count(TWICE) == 0
    if is_long:
        wait_until(lambda: stack.count(SLOW_WAS_READ), 60 + 30 + 30, "the slow host is read again")


def test_pages_and_collecting_outlive_the_queue(stack: Stack, is_long: bool) -> None:
    stack.start("web", "worker", "beat")
    wait_until(lambda: stack.page("/healthz")[0] == 200, 30, "the first page")
    wait_until(lambda: all_fresh(stack), 60, "six sources are fresh")
    stack.redis.stop()
    status, took = stack.page()
    assert status == 200
    assert not is_long or took < 1
    stack.redis.start()
    stack.make_due()
    back = wait_until(lambda: all_fresh(stack), 60, "six sources are fresh again")
    assert not is_long or back < 30
