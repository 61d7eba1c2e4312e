"""The entries that a week's page reads, each with its guess and with what else there is to read."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from django.db.models import DateField, Exists, OuterRef, Q

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import Week
from apps.goals.models import CheckIn
from apps.journal.models import Addendum, Entry
from apps.review.cover import entries_in, of, only
from apps.review.models import Placement, Sidenote, SidenoteQuerySet


class Also(StrEnum):
    """What may stand on a week's page beside its entry, and is asked for where there is any."""

    PLACES = "has_places"
    ADDENDA = "has_addenda"
    CHECK_INS = "has_check_ins"
    NOTES = "has_notes"


def week_entries(user: User, week: Week, others: Iterable[Week]) -> list[Entry]:
    """Return the person's entries of a week and others, those in the bin too, with one query.

    `has` tells of the week's own entry what else there is to read.
    """
    wanted = {week, *others}
    found = _week_entries(len(wanted))(monday=week.monday, sunday=week.sunday, **of(user, wanted))
    return only(wanted, found, user)


def has(entry: Entry | None, what: Also) -> bool:
    """Whether there is any; where there is no entry, or it was read elsewhere, there may be."""
    return bool(getattr(entry, what, True))


def notes_in_week() -> SidenoteQuerySet:
    """Return the query for the notes of which a day lies between `monday` and `sunday`."""
    days = (Given(name, DateField()) for name in ("monday", "sunday"))
    return Sidenote.objects.filter(user=Given("user")).between(*days)


@cache
def _week_entries(count: int) -> Prepared[Entry]:
    of_entry = Q(entry=OuterRef("pk"))
    in_week = Q(year=OuterRef("year"), number=OuterRef("number"))
    return Prepared(
        lambda: (
            entries_in(count)
            .select_related("guess")
            .annotate(
                has_places=Exists(Placement.objects.filter(of_entry)),
                has_addenda=Exists(Addendum.objects.filter(of_entry)),
                has_check_ins=Exists(
                    CheckIn.objects.with_words().filter(in_week, goal__user=Given("user"))
                ),
                has_notes=Exists(notes_in_week()),
            )
        )
    )
