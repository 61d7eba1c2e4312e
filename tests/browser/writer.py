"""Somebody who writes in a browser, and what the page says of their words."""

from __future__ import annotations

import re
from itertools import count

from playwright.sync_api import Page, expect

from tests.support.stack import wait_until

PASSWORD = "glue and five degrees"
SAVED = re.compile("^Saved on localhost")
_numbers = count(1)


def sign_up(page: Page) -> str:
    """Make an account and open the page of the week that waits; return the address."""
    email = f"ines{next(_numbers)}@example.org"
    page.goto("/account/signup/")
    page.fill("[name=display_name]", "Ines")
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/signup" not in address)
    page.goto("/write/")
    return email


def write(page: Page, words: str) -> None:
    page.fill("#id_body", words)


def see_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(SAVED)


def written(page: Page) -> str:
    return page.input_value("#id_body")


COPIES = """async () => {
    const { copies } = await import("/static/js/store.js");
    const { person } = document.getElementById("page").dataset;
    return (await copies(person)).map(({ text }) => JSON.parse(text).body);
}"""


def copies(page: Page) -> list[str]:
    """Return the bodies of this person's copies in the browser, newest first."""
    found: list[str] = page.evaluate(COPIES)
    return found


def wait_for_copies(page: Page, bodies: list[str]) -> None:
    """Wait until the copies in the browser are these."""
    wait_until(lambda: copies(page) == bodies, 20, f"copies of {bodies}")
