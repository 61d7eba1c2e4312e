"""Nothing in the apps publishes a message, so that a queue that hangs hangs no page; beat does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.variables import ROOT

PUBLISHING = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
MODULES = sorted((ROOT / "apps").rglob("*.py"))


def publishing(source: str) -> list[str]:
    """Return the calls in `source` that would send a message."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (getattr(call.func, "attr", "") for call in calls)
    return [name for name in names if name in PUBLISHING]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_publishes_nothing(path: Path) -> None:
    assert publishing(path.read_text()) == []


def test_publishing_is_seen() -> None:
    assert publishing("def view():\n    collect.delay()\n") == ["delay"]
