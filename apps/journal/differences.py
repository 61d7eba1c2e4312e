"""What changed between two texts, word by word, in a time that no text can stretch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "out", "in"]

MOST_UNITS, MOST_PAIRS, MOST_PAIRS_IN_ALL = 3_000, 20_000, 100_000
"""More units than that, or more pairs of equal ones, are not looked into."""

_EAST = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_COUNTED = re.compile(rf"[{_EAST}]|[^\W{_EAST}]+(?:[’'-][^\W{_EAST}]+)*")
_WORD = re.compile(rf"(?:[{_EAST}]|[^\W{_EAST}]+|[^\w\s])\s*|\s+")
_SENTENCE = re.compile(r"[^.!?…。！？\n]*[.!?…。！？\n]*\s*")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, was taken out, or came in."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """How many words came in and were taken out, wherever they stood."""

    added: int
    removed: int


def count_words(text: str) -> int:
    """Return how many words a text has; in scripts without spaces each sign is one."""
    return sum(1 for _ in _COUNTED.finditer(text))


def count_changes(old: str, new: str) -> Change:
    """Count the words that only one of the texts has, each as often as it has it more."""
    before, after = (Counter(_COUNTED.findall(text)) for text in (old, new))
    return Change(added=(after - before).total(), removed=(before - after).total())


def differences(old: str, new: str) -> list[Piece]:
    """Return both texts as pieces in order: without "in" they are the old, without "out" the new.

    Lines are compared first, then sentences and words where lines differ. What is too much to
    compare at one level stands there whole, as taken out and come in.
    """
    pieces = _Comparison().compare(old, new, (_lines, _sentences, _words))
    runs = groupby(_in_order(pieces), key=lambda one: one.kind)
    joined = ((kind, "".join(one.text for one in run)) for kind, run in runs)
    return [Piece(kind, text) for kind, text in joined if text]


def _in_order(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Between two stretches that stayed, put all that was taken out before all that came in."""
    said = (one for one in pieces if one.text)
    for _is_same, run in groupby(said, key=lambda one: one.kind == "same"):
        yield from sorted(run, key=lambda one: one.kind == "in")


Split = Callable[[str], list[str]]


@dataclass
class _Comparison:
    """One comparison of two texts, and how much it may still look into."""

    left: int = MOST_PAIRS_IN_ALL

    def compare(self, old: str, new: str, levels: Sequence[Split]) -> Iterator[Piece]:
        """Yield the pieces of two texts, split more finely where they differ."""
        if not levels or not old or not new:
            yield from (Piece("out", old), Piece("in", new))
            return
        a, b = levels[0](old), levels[0](new)
        start = _common(a, b)
        end = _common(a[start:][::-1], b[start:][::-1])
        yield Piece("same", "".join(a[:start]))
        for is_same, x, y in self._match(a[start : len(a) - end], b[start : len(b) - end]):
            yield from [Piece("same", x)] if is_same else self.compare(x, y, levels[1:])
        yield Piece("same", "".join(a[len(a) - end :]))

    def _match(self, a: list[str], b: list[str]) -> Iterator[tuple[bool, str, str]]:
        """Yield stretches that are the same in both, and those between them."""
        if not self._is_little(a, b):
            yield False, "".join(a), "".join(b)
            return
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag == "equal", "".join(a[i:j]), "".join(b[k:m])

    def _is_little(self, a: list[str], b: list[str]) -> bool:
        if max(len(a), len(b)) > MOST_UNITS:
            return False
        times = Counter(b)
        pairs = sum(times[unit] for unit in a)
        if pairs > min(MOST_PAIRS, self.left):
            return False
        self.left -= pairs
        return True


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many units at the beginning are the same."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    return [found for found in _SENTENCE.findall(text) if found]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
