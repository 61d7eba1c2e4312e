"""A tap on a number that is not seen shows it where it stands, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PAGES, address
from tests.browser.steps import press
from tests.support.local import Local

pytestmark = pytest.mark.browser
Factory = Callable[..., Page]


@pytest.fixture
def trends(live: Local) -> str:
    return address("review:trend", PAGES["review:trend"], live.var)


def test_it_takes_its_place_and_the_focus_without_leaving_the_page(
    window: Factory, trends: str
) -> None:
    page = window(demo=True)
    page.goto(trends)
    here = page.url
    taps = page.locator("a.tap")
    count = taps.count()
    own = page.locator("figure[data-of]", has=page.locator("a.tap")).first
    metric = own.get_attribute("data-of")
    page.locator(f"figure[data-of='{metric}'] a.tap").first.click()
    shown = page.locator(f"figure[data-of='{metric}']")
    expect(shown.locator("data").first).to_be_visible()
    expect(shown).to_be_focused()
    expect(taps).to_have_count(count - 1)
    assert page.url == here


def test_without_scripts_the_same_page_shows_it(window: Factory, trends: str) -> None:
    page = window(demo=True, javascript=False)
    page.goto(trends)
    tap = page.locator("a.tap").first
    address = tap.get_attribute("href")
    press(tap)
    assert address is not None
    assert page.url.endswith(address)
    metric = address.rpartition("=")[2]
    expect(page.locator(f"figure[data-of='{metric}'] data").first).to_be_visible()
