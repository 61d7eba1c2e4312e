"""`make run`: one at a time, gone within five seconds, and back with the same data."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.local import Local
from tests.support.redis import free_port
from tests.support.variables import ROOT


def left_over(var: Path) -> list[str]:
    """Return the processes that work on the data under `var`."""
    mark = f"VAR_DIR={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of a first start, with a demo person who has no weeks: those take time to make."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    local = Local(var)
    local.manage("migrate")
    local.manage(
        "shell",
        "-c",
        "from apps.accounts.models import User; User.objects.create_user(email='wren@example.com')",
    )
    return var


def started(prepared: Path, var: Path) -> Iterator[Local]:
    local = Local(shutil.copytree(prepared, var))
    local.start()
    yield local
    local.end()


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Local]:
    """One to be stopped."""
    yield from started(prepared, tmp_path / "var")


@pytest.fixture(scope="module")
def first(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """One that goes on running."""
    yield from started(prepared, tmp_path_factory.mktemp("first") / "var")


def launch_again(site: Local, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "bin/run.py"],
        cwd=ROOT,
        env={**site.env, **env},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_it_ends_with_the_address_and_the_sign_in(first: Local) -> None:
    wait = time.monotonic() + 10
    while first.url not in first.said() and time.monotonic() < wait:
        time.sleep(0.1)
    *_, sign_in, address = first.said().splitlines()
    assert sign_in == "Sign in as wren@example.com with the password a-page-a-week"
    assert address == first.url


def test_a_second_one_says_that_the_port_is_taken_and_leaves_the_first(first: Local) -> None:
    second = launch_again(first)
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {first.port} is taken")
    assert first.is_up()


def test_a_second_one_on_another_port_would_share_the_data_and_is_refused(first: Local) -> None:
    second = launch_again(first, PORT=str(free_port()))
    assert second.returncode == 1
    assert second.stderr.startswith("Sidenote already runs with the data in")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_whole_and_soon(site: Local, how: signal.Signals, is_long: bool) -> None:
    began = time.monotonic()
    assert site.stop(how) == 0
    assert not is_long or time.monotonic() - began < 5
    assert left_over(site.var) == []


def test_the_next_start_keeps_the_data(site: Local) -> None:
    site.stop()
    key = (site.var / "secret.key").read_text()
    site.start()
    assert "Making the demo person" not in site.said()
    assert (site.var / "secret.key").read_text() == key
