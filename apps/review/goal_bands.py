"""The ranges that the person named for a metric: the one place that knows where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from apps.accounts.models import User
from apps.goals.models import Goal
from apps.metrics.models import Metric
from apps.review.spans import Span

Band = tuple[float, float]


def named_bands(user: User, metrics: Sequence[Metric], span: Span) -> dict[int, Band]:
    """Return, by the metric's pk, the range of its newest goal that held at the span's end.

    Goals that name both ends alone; with one query, however many metrics there are.
    """
    held = Goal.objects.for_user(user).alive_in(span.last).filter(metric__in=metrics)
    told = held.in_order().values_list("metric", "low", "high")
    return {pk: (low, high) for pk, low, high in told if low is not None and high is not None}
