"""The parts of a week's page that are rows of their own: quality lines and moments."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Aggregate, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONArray

from apps.accounts.models import User
from apps.journal.documents import Document, MomentWords, QualityWords, parse_day
from apps.journal.models import Entry, Moment, Quality, QualityLine
from apps.journal.qualities import ensure_qualities


@dataclass(frozen=True)
class Parts:
    """What is stored: ids of the person's qualities by key, in order; lines and moments."""

    ids: dict[str, int]
    lines: tuple[QualityWords, ...] = ()
    moments: tuple[MomentWords, ...] = ()


def document_of(entry: Entry) -> Document:
    """Return everything that is stored of the week's page."""
    lines = entry.quality_lines.select_related("quality")
    return Document(
        title=entry.title,
        body=entry.body,
        qualities=tuple(QualityWords(one.quality.key, one.line, one.mark) for one in lines),
        moments=_moments(entry),
    )


class _Rows(Aggregate):
    """Rows as one list, in no order."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def _within(rows: QuerySet[Any], whose: str, *columns: str | Combinable) -> Subquery:
    told = rows.order_by().values(whose).annotate(told=_Rows(JSONArray(*columns)))
    return Subquery(told.values("told"), output_field=JSONField())


def with_parts() -> dict[str, Subquery]:
    """Return what `parts_of` needs, to be read together with an entry in one query."""
    return {
        "with_qualities": _within(
            Quality.objects.filter(user=OuterRef("user")), "user", "position", "pk", "key"
        ),
        "with_lines": _within(
            QualityLine.objects.filter(entry=OuterRef("pk")), "entry", "quality", "line", "mark"
        ),
        "with_moments": _within(
            Moment.objects.filter(entry=OuterRef("pk")),
            "entry",
            *("position", "address", "quote", "whence", "day", "why"),
        ),
    }


def parts_of(entry: Entry, user: User, document: Document) -> Parts:
    """Return what was read with an entry, to compare `document` with.

    Makes the first five qualities where the document has lines for them and the person has none.
    """
    read = vars(entry)
    moments = tuple(
        MomentWords(address, quote, whence, day or "", why)
        for _, address, quote, whence, day, why in sorted(read["with_moments"] or ())
    )
    qualities = sorted(read["with_qualities"] or ())
    if not qualities and document.qualities:
        return Parts({one.key: one.pk for one in ensure_qualities(user)}, moments=moments)
    said = {quality: words for quality, *words in read["with_lines"] or ()}
    lines = tuple(QualityWords(key, *said[pk]) for _, pk, key in qualities if pk in said)
    return Parts({key: pk for _, pk, key in qualities}, lines, moments)


def write_parts(entry: Entry, document: Document, stored: Parts) -> None:
    """Write the lines and moments that differ from what is stored; at most a statement each."""
    _write_lines(entry, document, stored)
    _write_moments(entry, document, stored)


def _write_lines(entry: Entry, document: Document, stored: Parts) -> None:
    said = {one.key for one in document.qualities}
    if gone := [stored.ids[one.key] for one in stored.lines if one.key not in said]:
        entry.quality_lines.filter(quality__in=gone).delete()
    QualityLine.objects.bulk_create(
        [
            QualityLine(entry=entry, quality_id=stored.ids[one.key], line=one.line, mark=one.mark)
            for one in document.qualities
            if one not in stored.lines
        ],
        update_conflicts=True,
        unique_fields=["entry", "quality"],
        update_fields=["line", "mark"],
    )


def _write_moments(entry: Entry, document: Document, stored: Parts) -> None:
    count = len(document.moments)
    if len(stored.moments) > count:
        entry.moments.filter(position__gte=count).delete()
    both = zip_longest(document.moments, stored.moments[:count])
    Moment.objects.bulk_create(
        [_row(entry, place, new) for place, (new, old) in enumerate(both) if new and new != old],
        update_conflicts=True,
        unique_fields=["entry", "position"],
        update_fields=["address", "quote", "whence", "day", "why"],
    )


def _row(entry: Entry, position: int, words: MomentWords) -> Moment:
    return Moment(
        entry=entry,
        position=position,
        address=words.address,
        quote=words.quote,
        whence=words.whence,
        day=parse_day(words.day) if words.day else None,
        why=words.why,
    )


def _moments(entry: Entry) -> tuple[MomentWords, ...]:
    return tuple(
        MomentWords(
            one.address,
            one.quote,
            one.whence,
            one.day.isoformat() if one.day else "",
            one.why,
        )
        for one in entry.moments.all()
    )
