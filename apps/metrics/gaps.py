"""Days on which a source was not measured, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.weeks import local_day, midnight
from apps.metrics.models import Source
from apps.metrics.sentences import gap_reason

ONE_DAY = timedelta(days=1)
PAUSED = "paused"
NOT_CONNECTED = "not_connected"


@dataclass(frozen=True)
class Gap:
    """Days in a row without a snapshot, from `first` to `last`, for one reason.

    `outcome` is how the day's last visit ended, "paused", "not_connected", or "" when nobody came.
    """

    first: date
    last: date
    outcome: str


def gaps(
    source: Source,
    first: date,
    last: date,
    *,
    until: date,
    taken: Mapping[date, datetime] | None = None,
) -> list[Gap]:
    """Return the gaps from `first` to `last`, none after `until`, in order.

    Numbers typed in have none. A date that never existed for the person is no gap, nor is a last
    day whose visit is still to come. A caller who has read when each day was measured, from the day
    before `first` to the one after `last`, passes it as `taken`.
    """
    end = min(last, until)
    if not source.reader.needs_visits or end < first:
        return []
    reasons = _Reasons.of(source, first, end, taken)
    found: list[Gap] = []
    for day in _days(first, end):
        outcome = reasons.of_day(day, is_last=day == end)
        if outcome is None:
            continue
        if found and found[-1].last == day - ONE_DAY and found[-1].outcome == outcome:
            found[-1] = Gap(found[-1].first, day, outcome)
        else:
            found.append(Gap(day, day, outcome))
    return found


def gap_words(gap: Gap) -> str:
    """Return a gap as a sentence: "12 to 14 November 2026: the host did not answer."."""
    return _("%(days)s: %(reason)s.") % {"days": _span(gap), "reason": gap_reason(gap.outcome)}


def _span(gap: Gap) -> str:
    last = date_format(gap.last, "j F Y")
    if gap.first == gap.last:
        return last
    same_month = gap.first.replace(day=1) == gap.last.replace(day=1)
    same_year = gap.first.year == gap.last.year
    first = date_format(gap.first, "j" if same_month else "j F" if same_year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class _Reasons:
    """What is known of the days in question."""

    zone: ZoneInfo
    connected: date
    measured: frozenset[date]
    skipped: frozenset[date]
    outcomes: dict[date, str]
    pauses: list[tuple[date, date]]
    planned: date | None

    @classmethod
    def of(
        cls, source: Source, first: date, last: date, taken: Mapping[date, datetime] | None
    ) -> _Reasons:
        zone = source.user.zone
        if taken is None:
            around = (first - ONE_DAY, last + ONE_DAY)
            found = source.snapshots.filter(day__range=around).order_by("day")
            taken = dict(found.values_list("day", "taken_at"))
        attempts = source.attempts.filter(day__range=(first, last)).order_by("at")
        return cls(
            zone=zone,
            connected=source.connected_on,
            measured=frozenset(taken),
            skipped=_dates_flown_over(taken),
            outcomes=dict(attempts.values_list("day", "outcome")),
            pauses=_pauses(source, zone, last),
            planned=local_day(source.next_visit_at, zone) if source.next_visit_at else None,
        )

    def of_day(self, day: date, *, is_last: bool) -> str | None:
        """Why the day has no snapshot; None when it has one or needs none."""
        if day in self.measured or day in self.skipped or not _existed(day, self.zone):
            return None
        if day < self.connected:
            return NOT_CONNECTED
        if day in self.outcomes:
            return self.outcomes[day]
        if any(first <= day <= last for first, last in self.pauses):
            return PAUSED
        return None if is_last and day == self.planned else ""


def _pauses(source: Source, zone: ZoneInfo, last: date) -> list[tuple[date, date]]:
    spans = [
        (local_day(paused_at, zone), local_day(resumed_at, zone))
        for paused_at, resumed_at in source.pauses.values_list("paused_at", "resumed_at")
    ]
    if source.paused_at:
        spans.append((local_day(source.paused_at, zone), last))
    return spans


def _dates_flown_over(taken: Mapping[date, datetime]) -> frozenset[date]:
    """Dates between two visits less than a day apart: there was no such date for the person."""
    return frozenset(
        day
        for (before, left), (after, arrived) in pairwise(taken.items())
        if arrived - left < ONE_DAY
        for day in _days(before + ONE_DAY, after - ONE_DAY)
    )


def _existed(day: date, zone: ZoneInfo) -> bool:
    return midnight(day, zone) < midnight(day + ONE_DAY, zone)
