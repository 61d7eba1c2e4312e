"""A deck as plain text: read from what a person typed or sent, and written so that it comes back.

One prompt a line. Where blank lines stand between prompts, each block is one prompt. `# Heading`
starts a group, a lone `#` ends it. A prompt that begins with `#` or `\\` has a `\\` before it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.core.text import clean, is_blank, one_line
from apps.journal.deck_models import GROUP, PROMPT

MOST_CHARACTERS = 100_000
_HEADING = re.compile(r"#+(?:\s+(.*))?")


class NotText(ValueError):
    """The file holds something other than plain text."""


@dataclass(frozen=True)
class Worded:
    """A prompt's words and the heading that it stands under."""

    text: str
    group: str = ""


@dataclass(frozen=True)
class TooLongLine:
    """A prompt or a heading that does not fit, by the line that it starts on."""

    line: int
    length: int
    limit: int


@dataclass(frozen=True)
class DeckText:
    """What a text holds: its prompts in order, and what does not fit."""

    prompts: tuple[Worded, ...]
    too_long: tuple[TooLongLine, ...]


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; raise NotText for others."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText from error
    if "\x00" in text:
        raise NotText
    return text


def parse_deck(text: str) -> DeckText:
    """Return the prompts of a text; the same words twice are read twice.

    Raises TextTooLong for more than 100,000 characters.
    """
    whole = clean(text.removeprefix("\ufeff"), limit=MOST_CHARACTERS).text
    lines = [line.strip() for line in whole.split("\n")]
    prompts: list[Worded] = []
    too_long: list[TooLongLine] = []
    group = ""
    for number, words, is_heading in _pieces(lines):
        kept = one_line(words, limit=MOST_CHARACTERS)
        limit = GROUP if is_heading else PROMPT
        if len(kept) > limit:
            too_long.append(TooLongLine(number, len(kept), limit))
        elif is_heading:
            group = kept
        elif kept:
            prompts.append(Worded(kept, group))
    return DeckText(tuple(prompts), tuple(too_long))


def _pieces(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield each heading and each prompt with the number of its first line."""
    in_blocks = _is_in_blocks(lines)
    block: list[str] = []
    start = 0
    for number, line in enumerate([*lines, ""], start=1):
        heading = _HEADING.fullmatch(line)
        is_end = is_blank(line) or heading is not None
        if block and (is_end or not in_blocks):
            yield start, " ".join(block), False
            block = []
        if heading:
            yield number, heading[1] or "", True
        elif not is_end:
            start = start if block else number
            block.append(_unescaped(line))


def _is_in_blocks(lines: list[str]) -> bool:
    """Say whether a blank line stands between two prompts, so that blank lines part them."""
    kinds = "".join(
        "-" if is_blank(line) else "#" if _HEADING.fullmatch(line) else "p" for line in lines
    )
    return re.search("p-+p", kinds) is not None


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith(("\\#", "\\\\")) else line


def _escaped(text: str) -> str:
    return f"\\{text}" if text.startswith(("#", "\\")) else text


def write_deck(prompts: Iterable[Worded]) -> str:
    """Return prompts as text that parse_deck reads as the same prompts."""
    lines: list[str] = []
    group = ""
    for prompt in prompts:
        if prompt.group != group:
            group = prompt.group
            lines += ["", f"# {group}".rstrip()] if lines else [f"# {group}".rstrip()]
        lines.append(_escaped(prompt.text))
    return "".join(f"{line}\n" for line in lines)
