"""Which number stands beside which passage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apps.journal.markdown import Passage
from apps.review.figures import Figure
from apps.review.models import Placement

ADDRESS = re.compile(r"https?://\S+")
BESIDE_ONE = 3
"""A passage that names a whole source gets at most so many of its numbers by rule."""


@dataclass(frozen=True)
class Places:
    """The person's own choices for one entry."""

    by_metric: Mapping[int, str] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, placements: Sequence[Placement]) -> Places:
        return cls(
            {one.metric_id: one.block for one in placements if one.metric_id is not None},
            frozenset(
                one.block for one in placements if not one.metric_id and not one.metric_label
            ),
        )


def place(
    passages: Sequence[Passage],
    figures: Sequence[Figure],
    *,
    places: Places,
    linked: Mapping[str, frozenset[int]],
) -> list[list[Figure]]:
    """Return the figures beside each passage; the others stand with everything else.

    In order: the person's own choice; else the first passage that names the metric, its source or
    its handle as whole words, or links to a moment that the metric counts (`linked`: address to
    metric ids). A passage that merely names sources takes three at most, from each in turn; the
    others then wait for a passage that names the metric itself. If nothing is placed, the first
    passage gets up to three. A passage where no number belongs gets none by rule.
    """
    beside: list[list[Figure]] = [[] for _ in passages]
    left = _place_chosen(passages, figures, places, beside)
    passed: set[int] = set()
    for n, passage in enumerate(passages):
        if passage.sha256 not in places.nothing:
            named, others = _meant(passage, left, linked)
            fresh = [figure for figure in others if figure.metric_id not in passed]
            taken = [*named, *_in_turn(fresh)[: max(BESIDE_ONE - len(beside[n]) - len(named), 0)]]
            beside[n] += taken
            left = [figure for figure in left if figure not in taken]
            passed |= {figure.metric_id for figure in others}
    if not any(beside) and passages and passages[0].sha256 not in places.nothing:
        beside[0] = list(figures[:BESIDE_ONE])
    return beside


def _place_chosen(
    passages: Sequence[Passage],
    figures: Sequence[Figure],
    places: Places,
    beside: list[list[Figure]],
) -> list[Figure]:
    """Put chosen figures in their place; return those without one."""
    where = {passage.sha256: n for n, passage in reversed(list(enumerate(passages)))}
    left = []
    for figure in figures:
        block = places.by_metric.get(figure.metric_id, "")
        if block in where:
            beside[where[block]].append(figure)
        else:
            left.append(figure)
    return left


def _meant(
    passage: Passage, figures: Sequence[Figure], linked: Mapping[str, frozenset[int]]
) -> tuple[list[Figure], list[Figure]]:
    """Return the figures whose metric the passage names, and those it means by their source."""
    text = ADDRESS.sub(" ", passage.source).casefold()
    by_link = {
        pk
        for address, pks in linked.items()
        if re.search(rf"{re.escape(address)}(?![\w/-])", passage.source)
        for pk in pks
    }
    named = [one for one in figures if _names(text, one.names)]
    others = [
        one
        for one in figures
        if one not in named and (one.metric_id in by_link or _names(text, one.places))
    ]
    return named, others


def _in_turn(figures: Sequence[Figure]) -> list[Figure]:
    """The first figure of each source, then the second of each, and so on."""
    turns: Counter[int] = Counter()
    dealt = []
    for figure in figures:
        dealt.append((turns[figure.source_id], figure))
        turns[figure.source_id] += 1
    return [figure for _turn, figure in sorted(dealt, key=lambda one: one[0])]


def _names(text: str, names: Sequence[str]) -> bool:
    """Whether one of the names stands there whole: @wren is not in @wren@elsewhere.example."""
    folded = (name.casefold() for name in names if name)
    return any(
        re.search(rf"(?<![\w@./-]){re.escape(name)}(?![\w@-]|\.\w)", text)
        for name in folded
        if name in text
    )
