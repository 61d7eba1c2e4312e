"""A search for keys that somebody left in a file: how known ones begin, how odd a word is."""

from __future__ import annotations

import base64
import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.variables import ROOT

KNOWN = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of Amazon's": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub's": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b",
    "a token of GitLab's": r"\bglpat-[A-Za-z0-9_-]{20}\b",
    "a key of Google's": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of Slack's": r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b",
    "a key of an API": r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][0-9A-Za-z_-]{16,}\b",
    "a token of PyPI's": r"\bpypi-[A-Za-z0-9_-]{50,}",
    "a token of npm's": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "a password in an address": r"\b[a-z+]+://[^\s:/@{}$'\"]+:([^\s:/@{}$'\"]{8,})@[a-z0-9.-]+",
}
QUOTED = re.compile(r"""["'=:\s]([A-Za-z0-9+/_-]{32,}={0,2})(?=["'\s]|$)""")
ODD = 4.3
"""Bits a letter from which on a long word is no word; English has 3, random base64 nearly 6."""
INVENTED = ("password",)
"""What stands for a password in papers."""


def tracked() -> list[Path]:
    """Return the files of the project: git's, or all but what is made where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    made = {"var", ".venv", "node_modules", "staticfiles"}
    return [one for one in ROOT.rglob("*") if one.is_file() and not made & set(one.parts)]


def bits(word: str) -> float:
    """Return the entropy of a word, in bits a letter."""
    counts = Counter(word).values()
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts)


def secrets_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield what each thing that looks like a key is, and how it begins."""
    for what, pattern in KNOWN.items():
        for found in re.finditer(pattern, text):
            if found.groups() and found[1].lower() in INVENTED:
                continue
            yield what, found[0][:12]
    for found in QUOTED.finditer(text):
        word = found[1]
        mixed = re.search(r"\d", word) and re.search(r"[A-Z]", word)
        if mixed and bits(word) > ODD and not _is_a_sentence(word):
            yield "an odd word", word[:12]


def _is_a_sentence(word: str) -> bool:
    """Say whether it is base64 of plain words, as the keys of tests are."""
    try:
        return base64.urlsafe_b64decode(word).decode("ascii").isprintable()
    except ValueError:
        return False
