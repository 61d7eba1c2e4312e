"""Single keys in a real browser: they lead about, and are letters in a field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.pages import PAGES, address
from tests.support.local import Local

pytestmark = pytest.mark.browser
Factory = Callable[..., Page]


def press(page: Page, key: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)


def test_a_question_mark_shows_the_keys_and_escape_puts_them_away(window: Factory) -> None:
    page = window(demo=True)
    page.goto("/weeks/")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Search the notebook")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_slash_leads_to_the_field_to_search_in(window: Factory) -> None:
    page = window(demo=True)
    page.goto("/weeks/")
    press(page, "/")
    page.wait_for_url("**/notebook/**")
    expect(page.locator("#id_words")).to_be_focused()
    page.keyboard.type("w?/np")
    expect(page.locator("#id_words")).to_have_value("w?/np")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing here holds that.")
    assert page.url.endswith("/notebook/")


def test_p_and_n_lead_to_the_weeks_around(window: Factory, live: Local) -> None:
    page = window(demo=True)
    page.goto(address("review:week", PAGES["review:week"], live.var))
    here = page.url
    press(page, "p")
    page.wait_for_url(lambda now: now != here)
    press(page, "n")
    page.wait_for_url(here)


def test_turned_off_they_do_nothing(window: Factory) -> None:
    page = window(demo=True)
    page.goto("/account/keys/")
    page.click("button[name=keys]")
    press(page, "w")
    page.wait_for_timeout(200)
    assert page.url.endswith("/account/keys/")
    expect(page.locator("button[name=keys]")).to_have_text("Turn single keys on")
