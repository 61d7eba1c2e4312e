"""Ten years of ten numbers that were read every day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from tests.support.factories import make_metric, make_source, make_user
from tests.support.review import WEEK, bulk

DAYS = 3650
BEGAN = datetime(2016, 10, 1, 12, tzinfo=UTC)


def make_decade(*, days=DAYS, sources=5, until=WEEK.previous.sunday):
    """Return a person and ten metrics, two a source, that wander by a seed."""
    user = make_user(date_joined=BEGAN)
    chance = Random(5)
    metrics = []
    for _ in range(sources):
        source = make_source(user, connected_at=BEGAN)
        metrics += [make_metric(source, key) for key in ("followers", "replies")]
    for metric in metrics:
        value, values = 500, {}
        for n in range(days - 1, -1, -1):
            value = max(value + chance.randint(-9, 10), 0)
            values[until - timedelta(days=n)] = value
        bulk(metric, values)
    return user, metrics
