"""The entries that a week's page reads, each with its guess and with what else there is to read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db.models import Exists, OuterRef

from apps.accounts.models import User
from apps.core.prepared import Prepared
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.review.cover import entries_in, of, only
from apps.review.models import Placement


def week_entries(user: User, weeks: Iterable[Week]) -> list[Entry]:
    """Return the person's entries of those weeks, those in the bin too, with one query.

    The places that the person chose, which hardly any week has, are asked for where this says that
    there are some, so that the page stays within its queries.
    """
    wanted = set(weeks)
    return only(wanted, _week_entries(len(wanted))(**of(user, wanted)), user)


@cache
def _week_entries(count: int) -> Prepared[Entry]:
    has_places = Exists(Placement.objects.filter(entry=OuterRef("pk")))
    return Prepared(
        lambda: entries_in(count).select_related("guess").annotate(has_places=has_places)
    )


def has_places(entry: Entry) -> bool:
    """Whether the person chose where a number stands; an entry read elsewhere may have."""
    return bool(getattr(entry, "has_places", True))
