"""The whole of Sidenote in local mode, started as `make run` starts it, on data of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.redis import free_port
from tests.support.variables import ROOT, settings_variables


class Local:
    """Web, worker, clock and the invented network; `url` is where the browser goes."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        inherited = {k: v for k, v in os.environ.items() if k not in settings_variables()}
        self.env = {**inherited, "VAR_DIR": str(var), "PORT": str(self.port)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and come back when the first page is there."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "run.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "bin/run.py"],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + 180
        while not self.is_up():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def is_up(self) -> bool:
        """Say whether the site answers that it is well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def said(self) -> str:
        """Return what the launcher printed so far."""
        return (self.var / "run.log").read_text()

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same data; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        answer = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        )
        return answer.stdout

    def end(self) -> None:
        """Stop if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask the launcher to end, wait for it, return its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(timeout=10)
