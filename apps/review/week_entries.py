"""The entries that a week's page reads, each with its guess and with what else there is to read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.metrics.models import Correction
from apps.review.cover import entries_in
from apps.review.models import FrozenReading, Placement


def week_entries(user: User, weeks: Iterable[Week]) -> list[Entry]:
    """Return the person's entries of those weeks, those in the bin too, with one query.

    What hardly any week has (places chosen, readings corrected since) is asked for where this says
    that there is some, so that the page stays within its queries.
    """
    wanted = set(weeks)
    shown = FrozenReading.objects.filter(entry=OuterRef(OuterRef("pk"))).values("metric")
    since = Q(made_at__gt=OuterRef("uncovered_at")) | Q(taken_back_at__gt=OuterRef("uncovered_at"))
    found = (
        entries_in(user, wanted)
        .select_related("user", "guess")
        .annotate(
            has_places=Exists(Placement.objects.filter(entry=OuterRef("pk"))),
            was_corrected=Exists(Correction.objects.filter(since, measurement__metric__in=shown)),
        )
    )
    return [entry for entry in found if entry.week in wanted]


def has_places(entry: Entry) -> bool:
    """Whether the person chose where a number stands; an entry read elsewhere may have."""
    return bool(getattr(entry, "has_places", True))


def was_corrected(entry: Entry) -> bool:
    """Whether any number that the entry showed was corrected since, on whatever day."""
    return bool(getattr(entry, "was_corrected", True))
