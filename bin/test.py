"""Run every part of the checks, each to its end, and say how long each took.

`python bin/test.py` runs all parts, in two lanes: drills and browser wait a lot, for processes and
for pages, and meanwhile the others use the cores. `python bin/test.py lint` or `drill` runs that
part alone. Exits with 1 if any part failed.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import chromium  # noqa: E402  needs the path above

PYTEST = ["-m", "pytest", "-q", "--tb=short"]
BOTH_CORES = ["-n", "2", "--dist", "worksteal"]
ARCHITECTURE, FAULTS, BROWSER = "tests/architecture", "tests/faults", "tests/browser"
# What another part runs is not even loaded.
SUITE = [f"--ignore={folder}" for folder in (ARCHITECTURE, FAULTS, BROWSER)]
HERE = threading.local()
CLOSING = re.compile(r"(\d+ (passed|failed|errors?)|no tests ran)\b.* in [\d.]+s")
NAMED = ("FAILED tests/", "ERROR tests/")
"""How pytest's summary begins a line about a test; the reason follows the name."""


@dataclass(frozen=True)
class Result:
    name: str
    good: bool
    seconds: float
    closing: str = ""


def production() -> dict[str, str]:
    """Return an invented production environment, for the checks that ask about one."""
    return {
        **os.environ,
        "SITE_URL": "https://sidenote.example",
        "DATABASE_URL": f"sqlite:///{tempfile.gettempdir()}/never-made.sqlite3",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SOURCE_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "EMAIL_URL": "smtp://mail.example:25",
    }


def keep_bytecode() -> None:
    """Let the many processes of the checks compile each file once, also where nothing is kept
    beside the sources."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / "var" / "cache" / "bytecode")


def say(line: str) -> None:
    """Print a line, after the name of the part that says it where another runs beside it."""
    print(f"{getattr(HERE, 'prefix', '')}{line}", flush=True)


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[bool, str]:
    """Run this Python, showing what it prints; return success, pytest's last line and the tests
    that failed, so that a log cut to its end still names them."""
    closing = ""
    failed = []
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            say(line.rstrip("\n"))
            if CLOSING.search(line):
                closing = line.strip(" =\n")
            if line.startswith(NAMED):
                failed.append(line.rstrip("\n"))
    return process.returncode == 0, "\n  ".join([closing, *failed])


def steps(*commands: tuple[str, ...], env: dict[str, str] | None = None) -> bool:
    """Run each command to its end; say whether all were well."""
    good = True
    for command in commands:
        say(f"$ python {' '.join(command)}")
        good = run(*command, env=env)[0] and good
    return good


def lint() -> tuple[bool, str]:
    """Style, types, the architecture's own rules, the settings as in production, migrations."""
    here = steps(
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        (*PYTEST, ARCHITECTURE),
        ("manage.py", "makemigrations", "--check", "--dry-run"),
    )
    deployed = steps(
        ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), env=production()
    )
    return here and deployed, ""


def sqlite() -> tuple[bool, str]:
    return run(*PYTEST, *BOTH_CORES, *SUITE)


def postgresql() -> tuple[bool, str]:
    return run(*PYTEST, "--postgres", *BOTH_CORES, *SUITE)


def drills() -> tuple[bool, str]:
    return run(*PYTEST, "-n", "2", "--dist", "loadfile", FAULTS)


def browser() -> tuple[bool, str]:
    if not find_chromium():
        print(chromium.MISSING, file=sys.stderr)
        return False, "Chromium is missing"
    return run(*PYTEST, *BOTH_CORES, BROWSER)


def long_drills() -> tuple[bool, str]:
    find_chromium()
    return run(
        *PYTEST,
        "-o",
        "faulthandler_timeout=3600",
        "-m",
        "drill or kills",
        "--long",
        FAULTS,
        BROWSER,
    )


def find_chromium() -> bool:
    """Say whether Chromium is there, after asking apt for it where that is possible."""
    if chromium.executable() or os.geteuid() or not Path("/usr/bin/apt-get").exists():
        return bool(chromium.executable())
    say("Installing Chromium from the system's packages")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-qq", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(
            ["/usr/bin/apt-get", *arguments], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
    return bool(chromium.executable())


Parts = Mapping[str, Callable[[], tuple[bool, str]]]
LANES: tuple[Parts, ...] = (
    {"lint and types": lint, "SQLite": sqlite, "PostgreSQL": postgresql},
    {"drills": drills, "browser": browser},
)
ALONE: dict[str, tuple[Parts, ...]] = {
    "lint": ({"lint and types": lint},),
    "drill": ({"long drills": long_drills},),
}


def timed(name: str, part: Callable[[], tuple[bool, str]]) -> Result:
    say("--- begins ---")
    began = time.monotonic()
    good, closing = part()
    return Result(name, good, time.monotonic() - began, closing)


def in_order(parts: Parts, *, with_names: bool) -> list[Result]:
    """Run one lane's parts one after the other."""
    results = []
    for name, part in parts.items():
        HERE.prefix = f"{name:<14} | " if with_names else ""
        results.append(timed(name, part))
    return results


def main() -> int:
    keep_bytecode()
    lanes = ALONE[sys.argv[1]] if len(sys.argv) > 1 else LANES
    with ThreadPoolExecutor(len(lanes)) as both:
        running = [both.submit(in_order, lane, with_names=len(lanes) > 1) for lane in lanes]
        results = [result for one in running for result in one.result()]
    print()
    for result in results:
        word = "passed" if result.good else "FAILED"
        print(f"{result.name:<15} {word}  {result.seconds:5.0f} s  {result.closing}".rstrip())
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
