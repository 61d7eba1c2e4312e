"""Axe-core, put into a page past its content security policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


@cache
def _source() -> str:
    return SOURCE.read_text()


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong with `page` as it is now: a rule and an element each."""
    page.evaluate(_source())
    answer = page.evaluate(RUN, TAGS)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]
