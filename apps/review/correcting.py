"""The readings of one day of a source, each with what the person said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.metrics.models import Correction, Measurement, Metric, Source
from apps.review.cover import visible_until
from apps.review.figures import Figure, named_figure
from apps.review.source_history import standing_figure, told_figure


@dataclass(frozen=True)
class Said:
    """One thing that the person said of a reading; `figure` is the number they gave, if any."""

    figure: Figure | None
    when: str
    reason: str
    is_standing: bool


@dataclass(frozen=True)
class DayReading:
    """One metric's reading: as it was obtained, what stands, and what was said of it."""

    measurement: Measurement
    label: str
    as_read: Figure
    stands: Figure | None
    is_corrected: bool
    said: list[Said]


@dataclass(frozen=True)
class CorrectingPage:
    """Everything that the page of one day's readings shows."""

    source: Source
    day: date
    readings: list[DayReading]

    @property
    def metrics(self) -> list[Metric]:
        return [one.measurement.metric for one in self.readings]

    def reading_of(self, metric_id: int) -> Measurement:
        """Return the day's measurement of a metric that is among `metrics`."""
        return next(
            one.measurement for one in self.readings if one.measurement.metric_id == metric_id
        )


def correcting_page(source: Source, user: User, day: date, *, now: datetime) -> CorrectingPage:
    """Return the day's readings; none of a day whose week is covered."""
    found: Iterable[Measurement] = ()
    if day <= visible_until(user, now=now):
        found = (
            Measurement.objects.filter(metric__source=source, day=day)
            .select_related("metric")
            .prefetch_related(Prefetch("corrections", Correction.objects.order_by("-made_at")))
            .order_by("metric__position")
        )
    return CorrectingPage(source, day, [_reading(one, source, user) for one in found])


def _reading(measurement: Measurement, source: Source, user: User) -> DayReading:
    measurement.metric.source = source
    named = named_figure(measurement.metric)
    return DayReading(
        measurement=measurement,
        label=measurement.metric.label,
        as_read=told_figure(named, measurement, user.zone),
        stands=standing_figure(named, measurement, user.zone),
        is_corrected=measurement.is_corrected,
        said=[_said(one, named, measurement, user) for one in measurement.corrections.all()],
    )


def _said(correction: Correction, named: Figure, measurement: Measurement, user: User) -> Said:
    told = {"made": _day(correction.made_at, user)}
    if correction.taken_back_at is None:
        when = _("Said on %(made)s.") % told
    else:
        told["ended"] = _day(correction.taken_back_at, user)
        when = _("Said on %(made)s, taken back on %(ended)s.") % told
    figure = None
    if correction.value is not None:
        figure = told_figure(named, measurement, user.zone, value=correction.value)
    return Said(figure, when, correction.reason, correction.taken_back_at is None)


def _day(moment: datetime, user: User) -> str:
    return date_format(moment.astimezone(user.zone), "j F Y")
