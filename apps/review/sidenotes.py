"""Writing sidenotes: words pinned to a day or a span of days of one metric."""

from __future__ import annotations

from datetime import date, datetime

from apps.accounts.models import User
from apps.metrics.models import Metric
from apps.review.models import Sidenote


def add_sidenote(
    *, user: User, metric: Metric, text: str, first_day: date, last_day: date, now: datetime
) -> Sidenote:
    """Pin words to the days of a metric; they outlive the metric."""
    return Sidenote.objects.create(
        user=user,
        metric=metric,
        metric_label=metric.full_label[:200],
        first_day=first_day,
        last_day=last_day,
        text=text,
        written_at=now,
    )


def change_sidenote(
    *, sidenote: Sidenote, text: str, first_day: date, last_day: date, now: datetime
) -> Sidenote:
    """Give a sidenote other words or other days."""
    sidenote.text, sidenote.first_day, sidenote.last_day = text, first_day, last_day
    sidenote.changed_at = now
    sidenote.save(update_fields=["text", "first_day", "last_day", "changed_at"])
    return sidenote
