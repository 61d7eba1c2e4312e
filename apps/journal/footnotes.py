"""Footnotes as they are typed: `[^1]` in the text, and a line `[^1]: ...` that says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

MOST = 200
"""More definitions than that stay words of the text; so do more references than MOST_REFERENCES."""
MOST_REFERENCES = 1_000
_LABEL = r"\[\^([\w-]{1,40})\]"
REFERENCE = re.compile(_LABEL)
_DEFINITION = re.compile(_LABEL + r":[ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_INDENT = re.compile(r"(?: {1,4}|\t)")


@dataclass(frozen=True)
class Typed:
    """A text without its footnotes, whose lines are left blank, and their sources by label."""

    text: str
    notes: dict[str, str]


def label_of(found: re.Match[str]) -> str:
    return found[1].casefold()


def take_out(text: str, *, allowed: Collection[str] | None = None) -> Typed:
    """Take the footnotes out of a text: those of `allowed`, else all that it refers to.

    A definition that is not referred to, or the second of a name, stays where it was typed. A line
    inside a code fence defines nothing.
    """
    if "[^" not in text:
        return Typed(text, {})
    lines = text.split("\n")
    known = _referred(lines) if allowed is None else allowed
    notes: dict[str, str] = {}
    for start, end, label in _definitions(lines):
        if label in known and label not in notes and len(notes) < MOST:
            notes[label] = _source(lines[start:end])
            lines[start:end] = [""] * (end - start)
    return Typed("\n".join(lines), notes)


def with_notes(source: str, notes: Mapping[str, str]) -> str:
    """Return a passage that stands alone: with the notes that it, or one of them, refers to."""
    told: dict[str, str] = {}
    ahead = [source]
    while ahead:
        for found in REFERENCE.finditer(ahead.pop()):
            label = label_of(found)
            if label in notes and label not in told:
                told[label] = notes[label]
                ahead.append(notes[label])
    said = (f"[^{label}]: {note}".replace("\n", "\n    ") for label, note in told.items())
    return "\n\n".join([source, *said])


def _referred(lines: list[str]) -> set[str]:
    """Return the labels that stand somewhere else than before the colon of their definition."""
    texts = (found[2] if (found := _DEFINITION.match(line)) else line for line in lines)
    return {label_of(found) for text in texts for found in REFERENCE.finditer(text)}


def _definitions(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first line of each definition, the line after its last, and its label."""
    fence, n = "", 0
    while n < len(lines):
        found = None if fence else _DEFINITION.match(lines[n])
        if found:
            end = _end(lines, n + 1)
            yield n, end, label_of(found)
            n = end
            continue
        fence = _fenced(lines[n], fence)
        n += 1


def _fenced(line: str, fence: str) -> str:
    """Return the fence that is open after a line; `fence` was open before it."""
    found = _FENCE.match(line)
    if not fence or not found:
        return fence or (found[1] if found else "")
    closes = found[1].startswith(fence) and not line.strip(" `~")
    return "" if closes else fence


def _end(lines: list[str], n: int) -> int:
    """Return the line after a definition: its paragraph, and indented ones that follow."""
    while n < len(lines):
        if lines[n].strip():
            if _DEFINITION.match(lines[n]) or _FENCE.match(lines[n]):
                return n
            n += 1
            continue
        after = next((m for m in range(n, len(lines)) if lines[m].strip()), len(lines))
        if after == len(lines) or not lines[after].startswith(("    ", "\t")):
            return n
        n = after
    return n


def _source(lines: list[str]) -> str:
    first = _DEFINITION.match(lines[0])
    rest = [_INDENT.sub("", line, count=1) if line[:1].isspace() else line for line in lines[1:]]
    return "\n".join([first[2] if first else "", *rest]).strip("\n")
