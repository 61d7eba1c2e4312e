"""Browser and server killed while somebody types: no word is lost, none called saved too soon.

`make drill` runs the long form and prints its figures.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page, expect

from tests.browser.drill import Browser, Typist, Witness, kept_part
from tests.browser.steps import sign_in
from tests.browser.writer import PASSWORD, copies, sign_up, written
from tests.support.local import Local
from tests.support.stack import Stack, wait_until
from tests.support.template import migrate

pytestmark = [pytest.mark.browser, pytest.mark.kills]
Factory = Callable[..., Page]
BODY = """SELECT body FROM journal_entry JOIN accounts_user ON accounts_user.id = user_id
    WHERE email = ?"""


class Drill:
    """Which form of the drills this is, and where their figures are said."""

    def __init__(self, is_long: bool, capsys: pytest.CaptureFixture[str]) -> None:
        self.is_long, self._capsys = is_long, capsys

    def rounds(self, long: int, short: int) -> int:
        return long if self.is_long else short

    def say(self, line: str) -> None:
        """Show a line of figures, in the long form."""
        if self.is_long:
            with self._capsys.disabled():
                sys.stdout.write(f"\n{line}\n")


@pytest.fixture
def drill(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Drill:
    return Drill(bool(request.config.getoption("--long")), capsys)


def stored(var: Path, email: str) -> str:
    """Return the body that the database has, past Sidenote."""
    with sqlite3.connect(f"file:{var / 'sidenote.sqlite3'}?mode=ro", uri=True) as database:
        row = database.execute(BODY, [email]).fetchone()
    return str(row[0]) if row else ""


def survived(page: Page, text: str) -> str:
    """Return as much of `text` as the page has in the end, once what it offers is chosen."""
    best = ""

    def settled() -> bool:
        nonlocal best
        try:
            best = max(best, kept_part(text, written(page), *copies(page)), key=len)
            offer = page.locator("section.other [data-keep=yours]:enabled")
            if offer.count():
                offer.first.click(timeout=2_000)
            return written(page) == best and copies(page) == []
        except Error:  # the page comes again with what was chosen
            return False

    page.locator("#id_body").wait_for()
    wait_until(settled, 30, "what was left behind is on the page and sent")
    return best


@pytest.fixture
def killed(browser: Chromium, tmp_path: Path) -> Iterator[Browser]:
    """A Chromium to kill, with a profile that outlives it."""
    found = Browser(browser.browser_type, tmp_path / "profile")
    yield found
    found.kill()


def test_a_browser_killed_while_typing_loses_a_second_at_most(
    window: Factory, live: Local, killed: Browser, drill: Drill
) -> None:
    somebody = window()
    sign_up(somebody)
    dice, text, losses = random.Random(4), "", []
    for _ in range(drill.rounds(50, 2)):
        context = killed.start()
        context.add_cookies(somebody.context.cookies())
        page = context.new_page()
        page.goto(f"{live.url}/write/")
        typist = Typist(page)
        typist.goes_on(written(page))
        assert written(page) == text
        typist.for_seconds(dice.uniform(0.5, 4))
        killed.kill()
        when = time.monotonic()
        context = killed.start()
        context.add_cookies(somebody.context.cookies())
        again = context.new_page()
        again.goto(f"{live.url}/write/")
        text = survived(again, typist.typed)
        losses.append((len(typist.typed) - len(text), typist.seconds_lost(len(text), when)))
        killed.kill()
    drill.say(
        f"browser killed x {len(losses)}: at most {max(n for n, _ in losses)} letters lost, "
        f"typed in the last {max(s for _, s in losses):.2f} s; {len(text)} letters kept"
    )
    assert max(seconds for _, seconds in losses) <= 1


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A web server of one's own, to kill."""
    database = f"sqlite:///{tmp_path / 'sidenote.sqlite3'}"
    migrate(database)
    found = Stack(tmp_path, database)
    start_web(found)
    yield found
    found.stop()


def start_web(stack: Stack) -> None:
    stack.start("web")
    wait_until(lambda: stack.page("/healthz")[0] == 200, 60, "the first page")


