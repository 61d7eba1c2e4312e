"""Words for files that people open with whatever they have: nothing in them steers a program."""

from __future__ import annotations

import json

KEPT = "\n\t"
_CONTROLS = {n: None for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in KEPT}


def visible(text: str) -> str:
    """Return the text without control characters; line ends and tabs stay."""
    return text.translate(_CONTROLS)


def quoted(text: str) -> str:
    """Return one line for front matter: a text in quotes, as YAML and JSON both read it."""
    line = " ".join(visible(text).split())
    return json.dumps("".join(one for one in line if one.isprintable()), ensure_ascii=False)
