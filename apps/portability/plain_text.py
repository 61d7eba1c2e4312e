"""Words for files that people open with whatever they have: nothing in them steers a program."""

from __future__ import annotations

import json
import unicodedata

KEPT = "\n\t"


def visible(text: str) -> str:
    """Return the text without control characters; line ends and tabs stay."""
    return "".join(one for one in text if one in KEPT or unicodedata.category(one) != "Cc")


def quoted(text: str) -> str:
    """Return one line for front matter: a text in quotes, as YAML and JSON both read it."""
    line = " ".join(visible(text).split())
    return json.dumps("".join(one for one in line if one.isprintable()), ensure_ascii=False)
