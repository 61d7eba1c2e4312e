"""Values that are not believed until they are told again on a later day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from apps.metrics.models import Metric

TOLD = "zero:"
"""How the detail of a visit begins that told something which was not believed."""
FALLS_SELDOM = (Metric.Kind.COUNTER, Metric.Kind.TOTAL)


def suspects(
    metrics: Mapping[str, Metric], values: Mapping[str, float], day: date
) -> frozenset[str]:
    """Return the keys that fell to nothing or below, and did not say so on an earlier day.

    Mostly they are hidden there. No page tells of it: that would tell what an open week holds.
    """
    low = [
        (metrics[key], value)
        for key, value in values.items()
        if value <= 0 and metrics[key].kind in FALLS_SELDOM
    ]
    return frozenset(metric.key for metric, value in low if _is_sudden(metric, value, day))


def _is_sudden(metric: Metric, value: float, day: date) -> bool:
    last = metric.measurements.standing().order_by("-day").first()
    before = last.stands_as if last else None
    if value == 0 and (before is None or before <= 0):
        return False
    if value < 0 and before is not None and before < 0:
        return False
    visits = metric.source.attempts.filter(day__lt=day, detail__startswith=TOLD)
    if last is not None:
        visits = visits.filter(at__gt=last.taken_at)
    details = visits.values_list("detail", flat=True)
    return not any(metric.key in told.removeprefix(TOLD).split(",") for told in details)
