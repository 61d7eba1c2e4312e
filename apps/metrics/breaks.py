"""Where a series breaks: nothing before such a day is compared with anything after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.numbers import say
from apps.metrics.models import Correction, Measurement, Metric


class Scale(NamedTuple):
    """What makes two values comparable: the same definition, rounded to the same step or not."""

    definition: int
    step: float | None


class BreakKind(StrEnum):
    """What happened to the series on a day."""

    DEFINITION = "definition"
    """The provider counts something else under the same name."""
    ROUNDING = "rounding"
    """The values began or ceased to be rounded, or are rounded to another step."""
    CORRECTED = "corrected"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Break:
    """A day on which something happened to the series, in words.

    A changed definition and another rounding part what lies before from what lies after. A reading
    that the person corrected or left out is named, and parts nothing: the number that stands there
    is as good as its neighbours.
    """

    day: date
    kind: BreakKind
    words: str

    @property
    def parts(self) -> bool:
        """Whether nothing is compared across it."""
        return self.kind in (BreakKind.DEFINITION, BreakKind.ROUNDING)


class _Told(NamedTuple):
    day: date
    definition: int
    precision: float | None


def breaks(metric: Metric, first: date, last: date, *, until: date) -> list[Break]:
    """Return the breaks from `first` to `last`, none after `until`, in order."""
    rows = metric.measurements.filter(day__lte=min(last, until))
    before = rows.standing().filter(day__lt=first).order_by("-day")[:1]
    within = rows.standing().filter(day__gte=first).order_by("day")
    told = [
        _Told(*row)
        for found in (before, within)
        for row in found.values_list("day", "definition", "precision")
    ]
    found = [found for one, next_one in pairwise(told) for found in _between(metric, one, next_one)]
    corrected = rows.filter(Q(is_disregarded=True) | Q(corrected__isnull=False), day__gte=first)
    return sorted([*found, *map(_said_of, _standing(corrected))], key=lambda one: one.day)


def _between(metric: Metric, before: _Told, after: _Told) -> list[Break]:
    words = {"source": metric.source.label, "day": _day(after.day)}
    found = []
    if before.definition != after.definition:
        told = _("Since %(day)s %(source)s means something else by this number.") % words
        found.append(Break(after.day, BreakKind.DEFINITION, told))
    if (before.precision or None) != (after.precision or None):
        found.append(Break(after.day, BreakKind.ROUNDING, _rounding_words(metric, after)))
    return found


def _rounding_words(metric: Metric, after: _Told) -> str:
    words = {"source": metric.source.label, "day": _day(after.day)}
    if not after.precision:
        return _("Since %(day)s %(source)s tells this number without rounding it.") % words
    words["step"] = say(after.precision, metric.decimals)
    return _("Since %(day)s %(source)s rounds this number to the nearest %(step)s.") % words


def _standing(rows: QuerySet[Measurement]) -> list[Correction]:
    found = Correction.objects.filter(measurement__in=rows, taken_back_at=None)
    return list(found.select_related("measurement"))


def _said_of(correction: Correction) -> Break:
    words = {"day": _day(correction.measurement.day), "reason": correction.reason}
    if correction.value is None:
        told = _("You left out the reading of %(day)s: “%(reason)s”") % words
        return Break(correction.measurement.day, BreakKind.LEFT_OUT, told)
    told = _("You corrected the reading of %(day)s: “%(reason)s”") % words
    return Break(correction.measurement.day, BreakKind.CORRECTED, told)


def _day(day: date) -> str:
    return date_format(day, "j F Y")
