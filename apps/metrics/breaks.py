"""Where a series breaks: nothing before such a day is compared with anything after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import DateField, F, FilteredRelation, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, Lag
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.numbers import say
from apps.core.prepared import Given, Prepared
from apps.metrics.models import Measurement, Metric


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


class _Row(NamedTuple):
    """A day that something happened on, with what the standing day before it was told by."""

    day: date
    is_disregarded: bool
    corrected: float | None
    reason: str | None
    definition: int
    precision: float | None
    old_definition: int | None
    old_precision: float | None


def breaks(metric: Metric, first: date, last: date, *, until: date) -> list[Break]:
    """Return the breaks from `first` to `last`, none after `until`, in order.

    One query where nothing ever happened to the series, else two.
    """
    last = min(last, until)
    if _nothing_happened(metric, first, last):
        return []
    days = _within(metric.pk, Value(first, DateField()), last)
    rows = metric.measurements.filter(days).annotate(
        old_definition=_before("definition"),
        old_precision=_before("precision"),
        said=FilteredRelation("corrections", condition=Q(corrections__taken_back_at=None)),
        reason=F("said__reason"),
    )
    happened = (
        Q(is_disregarded=True)
        | Q(corrected__isnull=False)
        | ~Q(definition=F("old_definition"))
        | ~Q(step=F("old_step"))
    )
    stepped = rows.annotate(
        step=Coalesce("precision", 0.0), old_step=Coalesce("old_precision", 0.0)
    )
    told = stepped.filter(happened).order_by("day").values_list(*_Row._fields)
    return [one for row in map(_Row._make, told) if row.day >= first for one in _said(metric, row)]


def _within(metric: int | Given, first: Value | Given, last: date | Given) -> Q:
    """From the one that the first day looks back at: the last before it that stands, if any does.

    What was left out stands for itself.
    """
    standing = Measurement.objects.standing().filter(metric=metric, day__lt=first)
    before = Subquery(standing.order_by("-day").values("day")[:1])
    return Q(day__gte=Coalesce(before, first), day__lte=last)


def _nothing_happened(metric: Metric, first: date, last: date) -> bool:
    """Whether all those readings stand as they were read, and mean and are rounded alike."""
    kinds = _KINDS(metric=metric.pk, first=first, last=last)
    return not kinds or (len(kinds) == 1 and kinds[0][2:] == (None, False))


_FIRST, _LAST = Given("first", DateField()), Given("last", DateField())
_KINDS: Prepared[Any] = Prepared(
    lambda: (
        Measurement.objects.filter(_within(Given("metric"), _FIRST, _LAST), metric=Given("metric"))
        .order_by()
        .values_list("definition", "precision", "corrected", "is_disregarded")
        .distinct()[:2]
    )
)


def _before(field: str) -> Window:
    return Window(Lag(field), partition_by="is_disregarded", order_by="day")


def _said(metric: Metric, row: _Row) -> list[Break]:
    words = {"source": metric.source.label, "day": _day(row.day), "reason": row.reason or ""}
    if row.is_disregarded:
        told = _("You left out the reading of %(day)s: “%(reason)s”") % words
        return [Break(row.day, BreakKind.LEFT_OUT, told)]
    found = []
    if row.old_definition not in (None, row.definition):
        told = _("Since %(day)s %(source)s means something else by this number.") % words
        found.append(Break(row.day, BreakKind.DEFINITION, told))
    if row.old_definition and (row.old_precision or None) != (row.precision or None):
        found.append(Break(row.day, BreakKind.ROUNDING, _rounding_words(metric, row)))
    if row.corrected is not None:
        told = _("You corrected the reading of %(day)s: “%(reason)s”") % words
        found.append(Break(row.day, BreakKind.CORRECTED, told))
    return found


def _rounding_words(metric: Metric, after: _Row) -> str:
    words = {"source": metric.source.label, "day": _day(after.day)}
    if not after.precision:
        return _("Since %(day)s %(source)s tells this number without rounding it.") % words
    words["step"] = say(after.precision, metric.decimals)
    return _("Since %(day)s %(source)s rounds this number to the nearest %(step)s.") % words


def _day(day: date) -> str:
    return date_format(day, "j F Y")
