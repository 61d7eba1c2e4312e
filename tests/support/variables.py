"""Which variables the settings read: what a test run must not inherit, and what papers document."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def names_in(source: str) -> set[str]:
    """Return every upper-case name that `source` hands to a call on `env`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if not isinstance(node.func.value, ast.Name) or node.func.value.id != "env":
            continue
        texts = (part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
        found |= {text.value for text in texts if str(text.value).isupper()}
    return found


def settings_variables() -> set[str]:
    """Return the environment variables that the settings read, with what they call to."""
    files = [ROOT / "config" / name for name in ("settings.py", "elsewhere.py")]
    return set[str]().union(*(names_in(path.read_text()) for path in files))
