"""A running Sidenote and a real Chromium, once per session; a fresh window per test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.steps import DEMO, sign_in
from tests.support import chromium
from tests.support.local import Local

HEIGHTS = {1440: 900, 390: 844, 320: 640}
# The browser says so itself in the console; this makes the wording ours.
LISTEN = """addEventListener("securitypolicyviolation", event =>
    console.error(`CSP ${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}`))"""
expect.set_options(timeout=60_000)
ANSWERED = "Failed to load resource"  # a 404 or 422 that a test asked for


@pytest.fixture(scope="session")
def live() -> Iterator[Local]:
    """The whole of Sidenote with the demo person, on data of its own."""
    site = Local(Path(os.environ["VAR_DIR"]) / "live")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = chromium.executable()
    assert path, chromium.MISSING
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_session(browser: Browser, live: Local) -> Any:
    """The demo person's cookies."""
    context = browser.new_context(base_url=live.url, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    sign_in(page, *DEMO)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def violations() -> Iterator[list[str]]:
    """What the browser refused or reported; a test that ends with any has failed."""
    found: list[str] = []
    yield found
    assert found == []


Factory = Callable[..., Page]


def open_window(
    browser: Browser,
    live: Local,
    violations: list[str],
    *,
    width: int = 1440,
    scheme: Any = "light",
    state: Any = None,
    javascript: bool = True,
    worker: bool = False,
) -> Page:
    """Open a window of its own browser state that tells `violations` what it refused.

    The service worker is let in where a test is about it: it fetches a dozen files.
    """

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED):
            violations.append(message.text)

    context = browser.new_context(
        base_url=live.url,
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=javascript,
        locale="en-GB",
        timezone_id="Europe/London",
        service_workers="allow" if worker else "block",
        storage_state=state,
    )
    context.add_init_script(LISTEN)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("console", said)
    page.on("pageerror", lambda error: violations.append(str(error)))
    return page


@pytest.fixture
def window(browser: Browser, live: Local, violations: list[str], request: Any) -> Iterator[Factory]:
    """Open a window: `window(width=390, scheme="dark", demo=True, javascript=False)`."""
    opened: list[Page] = []

    def one(*, demo: bool = False, site: Local = live, **given: Any) -> Page:
        state = request.getfixturevalue("demo_session") if demo else None
        opened.append(open_window(browser, site, violations, state=state, **given))
        return opened[-1]

    yield one
    for page in opened:
        page.context.close()


@pytest.fixture
def page(window: Factory) -> Page:
    """A window of nobody in particular, at 1440 pixels, light."""
    return window()
