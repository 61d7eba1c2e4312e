"""The bin's page: which weeks are in it, since when, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.bin import KEPT_FOR
from apps.journal.markdown import render
from apps.journal.models import Entry, EntryQuerySet
from apps.review.weeks import first_words, moment_words
from apps.review.words import week_days_and_year


@dataclass(frozen=True)
class BinnedWeek:
    """A page in the bin; `is_taken` where its week was written anew."""

    pk: int
    week: Week
    days: str
    called: str
    html: SafeString
    since: str
    until: str
    is_taken: bool


@dataclass(frozen=True)
class BinPage:
    """One page of the bin, the week that went last first."""

    weeks: list[BinnedWeek]
    pages: Page[Entry]


def binned_weeks(user: User) -> EntryQuerySet:
    """Return the person's entries in the bin, each with whether its week was written anew."""
    anew = Entry.objects.filter(
        user=OuterRef("user"), year=OuterRef("year"), number=OuterRef("number")
    )
    return Entry.with_bin.for_user(user).in_bin().annotate(is_taken=Exists(anew))


def bin_page(user: User, pages: Page[Entry]) -> BinPage:
    return BinPage([binned_week(entry, user) for entry in pages], pages)


def binned_week(entry: Entry, user: User) -> BinnedWeek:
    """Return what is said of a page in the bin."""
    return BinnedWeek(
        pk=entry.pk,
        week=entry.week,
        days=week_days_and_year(entry.week),
        called=entry.title or first_words(entry.body) or _called(entry),
        html=render(entry.body, prefix=f"bin-{entry.pk}-"),
        since=moment_words(entry.binned_at, user),
        until=until_words(entry, user),
        is_taken=bool(getattr(entry, "is_taken", False)),
    )


def until_words(entry: Entry, user: User) -> str:
    """Return the day on which a page in the bin goes for good: "26 December 2026"."""
    assert entry.binned_at is not None
    return date_format((entry.binned_at + KEPT_FOR).astimezone(user.zone), "j F Y")


def _called(entry: Entry) -> str:
    return entry.rest_note or (_("A rest") if entry.is_rest else _("A page without words"))
