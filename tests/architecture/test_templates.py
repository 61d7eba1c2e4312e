"""What a template may not hold: the content security policy allows none of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.variables import ROOT

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\ssrc\s*=)",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "an htmx handler": r"\bhx-on\b",
    "an htmx expression": r"""["']\s*js:""",
    "a script address": r"javascript:",
    "another site's file": r"""<(?:script|link|img)\b[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//""",
    "a placeholder": r"\splaceholder\s*=",
    "unescaped text": r"\|\s*safe\b",
}
# Not text of ours or a person's: a picture that allauth draws, and cleaned Markdown.
EXCUSED = {("mfa/totp/activate_form.html", "unescaped text")}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def faults(text: str) -> list[str]:
    """Return which forbidden things `text` holds."""
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_that_the_policy_forbids(path: Path) -> None:
    name = str(path.relative_to(ROOT / "templates"))
    assert [fault for fault in faults(path.read_text()) if (name, fault) not in EXCUSED] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p class="a" style="color: red">', "an inline style"),
        ("<style>", "a style element"),
        ("<script>alert()</script>", "an inline script"),
        ('<button onclick="go()">', "an event handler"),
        ('<p hx-on:click="go()">', "an htmx handler"),
        ("<p hx-vals='js:{a: 1}'>", "an htmx expression"),
        ('<a href="javascript:go()">', "a script address"),
        ('<img src="https://elsewhere.example/a.png">', "another site's file"),
        ('<input placeholder="Name">', "a placeholder"),
        ("{{ words|safe }}", "unescaped text"),
    ],
)
def test_the_check_sees(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_the_check_leaves_what_is_allowed() -> None:
    assert faults("""<script type="module" src="{% static 'js/a.js' %}"></script>""") == []
