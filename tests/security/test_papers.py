"""What docs/security.md says: every test that it names is there, and its limits are the code's."""

from __future__ import annotations

import re

from apps.core.limits import LIMITS
from tests.support.variables import ROOT

PAPER = (ROOT / "docs" / "security.md").read_text()


def test_every_test_that_is_named_is_there():
    named = set(re.findall(r"`([a-z_/]+\.py)`", PAPER))
    folders = (ROOT, ROOT / "tests")
    missing = {name for name in named if not any((folder / name).exists() for folder in folders)}
    assert len(named) > 30
    assert missing == set()


def test_every_file_of_ours_is_named():
    ours = {f"security/{file.name}" for file in (ROOT / "tests" / "security").glob("test_*.py")}
    of_the_tools = {
        "security/test_forms.py",
        "security/test_observatory.py",
        "security/test_papers.py",
    }
    assert {name for name in ours - of_the_tools if name not in PAPER} == set()


def test_the_limits_that_are_told_are_the_limits():
    whoever, known, new = (
        LIMITS[name].times for name in ("account_login", "account_email", "account_signup")
    )
    assert f"| Signing in, from one address | {whoever} forms a minute |" in PAPER
    assert f"a second factor; sharing a week | {known} a minute |" in PAPER
    assert f"from one address | {new} a minute;" in PAPER


def test_nobody_is_told_to_write_about_a_weakness_in_public():
    told = (ROOT / "SECURITY.md").read_text()
    assert "report a weakness privately" in told
    assert "docs/security.md" in told
