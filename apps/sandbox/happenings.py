"""What happened to the demo person's numbers: a correction, a reading left out, a new meaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement, Metric
from apps.sandbox.life import Calendar
from apps.sandbox.sources import Visited

WEDNESDAY = timedelta(days=2)
CORRECTED_BACK, LEFT_OUT_BACK, REDEFINED_BACK = 5, 9, 20
"""How many weeks before the last whole one each of them lies."""
SEEN_ON_THE_PAGE = "The page itself said one more that evening."
A_FLOOD = "A flood of accounts without faces, gone by the next morning."


def let_things_happen(visited: Mapping[str, Visited], calendar: Calendar, *, now: datetime) -> None:
    """Correct one reading, leave another out, and let Bluesky count its following anew."""
    followers = visited["mastodon"].metrics["followers"]
    reading = _reading(followers, calendar.week(CORRECTED_BACK).monday + WEDNESDAY)
    if reading is not None:
        value = reading.value + 1
        correct_reading(measurement=reading, value=value, reason=SEEN_ON_THE_PAGE, now=now)
    reading = _reading(followers, calendar.week(LEFT_OUT_BACK).monday + WEDNESDAY)
    if reading is not None:
        correct_reading(measurement=reading, value=None, reason=A_FLOOD, now=now)
    since = calendar.week(REDEFINED_BACK).monday
    following = visited["bluesky"].metrics["following"]
    following.measurements.filter(day__gte=since).update(definition=2)
    Metric.objects.filter(pk=following.pk).revise()


def _reading(metric: Metric, day: date) -> Measurement | None:
    """The reading of a day; there is none where nobody came that day."""
    return metric.measurements.filter(day=day).first()
