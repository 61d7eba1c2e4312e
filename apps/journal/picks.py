"""Posts picked as moments: their copies travel with the page, since a post may go meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import asdict, replace

from django.http import QueryDict

from apps.core.text import clean
from apps.journal.documents import MomentWords, parse_moment

PARTS = ("address", "quote", "whence", "day", "why")
_PICKED = re.compile(r"post-([0-9]{1,19})")


def copy_of(moment: MomentWords) -> str:
    """Return what a moment keeps of its post, as JSON for the page; the why is typed beside it."""
    return json.dumps(asdict(replace(moment, why="")), ensure_ascii=False)


def picked_by_hand(data: QueryDict, *, known: Collection[int], count: int) -> QueryDict:
    """Return what was sent, with the picked posts that are not `known` as moments by hand.

    `count` is how many moments by hand were sent, the empty one at the end included.
    """
    gone = [one for one in _picked(data) if int(one) not in known]
    if not gone:
        return data
    last = [data.get(f"moment-{count - 1}-{part}", "") for part in PARTS]
    start = count if any(last) else count - 1
    changed = data.copy()
    for number, post in enumerate(gone, start=start):
        moment = replace(_read_copy(data.get(f"copy-{post}", "")), why=data.get(f"why-{post}", ""))
        del changed[f"post-{post}"]
        for part in PARTS:
            changed[f"moment-{number}-{part}"] = getattr(moment, part)
    changed["moments"] = str(start + len(gone) + 1)
    return changed


def _picked(data: QueryDict) -> list[str]:
    return [found[1] for name in data if (found := _PICKED.fullmatch(name))]


def _read_copy(text: str) -> MomentWords:
    try:
        copy = parse_moment(json.loads(text))
    except (ValueError, RecursionError):
        return MomentWords()
    # JSON can hold what no page can print; the form says which text is too long.
    return MomentWords(**{k: clean(v, limit=len(v)).text for k, v in asdict(copy).items()})
