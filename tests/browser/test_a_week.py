"""A week, end to end: one person, one browser, the real worker, the invented network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, Response, expect

from apps.sandbox.values import value
from tests.browser.steps import press

Factory = Callable[..., Page]
WORDS = (
    "The reading room was loud on Mastodon and I was part of the noise.\n\n"
    "On Thursday I read something slow, and said nothing about the score to anybody."
)
HALF_A_MINUTE = 30_000


def listen(page: Page) -> dict[str, str]:
    """Collect the body of every page and fragment that the server answers with."""
    bodies: dict[str, str] = {}

    def keep(response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if kind.startswith(("text/html", "application/json", "text/csv")) and response.ok:
            bodies[f"{response.request.method} {response.url} {len(bodies)}"] = response.text()

    page.on("response", keep)
    return bodies


def shown(bodies: dict[str, str], number: str) -> list[str]:
    """Return the answers that print a number as text, or any value at all."""
    found = re.compile(rf"(?<![\w.]){re.escape(number)}(?!\w)")
    return [
        where
        for where, body in bodies.items()
        if "<data" in body or found.search(re.sub("<[^>]*>", " ", body))
    ]


def sign_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Make an account").first.click()
    page.get_by_label("What shall we call you?").fill("Odile")
    page.get_by_label("E-mail address").fill("odile@example.com")
    page.get_by_label("Password", exact=True).fill("the slow bindery")
    assert page.get_by_label("Your time zone").input_value() == "Europe/London"
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("There is nothing here yet")


def connect(page: Page, kind: str, **fields: str) -> None:
    """Connect one place and wait for the worker to find it."""
    page.goto("/sources/connect/")
    page.get_by_role("link", name=kind).click()
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(text)
    page.get_by_role("button", name="Connect and check").click()
    expect(page.get_by_role("heading", name="Fresh")).to_be_visible(timeout=HALF_A_MINUTE)


def write(page: Page) -> None:
    page.get_by_role("link", name="Write", exact=True).click()
    expect(page.get_by_role("heading", name="Covered until you’ve written")).to_be_visible()
    page.get_by_label("Your words about this week").fill(WORDS)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_label("Interesting", exact=True).fill("A letter that took four tries.")


def test_a_week_from_the_first_page_to_the_last(page: Page) -> None:
    today = datetime.now(UTC).date()
    followers = f"{value('odile', 'mastodon.followers', today):,.0f}"
    score = f"{value('odile', 'klout.score', today):.1f}"
    bodies = listen(page)

    sign_up(page)
    connect(page, "Mastodon", Your_handle="@odile@social.example")
    connect(page, "Klout-like score", Base_address="https://score.example/v2", Your_id_there="1002")
    write(page)
    page.goto("/trends/")
    page.goto("/weeks/")
    page.goto("/sources/")
    assert shown(bodies, followers) == []
    assert shown(bodies, score) == []

    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_role("button", name="Finish and uncover the numbers").click()
    beside = page.get_by_role("note").filter(has_text="Followers on Mastodon")
    expect(beside).to_contain_text(followers)
    expect(page.locator("article").filter(has_text="noise").first).to_be_visible()
    expect(page.get_by_text(score).first).to_be_attached()

    page.get_by_role("link", name="Trends", exact=True).click()
    page.get_by_role("link", name="Add a note").first.click()
    page.get_by_label("Your words").fill("The day I began to look.")
    page.get_by_role("button", name="Keep this note").click()
    expect(page.locator(".cnotes")).to_contain_text("The day I began to look.")

    page.get_by_role("link", name="Goals", exact=True).click()
    page.get_by_role("link", name=re.compile("Write down")).click()
    page.get_by_label("The goal, in your words").fill("Fewer, better conversations.")
    page.get_by_label("A number to stand beside it").select_option(label="Followers on Mastodon")
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", name="Fewer, better conversations.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Followers: too few weeks to say.")

    page.get_by_role("link", name="Odile").click()
    press(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    page.goto("/weeks/")
    expect(page).to_have_url(re.compile("/account/login/"))
