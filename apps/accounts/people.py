"""The people of this copy, as administrators see them: who, since when, and whether asleep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from apps.accounts.models import User
from apps.accounts.sessions import end_others

A_PAGE = 50
QUERY_LIMIT = 254


class OneOfOurs(Exception):
    """Nobody puts themselves to sleep, nor another administrator."""


@dataclass(frozen=True)
class PersonRow:
    """One person; nothing of what they write."""

    pk: int
    email: str
    joined_at: datetime
    signed_in_at: datetime | None
    is_active: bool
    is_administrator: bool


@dataclass(frozen=True)
class People:
    """A page of people, and what was looked for."""

    rows: Sequence[PersonRow]
    page: Page[User]
    query: str
    total: int


def people(*, query: str, number: str) -> People:
    """Return a page of people whose address holds `query`, by address."""
    query = query.replace("\x00", "").strip()[:QUERY_LIMIT]
    found = User.objects.filter(email__icontains=query).order_by("email", "pk")
    page = Paginator(found, A_PAGE).get_page(number)
    return People([_row(one) for one in page], page, query, page.paginator.count)


def set_active(*, person: User, active: bool) -> None:
    """Put somebody to sleep, who is then signed out everywhere, or wake them. Raises OneOfOurs."""
    if person.is_staff:
        raise OneOfOurs
    User.objects.filter(pk=person.pk, is_staff=False).update(is_active=active)
    if not active:
        end_others(user=person, here=None)


def _row(user: User) -> PersonRow:
    return PersonRow(
        user.pk, user.email, user.date_joined, user.last_login, user.is_active, user.is_staff
    )
