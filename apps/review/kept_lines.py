"""Lines that the person keeps of a week: which there are to keep, and keeping them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.safestring import SafeString

from apps.core.text import digest, is_blank
from apps.journal.footnotes import take_out, with_notes
from apps.journal.markdown import passages, render
from apps.journal.models import Entry
from apps.review.models import KeptLine

POSITION_OF_QUALITIES = 10_000
LARGEST_POSITION = 32_767


@dataclass(frozen=True)
class Line:
    """Words that can be kept: a passage of the body, or the line of a quality."""

    sha256: str
    """Of the quality and the words as the page has them, without footnotes."""
    quality: str
    text: str
    html: SafeString
    position: int
    is_kept: bool
    is_changed: bool = False
    """Whether the page has other words in its place by now."""


def lines_of(entry: Entry) -> list[Line]:
    """Return the week's lines as the page has them, then those kept that it no longer has."""
    kept = {one.sha256: one for one in entry.kept_lines.all()}
    found = {line.sha256: line for line in _on_page(entry, kept)}
    gone = [_gone(one) for sha256, one in kept.items() if sha256 not in found]
    return [*found.values(), *gone]


def _on_page(entry: Entry, kept: Collection[str]) -> list[Line]:
    blocks = [("", block.source, block.html) for block in passages(entry.body)]
    notes = take_out(entry.body).notes
    said = entry.quality_lines.select_related("quality")
    lines = [(one.quality.name, one.line, render(one.line)) for one in said]
    told = [
        *((n, *block) for n, block in enumerate(blocks)),
        *((POSITION_OF_QUALITIES + n, *line) for n, line in enumerate(lines)),
    ]
    found = []
    for position, quality, text, html in told:
        sha256 = digest(f"{quality}\n{text}")
        if not is_blank(text):
            place = min(position, LARGEST_POSITION)
            alone = with_notes(text, notes) if "doc-noteref" in html else text
            found.append(Line(sha256, quality, alone, html, place, sha256 in kept))
    return found


def _gone(one: KeptLine) -> Line:
    html = render(one.text, prefix=one.prefix)
    return Line(one.sha256, one.quality, one.text, html, one.position, True, is_changed=True)


@transaction.atomic
def keep_lines(*, entry: Entry, chosen: Collection[str], now: datetime) -> None:
    """Keep exactly the `chosen` lines, by their hashes; those that do not exist are passed over."""
    Entry.objects.select_for_update().get(pk=entry.pk)
    lines = lines_of(entry)
    chosen = {line.sha256 for line in lines} & set(chosen)
    entry.kept_lines.exclude(sha256__in=chosen).delete()
    KeptLine.objects.bulk_create(
        [
            KeptLine(
                entry=entry,
                sha256=line.sha256,
                quality=line.quality,
                text=line.text,
                position=line.position,
                kept_at=now,
            )
            for line in lines
            if line.sha256 in chosen and not line.is_kept
        ],
        ignore_conflicts=True,
    )
