"""Accounts in a browser: the zone it knows, the appearance, the margin that never opens a gap."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.steps import DEMO

Factory = Callable[..., Page]
THEME = "document.documentElement.dataset.theme ?? ''"


def choose(page: Page, words: str) -> None:
    """Press one of the footer's appearances and wait until the server has kept it."""
    with page.expect_response("**/account/appearance/"):
        page.click(f".looks >> text={words}")


def test_signing_up_takes_the_browsers_zone(page: Page) -> None:
    page.goto("/account/signup/")
    assert page.input_value("[name=time_zone]") == "Europe/London"


def test_without_javascript_utc_is_chosen(window: Factory) -> None:
    page = window(javascript=False)
    page.goto("/account/signup/")
    assert page.input_value("[name=time_zone]") == "UTC"


def test_a_refused_form_puts_its_summary_in_front(page: Page) -> None:
    page.goto("/account/signup/")
    page.fill("[name=email]", "wren")
    page.click("main button[type=submit]")
    page.wait_for_function("document.activeElement.matches('.errors')")
    page.click(".errors a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "email"
    assert page.input_value("[name=email]") == "wren"
    assert page.input_value("[name=time_zone]") == "Europe/London"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_appearance_stays_on_the_next_page(window: Factory, javascript: bool) -> None:
    page = window(javascript=javascript)
    page.goto("/account/login/")
    choose(page, "Dark")
    page.goto("/account/signup/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator(".looks [aria-pressed=true]").inner_text() == "Dark"
    choose(page, "As my device")
    page.goto("/account/signup/")
    assert page.locator("html").get_attribute("data-theme") is None


def test_an_appearance_does_not_load_the_page_again(page: Page) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", DEMO[0])
    choose(page, "Dark")
    assert page.evaluate(THEME) == "dark"
    assert page.input_value("[name=login]") == DEMO[0]


PASSAGES = """() => {
    const page = document.querySelector("main");
    const line = "<p>A line of words that is long enough to be broken once or twice here.</p>";
    const passage = ([words, notes]) => `<section class="row passage"><div class="text">
        ${line.repeat(words)}</div>${notes === null ? "" :
        `<div class="margin">${line.repeat(notes)}</div>`}</section>`;
    page.innerHTML = `<article class="leaf">${
        [[1, 5], [1, 1], [2, 0], [1, null], [1, 4], [1, 2], [1, null]].map(passage).join("")
        }</article><p class="leaf" id="after">After</p>`;
    window.dispatchEvent(new Event("afterprint"));
}"""
PLACES = """() => [...document.querySelectorAll(".passage > .text, #after")].map(
    part => part.getBoundingClientRect()).map(({top, bottom}) => [top, bottom])"""
NOTES = """() => [...document.querySelectorAll(".passage > .margin")].filter(
    note => note.childElementCount).map(note => note.getBoundingClientRect()).map(
    ({top, bottom}) => [top, bottom])"""


@pytest.mark.parametrize("width", [1440, 1000])
def test_a_tall_margin_opens_no_gap_and_covers_nothing(window: Factory, width: int) -> None:
    page = window(width=width)
    page.goto("/account/login/")
    page.evaluate(PASSAGES)
    *texts, after = page.evaluate(PLACES)
    gaps = {round(below[0] - above[1]) for above, below in pairwise(texts)}
    notes = page.evaluate(NOTES)
    assert len(gaps) == 1
    assert all(above[1] <= below[0] for above, below in pairwise(notes))
    assert notes[-1][1] <= after[0]
