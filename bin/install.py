"""Make `.venv` and install the locked requirements into it; `--tests` adds what tests need.

Runs on the system's Python, so it imports the standard library alone. Nothing is installed
while the locked files are the same as the last time.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, TESTS = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"


def stamp(requirements: Path) -> Path:
    """Return the file that says which `requirements` were installed last."""
    return VENV / f"installed-{requirements.stem}"


def fingerprint(requirements: Path) -> str:
    """Return what an installation depends on: the place, its Python, the locked versions."""
    parts = (str(VENV), str(PYTHON.resolve()), requirements.read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_current(requirements: Path) -> bool:
    """Say whether `requirements` are installed as they stand now."""
    file = stamp(requirements)
    return PYTHON.exists() and file.exists() and file.read_text() == fingerprint(requirements)


def works() -> bool:
    """Say whether the environment is whole: one cut off half-way has a Python without pip."""
    if not PYTHON.exists():
        return False
    check = [str(PYTHON), "-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def install(requirements: Path) -> int:
    """Install exactly `requirements`, each file checked by its hash; return pip's exit code."""
    if not works():
        print("Making .venv", flush=True)
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    print(f"Installing {requirements.name} into .venv", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "install"]
    options = ["--quiet", "--no-input", "--require-hashes", "--requirement", requirements]
    return subprocess.run([*pip, *options], check=False).returncode


def main() -> int:
    wanted = TESTS if "--tests" in sys.argv else RUN
    if is_current(wanted):
        return 0
    code = install(wanted)
    if code:
        print("The installation failed; pip's own message is above.", file=sys.stderr)
        return code
    # The tests' file holds everything that the other one does.
    for file in {wanted, RUN}:
        stamp(file).write_text(fingerprint(file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
