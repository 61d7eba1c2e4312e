"""Axe-core, put into a page past its content security policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
EVERYTHING = {"type": "tag", "values": TAGS}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


@cache
def _source() -> str:
    return SOURCE.read_text()


def axe(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return what axe finds wrong with `page` as it is now: a rule and an element each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    answer = page.evaluate(RUN, rules)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def axe_beside(page: Page, window: Page) -> list[str]:
    """Return what axe finds on `page`, whose scripts are off, by showing its document in `window`.

    Axe waits with timers, which a page without scripts does not have.
    """
    document = page.content()
    window.route(page.url, lambda route: route.fulfill(body=document, content_type="text/html"))
    window.goto(page.url)
    return axe(window)
