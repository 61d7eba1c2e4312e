"""The parts of a week's page that are rows of their own: quality lines and moments."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import FilteredRelation, Q

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


def read_parts(entry: Entry, user: User, document: Document) -> Parts:
    """Return what is stored of an entry, to compare `document` with: two queries.

    Makes the first five qualities where the document has lines for them and the person has none.
    """
    of_entry = FilteredRelation("lines", condition=Q(lines__entry=entry))
    rows = list(
        Quality.objects.for_user(user)
        .annotate(said=of_entry)
        .order_by("position", "pk")
        .values_list("key", "pk", "said__line", "said__mark")
    )
    moments = _moments(entry) if entry.revision else ()
    if not rows and document.qualities:
        return Parts({one.key: one.pk for one in ensure_qualities(user)}, moments=moments)
    lines = [QualityWords(key, line, mark) for key, _, line, mark in rows if line is not None]
    return Parts({key: pk for key, pk, _, _ in rows}, tuple(lines), moments)


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
