"""The empty writing page without a connection: it keeps what is typed, for one person alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.steps import DEMO, sign_in
from tests.browser.writer import see_saved, sign_up, write
from tests.support.stack import wait_until

pytestmark = pytest.mark.browser
Factory = Callable[..., Page]


def test_without_a_connection_there_is_an_empty_page_to_write_on(window: Factory) -> None:
    page = window(worker=True)
    sign_up(page)
    write(page, "CANARY on the site")
    see_saved(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("You’re offline")
    assert "CANARY" not in page.content()
    assert axe(page) == []
    page.fill("#words", "Jotted in the tunnel")
    expect(page.locator("#saved")).to_have_text(
        "Your words are safe on this machine, for seven days."
    )
    page.reload()
    expect(page.locator("#words")).to_have_value("Jotted in the tunnel")
    page.context.set_offline(False)
    page.click("text=Try the week’s page again")
    page.click("[data-keep=both]")
    expect(page.locator("#id_body")).to_have_value("CANARY on the site\n\nJotted in the tunnel")


HERE = """async () => {
    const { remembered } = await import("/static/js/store.js");
    return (await remembered())?.person;
}"""


def test_the_empty_page_shows_nobody_elses_words(window: Factory) -> None:
    page = window(worker=True)
    sign_up(page)
    address, person = page.url, page.get_attribute("#page", "data-person")
    wait_until(lambda: page.evaluate(HERE) == person, 20, "the first person is here")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.reload()
    page.fill("#words", "Mine CANARY")
    expect(page.locator("#saved")).to_contain_text("safe on this machine")
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, *DEMO)
    wait_until(lambda: page.evaluate(HERE) not in (person, None), 20, "somebody else is here")
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("#words")).to_be_visible()
    assert page.input_value("#words") == ""


LEFT_AT_ONCE = """() => {
    const field = document.getElementById("words");
    field.value = "The last keys";
    field.dispatchEvent(new Event("input"));
    dispatchEvent(new Event("pagehide"));
    return Object.values(localStorage).map((copy) => JSON.parse(JSON.parse(copy).text).body);
}"""


def test_the_last_keys_on_the_empty_page_are_kept_at_once(page: Page) -> None:
    sign_up(page)
    page.goto("/write/offline/")
    expect(page.locator("#words")).to_be_visible()
    assert page.evaluate(LEFT_AT_ONCE) == ["The last keys"]


HOLD_THE_LOCKS = """
    navigator.locks.query = () => new Promise((answer) => { window.answer = answer; });
"""


def test_the_empty_page_is_shown_once_it_listens(page: Page) -> None:
    sign_up(page)
    page.add_init_script(HOLD_THE_LOCKS)
    page.goto("/write/offline/")
    page.wait_for_function("'answer' in window")
    assert page.locator("#words").is_hidden()
    page.evaluate("window.answer({ held: [] })")
    expect(page.locator("#words")).to_be_visible()


def test_where_nobody_is_known_there_is_no_page_to_write_on(page: Page) -> None:
    page.goto("/write/offline/")
    expect(page.locator("[data-nobody]")).to_be_visible()
    assert page.locator("#words").is_hidden()


CACHED = """async () => {
    const caught = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const kept = await Promise.all(caught.map((cache) => cache.keys()));
    return kept.flat().map(({ url }) => new URL(url).pathname);
}"""


def test_the_worker_keeps_files_and_the_empty_page_alone(window: Factory) -> None:
    page = window(worker=True)
    sign_up(page)
    page.evaluate("navigator.serviceWorker.ready")
    for path in ("/write/", "/weeks/", "/write/"):
        page.goto(path)
    kept = page.evaluate(CACHED)
    assert [path for path in kept if not path.startswith("/static/")] == ["/write/offline/"]
