"""The settings as a fresh process reads them, from environments of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.variables import ROOT, settings_variables

PRODUCTION = {
    "SITE_URL": "https://words.example",
    "SECRET_KEY": "a key of many letters that nobody else has, made for a test",
    "SOURCE_KEYS": "bWFkZSBmb3IgYSB0ZXN0LCBhbmQgbm9ib2R5IGVsc2U=",
    "DATABASE_URL": "postgres://sidenote:secret@db.example:5432/sidenote",
    "EMAIL_URL": "smtp+tls://sidenote:secret@mail.example:587",
}
# One process reads the settings afresh for each environment, and says what came of it.
READ = """
import json, os, runpy, sys
from django.core.exceptions import ImproperlyConfigured
bare, said = dict(os.environ), []
for given, names in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(bare | given)
    try:
        read = runpy.run_path("config/settings.py")
        said.append({name: read[name] for name in names})
    except ImproperlyConfigured as refused:
        said.append(str(refused))
print(json.dumps(said, default=str))
"""
Start = tuple[dict[str, str], list[str]]


def starts(var: Path, *asked: Start) -> list[Any]:
    """Return, for each environment, the settings named, or the sentence of a refusal."""
    inherited = {k: v for k, v in os.environ.items() if k not in settings_variables()}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env={**inherited, "VAR_DIR": str(var), "PYTHONPATH": str(ROOT)},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    said: list[Any] = json.loads(done.stdout)
    return said


def settings_of(var: Path, given: dict[str, str], *names: str) -> dict[str, Any]:
    """Return the settings of these names, started with `given` and nothing else."""
    read: dict[str, Any] = starts(var, (given, list(names)))[0]
    return read
