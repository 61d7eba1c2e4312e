"""Sidenote as in production, on this machine: web, worker and clock as the Procfile starts them.

Local mode with a real Redis and either database, since production refuses the invented network.
"""

from __future__ import annotations

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2

from tests.support.redis import Redis, free_port
from tests.support.variables import ROOT, settings_variables

SIGN_IN = """
from django.conf import settings
from django.test import Client
from apps.accounts.models import User
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.order_by("pk")[0])
print(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
"""


def wait_until(true: Callable[[], Any], seconds: float, what: str) -> float:
    """Wait for `true` to hold; return how long it took, or fail saying `what` did not happen."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"within {seconds:.0f} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - began


class Stack:
    """Processes by name, and the database under them."""

    def __init__(self, var: Path, database: str) -> None:
        var.mkdir(parents=True, exist_ok=True)
        self.var, self.database = var, database
        self.redis = Redis(var)
        self.port, sandbox = free_port(), free_port()
        inherited = {k: v for k, v in os.environ.items() if k not in settings_variables()}
        self.env = {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "VAR_DIR": str(var),
            "PORT": str(self.port),
            "LOCAL_DATABASE_URL": database,
            "REDIS_URL": self.redis.url,
            "SANDBOX_ADDRESS": f"127.0.0.1:{sandbox}",
        }
        self.commands = {
            **_lines("Procfile.local"),
            **{name: line for name, line in _lines("Procfile").items() if name != "web"},
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.cookie = ""

    def start(self, *names: str) -> None:
        """Start these processes, `worker2` beside `worker`; what they print is in `<name>.log`."""
        for name in names:
            with (self.var / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    ["sh", "-c", self.commands[name.rstrip("0123456789")]],
                    cwd=ROOT,
                    env=self.env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def kill(self, *names: str) -> None:
        """End these processes and their children at once, as a power cut would."""
        for name in names:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start_again(self, name: str) -> None:
        """Start a process that ended by itself, as whoever supervises it does.

        Celery's worker gives up where a child dies before the worker was ready.
        """
        if self.processes[name].poll() is not None:
            with suppress(ProcessLookupError):
                self.kill(name)
            self.start(name)

    def kill_child(self, name: str) -> None:
        """End one process that this one started, as the kernel would when memory runs out."""
        parent = self.processes[name].pid
        told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        if children := told.split():
            os.kill(int(secrets.choice(children)), signal.SIGKILL)

    def stop(self) -> None:
        self.kill(*list(self.processes))
        self.redis.stop()

    def run(self, code: str) -> str:
        """Run Python with Sidenote's models at hand; return what it printed."""
        answer = self._shell(code)
        answer.check_returncode()
        return answer.stdout

    def ends(self, code: str) -> int:
        """Run Python that may be killed; return how it ended."""
        return self._shell(code).returncode

    def _shell(self, code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
            cwd=ROOT,
            env=self.env,
            check=False,
            capture_output=True,
            text=True,
        )

    def rows(self, query: str) -> list[Any]:
        """Ask the database itself, past Sidenote."""
        if self.database.startswith("sqlite"):
            connection = sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20)
        else:
            path, _, user = self.database.removeprefix("postgres:///").partition("?user=")
            folder, _, name = path.rpartition("/")
            connection = psycopg2.connect(host=folder, dbname=name, user=user)
        try:
            cursor = connection.cursor()
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.commit()
            connection.close()

    def count(self, query: str) -> int:
        """Return how many rows `query`, which begins at FROM, has."""
        return int(self.rows(f"SELECT count(*) {query}")[0][0])

    def moment(self) -> str:
        """Return now, as this database writes it."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return f"'{now}+00'" if self.database.startswith("postgres") else f"'{now}'"

    def make_due(self) -> None:
        """Let every source be a little late, and due now."""
        self.rows(f"UPDATE metrics_source SET state = 'late', next_visit_at = {self.moment()}")
        self.rows(f"UPDATE metrics_hostlane SET next_at = {self.moment()}, tries = 0")

    def let_leases_end(self) -> None:
        """Let the minute pass that a worker has for a lane."""
        self.rows(
            f"UPDATE metrics_hostlane SET next_at = {self.moment()}, "
            f"lease_until = {self.moment()} WHERE lease_until IS NOT NULL"
        )

    def sign_in(self) -> None:
        """Ask for pages as the first person from now on."""
        self.cookie = self.run(SIGN_IN).strip()

    def page(self, path: str = "/") -> tuple[int, float]:
        """Ask for a page; return its status (0 when nothing answers) and the seconds it took."""
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, headers={"Cookie": self.cookie})
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        return status, time.monotonic() - began


def _lines(procfile: str) -> dict[str, str]:
    lines = (ROOT / procfile).read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line)
