"""A migrated SQLite file to copy, so that not every process of the tests migrates its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.variables import ROOT

FOLDER = ROOT / "var" / "cache" / "database"
MADE_OF = ("apps/**/*.py", "config/*.py", "requirements.txt")


def migrate(url: str) -> None:
    """Bring the database at `url` up to date, in a process of its own; a SQLite one must be new."""
    path = url.removeprefix("sqlite:///")
    if path == url:
        _migrate(url)
    else:
        copy_migrated(Path(path))


def copy_migrated(path: Path) -> None:
    """Put a migrated SQLite database at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), path)


def _template() -> Path:
    """Return the file for the code as it is, made by the first process that asks."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    template = FOLDER / f"{_fingerprint()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            begun = template.with_suffix(".sqlite3.begun")
            _migrate(f"sqlite:///{begun}")
            begun.rename(template)
    return template


def _fingerprint() -> str:
    """Whatever may change a table or a row that migrating makes."""
    said = hashlib.sha256()
    for path in sorted(one for pattern in MADE_OF for one in ROOT.glob(pattern)):
        said.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return said.hexdigest()[:16]


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "LOCAL_DATABASE_URL": url},
    )
