"""Keeps the search table true to the words: what changed is read again before anybody looks.

No place that saves words has to remember this. Each row that holds words says what it was when it
was read (its stamp); what says something else now, is new, or is gone, is found with one query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value

from apps.accounts.models import User
from apps.core.folding import fold
from apps.core.models import SearchText
from apps.core.search import forget_erased
from apps.core.text import is_blank
from apps.core.weeks import Week
from apps.journal.tags import tags_in
from apps.review.word_kinds import COLUMNS, HOLDER_OF, HOLDERS, KINDS

AT_ONCE = 600
"""How many holders one look reads again: ten years of weeks, in about two seconds."""
NOBODY = -(2**40)
"""Stands for the person in the statement that is written once."""
PER_WEEK = 1000
"""Places inside a week."""
WRITTEN = [
    "user", "holder_kind", "holder_id", "stamp", "place", "monday", "first_day", "last_day",
    "folded", "tags", "has_words",
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A holder whose words are not the ones in the table; without a stamp it is gone."""

    kind: str
    holder: int
    stamp: str


def refresh(user: User, *, limit: int = AT_ONCE) -> bool:
    """Read again what changed, at most `limit` holders; say whether everything is up to date."""
    found = changes(user, limit=limit + 1)
    apply_changes(user, found[:limit])
    return len(found) <= limit


def refresh_everybody(*, again: bool = False) -> int:
    """Bring the whole table up to date, or make it `again`; return of how many people."""
    people = 0
    for user in User.objects.order_by("pk").iterator():
        if again:
            SearchText.objects.for_user(user).delete()
        while not refresh(user):
            pass
        people += 1
    forget_erased()
    return people


def changes(user: User, *, limit: int) -> list[Change]:
    """Return what is new, changed or gone; one query, and what was made last first."""
    sql, values = _statement()
    given = [user.pk if value == NOBODY else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*given, limit])
        return [Change(*row) for row in cursor.fetchall()]


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return the one statement for everybody: writing it takes longer than running it."""
    user = User(pk=NOBODY)
    every = [query for kind in HOLDERS for query in (_changed(user, kind), _gone(user, kind))]
    asked = every[0].union(*every[1:], all=True).order_by("-holder")
    sql, values = asked.query.sql_with_params()
    return sql, tuple(values)


def _changed(user: User, kind: str) -> QuerySet[Any, Any]:
    known = SearchText.objects.filter(
        kind=kind, object_id=OuterRef("pk"), user=user, stamp=OuterRef("now")
    )
    rows = HOLDERS[kind].stamped(user).filter(~Exists(known))
    of = Value(kind, output_field=TextField())
    told: QuerySet[Any, Any] = rows.annotate(of=of, holder=F("pk"))
    return told.values_list("of", "holder", "now")


def _gone(user: User, kind: str) -> QuerySet[Any, Any]:
    held = HOLDERS[kind].rows(user).filter(pk=OuterRef("object_id"))
    rows = SearchText.objects.for_user(user).filter(~Exists(held), kind=kind).order_by()
    of, nothing = (Value(text, output_field=TextField()) for text in (kind, ""))
    told = rows.annotate(of=of, holder=F("object_id"), now=nothing)
    return told.values_list("of", "holder", "now")


def apply_changes(user: User, found: Collection[Change]) -> None:
    """Write the search rows of these holders anew; safe when somebody else does the same."""
    if not found:
        return
    stamps = {(one.kind, one.holder): one.stamp for one in found}
    rows = [_row(user, told, stamps[_holder(told)]) for told in _pieces(user, found)]
    # In one order for everybody, so that two of these never wait for one another.
    rows.sort(key=lambda row: (row.kind, row.object_id))
    with transaction.atomic():
        SearchText.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=WRITTEN,
        )
        SearchText.objects.for_user(user).filter(_left_over(found)).delete()


def _left_over(found: Collection[Change]) -> Q:
    """Rows of these holders that the newest words did not write: their stamp is another."""
    left = Q()
    for kind in {one.kind for one in found}:
        of_kind = [one for one in found if one.kind == kind]
        held = Q(holder_kind=kind, holder_id__in=[one.holder for one in of_kind])
        left |= held & ~Q(stamp__in=[one.stamp for one in of_kind if one.stamp])
    return left


def _holder(told: dict[str, Any]) -> tuple[str, int]:
    kind = told["row_kind"]
    return HOLDER_OF.get(kind, kind), told["holder"]


def _pieces(user: User, found: Iterable[Change]) -> Iterable[dict[str, Any]]:
    """Read the words of the holders that are there, with one query."""
    wanted: dict[str, list[int]] = {}
    for one in found:
        if one.stamp:
            wanted.setdefault(one.kind, []).append(one.holder)
    read = [
        rows(user).filter(holder__in=wanted[holder]).values(*COLUMNS)
        for kind, rows in KINDS.items()
        if (holder := HOLDER_OF.get(kind, kind)) in wanted
    ]
    return read[0].union(*read[1:], all=True) if read else ()


def _row(user: User, told: dict[str, Any], stamp: str) -> SearchText:
    first, last = _days(told)
    page = Week(told["in_year"], told["in_week"]) if told["in_year"] else Week.containing(last)
    shown = Week.containing(last)
    words = f"{told['heading']}\n{told['words']}"
    found = [tag.key for tag in tags_in(words)]
    holder_kind, holder_id = _holder(told)
    return SearchText(
        user=user,
        kind=told["row_kind"],
        object_id=told["row_id"],
        holder_kind=holder_kind,
        holder_id=holder_id,
        stamp=stamp,
        place=shown.monday.toordinal() * PER_WEEK + PER_WEEK - 1 - min(told["rank"], 999),
        monday=page.monday,
        first_day=first,
        last_day=last,
        folded=fold(words),
        tags=" ".join(["", *found, ""]) if found else "",
        has_words=not is_blank(words),
    )


def _days(told: dict[str, Any]) -> tuple[date, date]:
    if told["from_day"]:
        return date.fromisoformat(told["from_day"]), date.fromisoformat(told["to_day"])
    week = Week(told["in_year"], told["in_week"])
    return week.monday, week.sunday