def test_a_server_killed_between_request_and_answer_loses_nothing(
    browser: Chromium, stack: Stack, drill: Drill
) -> None:
    context = browser.new_context(
        base_url=f"http://localhost:{stack.port}", service_workers="block"
    )
    page = context.new_page()
    email = sign_up(page)
    witness, typist = Witness(page), Typist(page)
    typist.goes_on("")
    rounds, wrong = drill.rounds(20, 2), []
    for turn in range(rounds):
        with page.expect_request(lambda request: request.method == "PUT"):
            typist.letters(12 + turn)
        stack.kill("web")
        typist.letters(5)
        start_web(stack)
        wait_until(lambda: stored(stack.var, email) == typist.typed, 90, "the server has it all")
        expect(page.locator("#saved")).to_contain_text("Saved on")
        wrong += witness.wrong()
    context.close()
    drill.say(f"server killed under a save x {rounds}: {len(typist.typed)} letters, 0 lost")
    assert wrong == []


def test_no_connection_and_no_session_lose_nothing(
    window: Factory, live: Local, drill: Drill
) -> None:
    page = window()
    email = sign_up(page)
    witness, typist = Witness(page), Typist(page)
    typist.goes_on("")
    rounds, wrong = drill.rounds(20, 2), []
    for turn in range(rounds):
        page.context.set_offline(True)
        typist.letters(15)
        expect(page.locator("#saved")).to_contain_text("safe on this machine")
        page.context.set_offline(False)
        typist.letters(5)
        wait_until(lambda: stored(live.var, email) == typist.typed, 90, "sent when back")
        page.context.clear_cookies()
        typist.letters(15 + turn)
        expect(page.locator("#attend")).to_be_visible()
        tab = page.context.new_page()
        sign_in(tab, email, PASSWORD)
        tab.close()
        page.evaluate("dispatchEvent(new Event('focus'))")
        wait_until(lambda: stored(live.var, email) == typist.typed, 90, "sent when signed in")
        wrong += witness.wrong()
    drill.say(f"network off, session gone x {rounds} each: {len(typist.typed)} letters, 0 lost")
    assert wrong == []


def test_refresh_back_and_a_closed_tab_lose_nothing(
    window: Factory, live: Local, drill: Drill
) -> None:
    page = window()
    sign_up(page)
    context, text = page.context, ""
    ways: dict[str, Callable[[Page], object]] = {
        "refresh": lambda page: page.reload(),
        "away": lambda page: page.goto("/goals/"),
        "back": lambda page: page.go_back(),
        "closed": lambda page: page.close(run_before_unload=True),
    }
    rounds = drill.rounds(10, 1)
    for leave in list(ways.values()) * rounds:
        typist = Typist(page)
        typist.goes_on(text)
        typist.letters(20)
        leave(page)
        if leave is ways["closed"]:
            page = context.new_page()
        page.goto("/write/")
        text = survived(page, typist.typed)
        assert text == typist.typed
    drill.say(f"refresh, away, back, closed x {rounds} each: {len(text)} letters, 0 lost")


def test_two_tabs_lose_nothing(window: Factory, live: Local, drill: Drill) -> None:
    page = window()
    sign_up(page)
    other = page.context.new_page()
    other.goto("/write/")
    rounds = drill.rounds(10, 1)
    for turn in range(rounds):
        for tab, name in ((other, "other"), (page, "first")):
            tab.bring_to_front()
            tab.focus("#id_body")
            tab.keyboard.press("Control+End")
            tab.keyboard.type(f" {name} {turn}.")
        page.locator("section.other, #saved:has-text('Saved on')").first.wait_for()
        losing = page if page.locator("section.other").count() else other
        losing.click("[data-keep=both]")
        losing.locator("section.other").wait_for(state="detached")
        page.goto("/write/")
        other.goto("/write/")
        body = written(page)
        assert [one for one in ("other", "first") if f"{one} {turn}." not in body] == []
    drill.say(f"two tabs at once x {rounds}: no word of either lost")
