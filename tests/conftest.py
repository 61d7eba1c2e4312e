"""For every test: a quick password hash, a database of its own, and no way out of this machine."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.support.elsewhere import Elsewhere, elsewhere
from tests.support.plugin import TEMPLATE
from tests.support.template import copy_migrated

# Argon2 is slow on purpose; no test is about its strength.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test's client starts the site anew: files are looked for when asked for, not all beforehand.
settings.WHITENOISE_AUTOREFRESH = True
# All that was imported lives as long as the tests: looking through it again and again took a fifth.
gc.set_threshold(100_000, 50, 100)


def _prepare_database() -> None:
    given = connections["default"].settings_dict
    if given["ENGINE"].endswith("postgresql"):
        given["TEST"]["TEMPLATE"] = TEMPLATE
    else:
        # A file, since threads share an in-memory database with all its locks.
        given["TEST"]["NAME"] = str(Path(os.environ["VAR_DIR"]) / "test.sqlite3")
        given["OPTIONS"]["init_command"] = given["OPTIONS"]["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )


_prepare_database()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Go on from the file that is put in its place."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with a migrated file on SQLite; on PostgreSQL the template does that."""
    if connections["default"].vendor == "sqlite":
        copy_migrated(Path(connections["default"].settings_dict["TEST"]["NAME"]))


class LeftTheMachineError(AssertionError):
    """A test tried to reach an address that is not loopback."""


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    try:
        return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not _is_local(self.family, address):
                raise LeftTheMachineError(f"a test connected to {address!r}")
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


@pytest.fixture(autouse=True)
def _remember_nothing_of_another_test() -> None:
    """Each test counts its rows from one again, so that another's would be taken for its own."""
    from apps.core.remembering import Memory

    Memory.forget_everything()


@pytest.fixture(scope="session")
def _served() -> Iterator[tuple[Elsewhere, str]]:
    with elsewhere() as (place, address):
        yield place, address


@pytest.fixture
def place(_served: tuple[Elsewhere, str], settings: Any) -> Elsewhere:
    """The places elsewhere to sign in with, as they are before anybody asked."""
    found, settings.SANDBOX_ADDRESS = _served
    vars(found).update(vars(Elsewhere()))
    return found


PLACES = {"browser": "browser", "faults": "drill"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by folder, and put the browser last: its event loop stays in this thread."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in PLACES:
            item.add_marker(PLACES[folder])
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if config.getoption("--postgres"):
        _leave_out_those_without_a_database(config, items)


def _leave_out_those_without_a_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """They ran on SQLite already, and nothing of them changes."""
    without = [item for item in items if not _has_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _has_database(item)]


def _has_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db")
    return bool(marked or "django_db_setup" in getattr(item, "fixturenames", ()))
