"""Weeks of numbers for the tests of review."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db import connection

from apps.core.weeks import Week
from tests.support.factories import make_metric, make_source, make_user

WEEK = Week(2026, 46)
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
"""A Wednesday in the week after WEEK, in UTC."""


def sundays(week, values):
    """Return {Sunday: value} for the weeks that end with `week`, oldest first."""
    first = week.shift(1 - len(values))
    return {first.shift(n).sunday: value for n, value in enumerate(values)}


def bulk(metric, values):
    """Write {day: value} as measurements taken at noon UTC, without snapshots or models."""
    adapted = connection.ops.adapt_datetimefield_value
    rows = [
        (metric.pk, metric.kind, day, value, adapted(datetime.combine(day, time(12), UTC)))
        for day, value in values.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO metrics_measurement (metric_id, kind, day, value, taken_at, origin)"
            " VALUES (%s, %s, %s, %s, %s, 'measured')",
            rows,
        )


def make_numbers(user=None, *, weeks=60, until=WEEK):
    """Return a person with replies, followers and a score, measured on each Sunday."""
    user = user or make_user()
    mastodon = make_source(user)
    score = make_source(
        user,
        "klout",
        name="Old score",
        connected_at=user.date_joined + timedelta(days=1),
    )
    metrics = {
        "replies": make_metric(mastodon, "replies"),
        "followers": make_metric(mastodon, "followers"),
        "score": make_metric(score),
    }
    bulk(metrics["replies"], sundays(until, [20 + n % 7 for n in range(weeks)]))
    bulk(metrics["followers"], sundays(until, [600 + 3 * n for n in range(weeks)]))
    bulk(metrics["score"], sundays(until, [46 + n % 3 for n in range(weeks)]))
    return user, metrics
