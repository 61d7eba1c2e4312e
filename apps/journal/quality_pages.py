"""A quality's page: all its lines in time order, and the list of qualities."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry, Quality, QualityLine
from apps.journal.qualities import called_then, first_five, past_name
from apps.journal.quality_operations import MOST_CURRENT

PER_PAGE = 104
"""Two years of weeks."""


@dataclass(frozen=True)
class LineRow:
    """What one week had of the quality; `then` says what it was called, where that changed."""

    week: Week
    line: str
    mark: str
    then: str


@dataclass(frozen=True)
class QualityPage:
    """One quality, the names that it bore, and its lines, newest first."""

    quality: Quality
    names: list[str]
    rows: list[LineRow]
    pages: Page[QualityLine]


@dataclass(frozen=True)
class QualityList:
    """The qualities that a week asks about, in order, and the retired ones."""

    current: list[Quality]
    retired: list[Quality]

    @property
    def has_room(self) -> bool:
        return len(self.current) < MOST_CURRENT


def quality_list(user: User) -> QualityList:
    """Return every quality of the person, or the first five before anything was saved."""
    every = list(Quality.objects.for_user(user).order_by("position", "pk")) or first_five(user)
    return QualityList(
        [one for one in every if not one.retired_at], [one for one in every if one.retired_at]
    )


def find_quality(user: User, key: str) -> Quality:
    """Return the person's quality with this key, perhaps not saved yet; raise Http404."""
    page = quality_list(user)
    found = next((one for one in (*page.current, *page.retired) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def quality_page(user: User, key: str, *, page: str | None) -> QualityPage:
    """Compose a quality's page: the same number of queries for one line and for thirty."""
    quality = find_quality(user, key)
    pages = Paginator(_lines(user, quality), PER_PAGE).get_page(page)
    names = quality.past_names.values_list("name", flat=True) if not quality._state.adding else ()
    return QualityPage(
        quality=quality,
        names=[name for name in dict.fromkeys(names) if name != quality.name],
        rows=[_row(one, quality) for one in pages],
        pages=pages,
    )


def _lines(user: User, quality: Quality) -> QuerySet[QualityLine]:
    """The lines of the person's own weeks, covered ones too: words are never covered."""
    if quality._state.adding:
        return QualityLine.objects.none()
    written_at = Coalesce(OuterRef("entry__finished_at"), OuterRef("entry__saved_at"))
    return (
        QualityLine.objects.filter(quality=quality, entry__in=Entry.objects.for_user(user))
        .exclude(line="", mark="")
        .select_related("entry")
        .annotate(then=past_name(written_at, of="quality"))
        .order_by("-entry__year", "-entry__number")
        .defer("entry__body")
    )


def _row(line: QualityLine, quality: Quality) -> LineRow:
    mark = str(QualityLine.Mark(line.mark).label) if line.mark else ""
    then = called_then(quality.name, getattr(line, "then", None))
    return LineRow(line.entry.week, line.line, mark, then)
