"""Addenda as a week's page shows them, after its own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.journal.addenda import is_correctable
from apps.journal.markdown import Passage, passages
from apps.journal.models import Addendum, Entry
from apps.review.tags import tag_address


@dataclass(frozen=True)
class ShownAddendum:
    """A later thought with its date; it may be corrected on that day alone."""

    pk: int
    day: str
    passages: list[Passage]
    is_correctable: bool


def addenda_of(entry: Entry, *, now: datetime) -> list[ShownAddendum]:
    """Return the addenda of an entry in the order in which they were written."""
    return [shown_addendum(one, entry.user, now=now) for one in _ADDENDA(entry=entry.pk)]


_ADDENDA = Prepared(lambda: Addendum.objects.filter(entry=Given("entry")))


def shown_addendum(addendum: Addendum, user: User, *, now: datetime) -> ShownAddendum:
    return ShownAddendum(
        pk=addendum.pk,
        day=date_format(addendum.day, "j F Y"),
        passages=passages(
            addendum.text, prefix=f"addendum-{addendum.pk}-", tag_address=tag_address
        ),
        is_correctable=is_correctable(addendum, user, now=now),
    )
