"""The passage of a text in which words were found, with the words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.core.folding import fold, located
from apps.core.search_terms import Term

SHOWN, BEFORE = 360, 100
"""How much of a passage is shown, and how much of that before the first word found."""
LONGEST, STEP = 700, 500
"""A line longer than this is looked through in stretches that overlap."""


@dataclass(frozen=True)
class Part:
    """A run of a text; `is_marked` where it was looked for."""

    text: str
    is_marked: bool = False


def beginning(text: str, *, length: int = SHOWN) -> list[Part]:
    """Return how a text begins, on one line, cut at a word."""
    return _parts(" ".join(text.split()), [], length)


def passage(text: str, terms: Sequence[Term]) -> list[Part]:
    """Return the passage of `text` that holds the most of `terms`, marked; else the beginning."""
    whole = " ".join(text.split())
    stretches = [one for line in text.split("\n") for one in _stretches(" ".join(line.split()))]
    if len(whole) <= LONGEST:
        stretches.append(Stretch(whole, 0, len(whole)))
    best = max(stretches, key=lambda one: _held(one.text, terms))
    hits = [(best.start + first, best.start + last) for first, last in _hits(best.text, terms)]
    return _parts(best.line, hits, SHOWN)


@dataclass(frozen=True)
class Stretch:
    """A part of a line, from `start` to `end`."""

    line: str
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line[self.start : self.end]


def _stretches(line: str) -> Iterator[Stretch]:
    """Yield the whole line, or parts of a long one that begin and end between words."""
    if len(line) <= LONGEST:
        yield Stretch(line, 0, len(line))
        return
    for start in range(0, len(line), STEP):
        first = line.find(" ", start, start + BEFORE) if start else 0
        yield Stretch(line, max(first, start), _end(line, start + LONGEST))


def _held(line: str, terms: Iterable[Term]) -> int:
    folded = fold(line)
    return sum(_run(term) in folded for term in terms)


def _run(term: Term) -> str:
    return " ".join(["", *term.words]) + ("" if term.is_prefix else " ")


def _hits(line: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield from where to where the terms stand, in order; bounds may overlap."""
    found = located(line)
    for at in range(len(found)):
        for term in terms:
            run = found[at : at + len(term.words)]
            if _is(tuple(word for word, _, _ in run), term):
                yield run[0][1], run[-1][2]


def _is(words: tuple[str, ...], term: Term) -> bool:
    if words == term.words:
        return True
    if not term.is_prefix or len(words) != len(term.words) or words[:-1] != term.words[:-1]:
        return False
    return words[-1].startswith(term.words[-1])


def _parts(line: str, hits: Sequence[tuple[int, int]], length: int) -> list[Part]:
    start = _start(line, hits[0][0]) if hits else 0
    end = _end(line, start + length)
    parts = [Part("… ")] if start else []
    at = start
    for first, last in hits:
        if last <= at or first >= end:
            continue
        begins, stop = max(first, at), min(last, end)
        parts += [Part(line[at:begins]), Part(line[begins:stop], is_marked=True)]
        at = stop
    parts += [Part(line[at:end]), Part(" …" if end < len(line) else "")]
    return [part for part in parts if part.text]


def _start(line: str, hit: int) -> int:
    """Return the beginning of a word some way before the first word found; 0 when that is near."""
    if hit <= BEFORE:
        return 0
    space = line.find(" ", hit - BEFORE, hit)
    return hit - BEFORE if space < 0 else space + 1


def _end(line: str, wanted: int) -> int:
    if len(line) <= wanted:
        return len(line)
    space = line.rfind(" ", wanted - BEFORE, wanted)
    return wanted if space < 0 else space
