"""The system's Chromium, for the browser tests and the screenshots."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
MISSING = "Chromium is missing. On Debian: apt install chromium. Or set CHROMIUM=/path/to/it."


def executable() -> str:
    """Return Chromium's path, empty when there is none; CHROMIUM names another."""
    named = os.environ.get("CHROMIUM", "")
    if named and Path(named).exists():
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def flags() -> list[str]:
    """Return what it is started with; root has no sandbox to be had."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
