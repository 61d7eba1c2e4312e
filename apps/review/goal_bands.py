"""The ranges that the person named for a metric: the one place that knows where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from apps.accounts.models import User
from apps.goals.queries import bands_for
from apps.metrics.models import Metric

Band = tuple[float, float]


def named_bands(user: User, metrics: Sequence[Metric]) -> dict[int, Band]:
    """Return, by the metric's pk, the range of its newest goal that holds; with one query."""
    found = bands_for(user, [metric.pk for metric in metrics])
    return {pk: (bands[-1].low, bands[-1].high) for pk, bands in found.items()}
