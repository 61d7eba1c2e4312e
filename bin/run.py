"""Start Sidenote in local mode: web, worker with its clock, and the invented network.

Each line of `Procfile.local` becomes a process whose output goes to `var/log/<name>.log`.
Ends them all on Ctrl-C, or when one of them ends by itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
PATIENCE = 60.0  # seconds for the first page
GRACE = 3.5  # seconds to end by oneself; a visit cut off is made again
SIGN_IN = "wren@example.com", "a-page-a-week"

stopping = False


def refuse(message: str) -> None:
    sys.exit(f"{message}\nNothing was started.")


def is_free(port: int) -> bool:
    """Say whether `port` on loopback can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wanted_port() -> int:
    """Return PORT, 8000 without it; end with a clear message if it cannot be had."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        refuse(f"PORT is {text!r}, which is not a port: a number from 1 to 65535.")
    if not is_free(int(text)):
        refuse(
            f"Port {text} is taken, perhaps by Sidenote itself: look at http://localhost:{text}\n"
            "Stop what uses it (Ctrl-C where it runs), or choose another: PORT=8080 make run"
        )
    return int(text)


def lock() -> IO[str]:
    """Hold this folder's lock while running; two workers on one `var` would do work twice."""
    VAR.mkdir(parents=True, exist_ok=True)
    file = (VAR / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        refuse(f"Sidenote already runs with the data in {VAR}. Stop it there first (Ctrl-C).")
    return file


def surroundings(port: int) -> dict[str, str]:
    """Return the environment of every process: all that is written lands under `var`."""
    for variable in ("DATABASE_URL", "SITE_URL"):
        if os.environ.get(variable):
            refuse(f"{variable} is set, and `make run` is local mode: unset it for this command.")
    sandbox = port + 1 if port < 65535 and is_free(port + 1) else free_port()
    for folder in ("log", "tmp"):
        (VAR / folder).mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PORT": str(port),
        "VAR_DIR": str(VAR),
        "SANDBOX_ADDRESS": os.environ.get("SANDBOX_ADDRESS") or f"127.0.0.1:{sandbox}",
        "TMPDIR": str(VAR / "tmp"),
        "PYTHONPYCACHEPREFIX": str(VAR / "cache" / "python"),
        "PYTHONUNBUFFERED": "1",
    }


def commands() -> dict[str, str]:
    """Return the lines of `Procfile.local` by name."""
    lines = (ROOT / "Procfile.local").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line)


def start(name: str, command: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start one process in a session of its own, so that Ctrl-C reaches this one alone."""
    with (VAR / "log" / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            ["sh", "-c", command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def prepare(env: dict[str, str]) -> int:
    """Bring the database up to date; return the exit code, or 130 if asked to stop."""
    process = subprocess.Popen(
        [sys.executable, "bin/prepare.py"], cwd=ROOT, env=env, start_new_session=True
    )
    while process.poll() is None:
        if stopping:
            stop({"prepare": process})
            return 130
        time.sleep(0.05)
    return process.returncode


def ended(processes: dict[str, subprocess.Popen[bytes]]) -> str:
    """Return the name of a process that has ended, or nothing."""
    return next((name for name, process in processes.items() if process.poll() is not None), "")


def answers(port: int) -> bool:
    """Say whether the site is up: its database and its migrations are well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def send(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """Send a signal to a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, what)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """End every process: politely, and after GRACE seconds without asking."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(p.poll() is None for p in processes.values()):
        time.sleep(0.05)
    for process in processes.values():
        send(process, signal.SIGKILL)
        process.wait()


def on_signal(_number: int, _frame: FrameType | None) -> None:
    global stopping  # noqa: PLW0603  a signal handler has no other way to speak
    stopping = True


def greet(port: int) -> None:
    email, password = SIGN_IN
    print(f"\nSidenote is running. Ctrl-C stops it; its logs are in {VAR / 'log'}")
    print(f"Sign in as {email} with the password {password}")
    print(f"http://localhost:{port}", flush=True)


def supervise(processes: dict[str, subprocess.Popen[bytes]], port: int) -> str:
    """Wait for the first page, then for the end; return why it ended, empty if asked to."""
    parent, greeted, deadline = os.getppid(), False, time.monotonic() + PATIENCE
    while not stopping and os.getppid() == parent:
        if name := ended(processes):
            return f"{name} ended by itself; its last words are in {VAR / 'log' / name}.log"
        if not greeted and answers(port):
            greet(port)
            greeted = True
        if not greeted and time.monotonic() > deadline:
            return f"No page after {PATIENCE:.0f} seconds; look in {VAR / 'log'}"
        time.sleep(0.2)
    return ""


def main() -> int:
    port = wanted_port()
    env = surroundings(port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    with lock():
        if code := prepare(env):
            return code
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, command in commands().items():
                processes[name] = start(name, command, env)
            reason = supervise(processes, port)
        finally:
            stop(processes)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    print("\nStopped. What you wrote is kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
