"""Loaded before everything else (`-p` in pyproject.toml): every run starts alike.

Nothing that the settings read is inherited, `var` is a temporary folder, and with `--postgres` a
real server is started whose migrated template each process clones.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.postgres import Postgres
from tests.support.template import migrate
from tests.support.variables import ROOT, settings_variables

FOLDER = "SIDENOTE_TEST_FOLDER"
TEMPLATE = "sidenote_template"


class Surroundings:
    """What this process made for the session and has to take away."""

    folder: Path | None = None
    postgres: Postgres | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sidenote")
    group.addoption("--postgres", action="store_true", help="test on a real PostgreSQL")
    group.addoption("--long", action="store_true", help="the long form of the drills")


def _empty_environment() -> None:
    for name in settings_variables() - {"LOG_LEVEL"}:
        os.environ.pop(name, None)
    Surroundings.folder = Path(tempfile.mkdtemp(prefix="sidenote-test-"))
    os.environ[FOLDER] = str(Surroundings.folder)


def _own_var() -> None:
    """Give this process (xdist starts several) a `var` of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["VAR_DIR"] = str(Path(os.environ[FOLDER]) / worker)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / "var" / "cache" / "hypothesis")


def _start_postgres() -> None:
    server = Surroundings.postgres = Postgres()
    server.start()
    migrate(server.create(TEMPLATE))
    os.environ["LOCAL_DATABASE_URL"] = server.url("sidenote")
    server.create("sidenote")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare before pytest-django reads the settings; xdist's processes inherit it."""
    if FOLDER not in os.environ:
        atexit.register(_clear_away)
        _empty_environment()
        _own_var()
        if early_config.known_args_namespace.postgres:
            _start_postgres()
    _own_var()
    return (yield)


def _clear_away() -> None:
    if Surroundings.postgres:
        Surroundings.postgres.stop()
    if Surroundings.folder:
        shutil.rmtree(Surroundings.folder, ignore_errors=True)
