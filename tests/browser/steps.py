"""What a person does on more than one page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

DEMO = ("wren@example.com", "a-page-a-week")


def press(button: Locator) -> None:
    """Press a button or link that leads to another page, and wait until that has come.

    Going elsewhere at once would overtake what was to be sent.
    """
    with button.page.expect_navigation():
        button.click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in through the form, as a person does."""
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/account/login" not in address)
