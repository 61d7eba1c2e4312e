"""Words in the search table, without the rows that they come from."""

from __future__ import annotations

from datetime import date
from itertools import count

from apps.core.folding import fold
from apps.core.models import SearchText

_numbers = count(1)
DAY = date(2026, 11, 16)


def index_texts(user, texts):
    """Put {kind: text} into the search table."""
    for kind, text in texts.items():
        number = next(_numbers)
        SearchText.objects.create(
            user=user,
            kind=kind,
            object_id=number,
            holder_kind=kind,
            holder_id=number,
            stamp="1",
            place=number,
            monday=DAY,
            first_day=DAY,
            last_day=DAY,
            folded=fold(text),
            has_words=True,
        )
