"""How long things may become before they are two things."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.variables import ROOT

MODULE, FUNCTION, TEMPLATE = 400, 50, 160
FOLDERS = ("apps", "config", "bin", "tests")
CODE = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.walk(ast.parse(path.read_text()))
    return [node for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", CODE, ids=named)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= MODULE


@pytest.mark.parametrize("path", CODE, ids=named)
def test_a_function_is_seen_at_once(path: Path) -> None:
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=named)
def test_a_template_is_one_page(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= TEMPLATE
