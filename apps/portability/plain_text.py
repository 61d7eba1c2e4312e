"""Words for files that people open with whatever they have: nothing in them steers a program."""

from __future__ import annotations

import json
import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


def visible(text: str) -> str:
    """Return the text without control characters; line ends and tabs stay."""
    return _CONTROLS.sub("", text)


def quoted(text: str) -> str:
    """Return one line for front matter: a text in quotes, as YAML and JSON both read it."""
    line = " ".join(visible(text).split())
    return json.dumps("".join(one for one in line if one.isprintable()), ensure_ascii=False)
