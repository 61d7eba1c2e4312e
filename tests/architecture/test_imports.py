"""Who may import whom, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support.variables import ROOT

ALLOWED = {
    "core": set(),
    "providers": set(),
    "accounts": {"providers", "core"},
    "journal": {"accounts", "core"},
    "metrics": {"providers", "accounts", "core"},
    "goals": {"metrics", "accounts", "core"},
    "review": {"goals", "metrics", "journal", "accounts", "core"},
    "portability": {"review", "goals", "metrics", "journal", "accounts", "providers", "core"},
    "api": {
        "portability", "review", "goals", "metrics", "journal", "accounts", "providers", "core",
    },
    "sandbox": {
        "api", "portability", "review", "goals", "metrics", "journal", "accounts", "providers",
        "core",
    },
}  # fmt: skip
MODULES = sorted((ROOT / "apps").rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports, at its top or further in."""
    return imported_by(path.read_text(), list(path.relative_to(ROOT).with_suffix("").parts))


def imported_by(source: str, package: list[str]) -> Iterator[str]:
    """Yield what `source` imports; `package` is its own dotted name, in parts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level] if node.level else []
            start = ".".join([*above, *((node.module or "").split("."))]).strip(".")
            yield from (f"{start}.{name.name}" for name in node.names)


def app_of(name: str) -> str | None:
    """Return the app that a dotted name lies in."""
    parts = name.split(".")
    return parts[1] if parts[0] == "apps" and len(parts) > 1 else None


def not_known(names: Iterable[str], own: str) -> list[str]:
    """Return which of `names` lie in apps that the app `own` may not know."""
    return [
        name for name in names if (app := app_of(name)) and app != own and app not in ALLOWED[own]
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_what_its_app_may_know(path: Path) -> None:
    if path.parent == ROOT / "apps":
        return
    own = path.relative_to(ROOT / "apps").parts[0]
    assert not_known(imported(path), own) == []


def test_every_app_has_a_row_in_the_table() -> None:
    apps = {folder.name for folder in (ROOT / "apps").iterdir() if folder.is_dir()}
    assert apps - {"__pycache__"} <= set(ALLOWED)


def test_an_import_that_is_not_allowed_is_seen() -> None:
    inner = "def late():\n    from apps.review import models\n"
    names = [*imported_by(f"import apps.goals.forms\n{inner}", ["apps", "journal", "x"])]
    assert names == ["apps.goals.forms", "apps.review.models"]
    assert not_known(names, "journal") == names
    assert not_known(names, "sandbox") == []
