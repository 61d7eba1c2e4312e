"""The files that exports wait in: for their owner alone, under names that nobody guesses."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from apps.portability.models import Export

ENDING = ".zip"


def new_name() -> str:
    """Return a file name that nobody guesses."""
    return secrets.token_hex(32) + ENDING


def path_of(name: str) -> Path:
    """Return where a file of that name lies."""
    return Path(settings.EXPORT_DIR) / name


def create_file(name: str) -> IO[bytes]:
    """Return a new file that only this program's own user may read."""
    folder = Path(settings.EXPORT_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w+b")


def remove_file(export: Export) -> None:
    """Delete the export's file, if it has one."""
    if export.name:
        remove_name(export.name)


def remove_name(name: str) -> None:
    with suppress(FileNotFoundError):
        path_of(name).unlink()


def fetch_once(name: str) -> IO[bytes]:
    """Return the file opened, and gone from its folder; raises FileNotFoundError.

    What is open can be read to its end, by nobody else and not again.
    """
    path = path_of(name)
    opened = path.open("rb")
    remove_name(name)
    return opened


def stray_files(known: set[str], *, before: datetime) -> list[str]:
    """Return the names of files that no row knows, last written to before that moment."""
    folder = Path(settings.EXPORT_DIR)
    if not folder.is_dir():
        return []
    return [
        one.name
        for one in folder.iterdir()
        if one.suffix == ENDING
        and one.name not in known
        and one.stat().st_mtime < before.timestamp()
    ]
