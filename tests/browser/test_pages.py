"""Every page, on a desk and on a phone, light and dark: axe, the policy, the width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import CONTRAST, EVERYTHING, axe
from tests.browser.conftest import open_window
from tests.browser.pages import ANYBODY, NO_PAGE, PAGES, address, route_names
from tests.support.local import Local

Factory = Callable[..., Page]
Reading = tuple[Page, list[str]]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, where: str) -> list[str]:
    """Return what is wrong with the page at `where`, at each width and in each scheme.

    A scheme changes colours alone, so the second scheme of a width is asked about contrast alone.
    """
    found: list[str] = []
    page.goto(where)
    for width, schemes in ((1440, ("light", "dark")), (390, ("dark", "light"))):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in zip(schemes, (EVERYTHING, CONTRAST), strict=True):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {fault}" for fault in axe(page, rules)]
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if over := page.evaluate(TOO_WIDE):
            found.append(f"{width}: {over} pixels too wide")
    return found


def reading(browser: Browser, live: Local, state: Any) -> Iterator[Reading]:
    """One window for many pages, which loads once what they share; and what it refused."""
    refused: list[str] = []
    page = open_window(browser, live, refused, state=state)
    yield page, refused
    page.context.close()


@pytest.fixture(scope="module")
def as_demo(browser: Browser, live: Local, demo_session: Any) -> Iterator[Reading]:
    yield from reading(browser, live, demo_session)


@pytest.fixture(scope="module")
def as_nobody(browser: Browser, live: Local) -> Iterator[Reading]:
    yield from reading(browser, live, None)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_demo_person_is_for_everybody(
    name: str, as_demo: Reading, live: Local
) -> None:
    page, refused = as_demo
    refused.clear()
    assert (faults(page, address(name, PAGES[name], live.var)), refused) == ([], [])
    assert "/account/login" not in page.url or name.startswith("account_")


@pytest.mark.parametrize("name", ANYBODY)
def test_a_page_of_nobody_s_is_for_everybody(name: str, as_nobody: Reading, live: Local) -> None:
    page, refused = as_nobody
    refused.clear()
    assert (faults(page, address(name, ANYBODY[name], live.var)), refused) == ([], [])


def test_a_page_that_is_not_there_is_for_everybody(page: Page) -> None:
    assert faults(page, "/nothing/here/") == []


def test_every_route_has_been_looked_at_or_has_no_page() -> None:
    assert set(route_names()) == set(PAGES) | set(ANYBODY) | NO_PAGE


def test_a_page_is_whole_without_javascript(window: Factory) -> None:
    page = window(demo=True, javascript=False)
    page.goto("/")
    assert page.locator("main h1").count() == 1
