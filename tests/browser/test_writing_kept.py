"""Words that the server has not: kept in the browser, said to be there, and offered again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import axe
from tests.browser.steps import DEMO, press, sign_in
from tests.browser.writer import (
    PASSWORD,
    copies,
    see_saved,
    sign_up,
    wait_for_copies,
    write,
    written,
)
from tests.support.stack import wait_until

pytestmark = pytest.mark.browser
Factory = Callable[..., Page]
BACK = "Your words are safe on this machine and will be sent when you’re back."


@pytest.fixture
def writer(window: Factory) -> Page:
    page = window()
    sign_up(page)
    return page


def leave_words(page: Page, words: str) -> Page:
    """Type without a connection and close the page; return the page as it is opened again."""
    context = page.context
    context.set_offline(True)
    write(page, words)
    wait_for_copies(page, [words])
    # What a page sends as it closes outlives it, and now and then its being offline as well.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/write/")
    return again


def test_offline_is_said_and_words_are_sent_when_back(writer: Page) -> None:
    writer.context.set_offline(True)
    write(writer, "Typed in a tunnel")
    expect(writer.locator("#saved")).to_have_text(f"You’re offline. {BACK}")
    expect(writer.locator("#spoken")).to_have_text(f"You’re offline. {BACK}")
    assert copies(writer) == ["Typed in a tunnel"]
    writer.context.set_offline(False)
    see_saved(writer)
    wait_for_copies(writer, [])
    writer.reload()
    assert written(writer) == "Typed in a tunnel"


def test_finishing_without_a_connection_stays_on_the_page(writer: Page) -> None:
    writer.context.set_offline(True)
    write(writer, "Done, nearly")
    writer.click("text=Finish and uncover the numbers")
    expect(writer.locator("#saved")).to_contain_text(BACK)
    assert written(writer) == "Done, nearly"
    writer.context.set_offline(False)
    see_saved(writer)
    writer.click("text=Finish and uncover the numbers")
    writer.wait_for_url(lambda address: "/weeks/" in address)
    expect(writer.locator(".notices")).to_be_focused()


def test_a_text_taken_back_and_typed_again_is_kept_again(writer: Page) -> None:
    writer.context.set_offline(True)
    for words, kept in (("Once", ["Once"]), ("", []), ("Once", ["Once"])):
        write(writer, words)
        wait_for_copies(writer, kept)


def answer_with(page: Page, status: int, headers: dict[str, str]) -> list[float]:
    """Let every save be refused; return the list of when they were asked for, in seconds."""
    asked: list[float] = []

    def refuse(route: Route) -> None:
        asked.append(time.monotonic())
        route.fulfill(status=status, headers=headers, body="{}")

    page.route("**/draft/", refuse)
    return asked


def test_a_pause_that_the_server_asks_for_is_kept(writer: Page) -> None:
    asked = answer_with(writer, 429, {"Retry-After": "2"})
    write(writer, "Too much at once")
    expect(writer.locator("#saved")).to_have_text(
        "localhost:{} asks for a pause. Your words are safe on this machine and will be sent "
        "again.".format(writer.url.split(":")[2].split("/")[0])
    )
    with writer.expect_response("**/draft/"):
        writer.evaluate("dispatchEvent(new Event('online'))")
    assert asked[1] - asked[0] >= 2
    writer.unroute("**/draft/")
    see_saved(writer)


def test_words_left_behind_are_shown_beside_the_page_and_chosen(writer: Page) -> None:
    write(writer, "On the site")
    see_saved(writer)
    page = leave_words(writer, "On the site\n\nIn the tunnel")
    shown = page.locator("section.other")
    expect(shown).to_be_focused()
    expect(shown.locator("[data-yours] .alone")).to_have_text("In the tunnel")
    assert written(page) == "On the site"
    assert axe(page) == []
    page.click("[data-keep=yours]")
    expect(page.locator("#id_body")).to_have_value("On the site\n\nIn the tunnel")
    wait_for_copies(page, [])
    page.reload()
    assert page.locator("section.other").count() == 0
    page.click("text=Earlier versions")
    expect(page.locator(".words", has_text="On the site").first).to_have_count(1)


def test_both_are_kept_one_after_the_other(writer: Page) -> None:
    write(writer, "On the site")
    writer.check("[name=mark-fun][value=more]")
    see_saved(writer)
    page = leave_words(writer, "In the tunnel")
    page.click("[data-keep=both]")
    expect(page.locator("#id_body")).to_have_value("On the site\n\nIn the tunnel")
    assert page.is_checked("[name=mark-fun][value=more]")
    wait_for_copies(page, [])


def test_words_that_are_not_chosen_are_kept_among_the_versions(writer: Page) -> None:
    write(writer, "On the site")
    see_saved(writer)
    page = leave_words(writer, "In the tunnel")
    page.click("[data-keep=other]")
    expect(page.locator("section.other")).to_have_count(0)
    wait_for_copies(page, [])
    page.reload()
    assert written(page) == "On the site"
    page.click("text=Earlier versions")
    expect(page.locator(".words", has_text="In the tunnel")).to_have_count(1)


def test_words_for_a_blank_page_are_put_there(writer: Page) -> None:
    page = leave_words(writer, "In the tunnel")
    expect(page.locator("#id_body")).to_have_value("In the tunnel")
    wait_for_copies(page, [])


def test_a_check_in_left_behind_is_offered_beside_its_line(writer: Page) -> None:
    context, field = writer.context, "textarea[name^=check-in-]"
    writer.goto("/goals/new/")
    writer.fill("[name=text]", "Fewer, better")
    press(writer.locator("main form button"))
    writer.goto("/write/")
    context.set_offline(True)
    writer.fill(field, "Said in the tunnel")
    expect(writer.locator("[data-said]")).to_contain_text(BACK)
    writer.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/write/")
    expect(page.locator(".aside-words .words")).to_have_text("Said in the tunnel")
    assert axe(page) == []
    page.click("text=Put it in the line")
    assert page.input_value(field) == "Said in the tunnel"
    expect(page.locator("[data-said]")).to_contain_text("Saved on")
    page.reload()
    assert page.input_value(field) == "Said in the tunnel"


def lose_the_next_answer(page: Page, address: str) -> None:
    """Let the next save arrive, and its answer get lost on the way back."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(address, lose, times=1)


def test_words_taken_out_again_after_a_lost_answer_do_not_come_back(writer: Page) -> None:
    lose_the_next_answer(writer, "**/draft/")
    write(writer, "Said too soon")
    expect(writer.locator("#saved")).to_contain_text("does not answer")
    write(writer, "")
    see_saved(writer)
    writer.goto("/write/")
    assert written(writer) == ""


def test_a_check_in_is_no_conflict_with_itself_after_a_lost_answer(writer: Page) -> None:
    writer.goto("/goals/new/")
    writer.fill("[name=text]", "Fewer, better")
    press(writer.locator("main form button"))
    writer.goto("/write/")
    lose_the_next_answer(writer, "**/check-ins/**")
    field, told = "textarea[name^=check-in-]", writer.locator("[data-said]")
    writer.fill(field, "Three answers")
    expect(told).to_contain_text("does not answer")
    writer.fill(field, "Three answers, all slow")
    expect(told).to_have_text(re.compile("^Saved on"))
    writer.goto("/write/")
    assert writer.input_value(field) == "Three answers, all slow"


KEPT = """async () => {
    const { copies } = await import("/static/js/store.js");
    return (await copies(document.querySelector("form[data-person]").dataset.person)).length;
}"""


def test_a_word_of_why_is_not_called_saved_and_is_offered_again(writer: Page) -> None:
    writer.click("text=Mark this week as a rest")
    writer.fill("#id_rest_note", "Away, with Ines")
    expect(writer.locator("#saved")).to_have_text("The word of why is kept with a button below.")
    write(writer, "Words")
    expect(writer.locator("#saved")).to_have_text(re.compile("^Saved on .* with a button below"))
    writer.goto("/goals/")
    writer.goto("/write/")
    expect(writer.locator(".aside-words .words")).to_have_text("Away, with Ines")
    assert axe(writer) == []
    writer.click("text=Put it in the line")
    assert writer.input_value("#id_rest_note") == "Away, with Ines"
    press(writer.locator("text=Keep for later"))
    writer.goto("/write/")
    wait_until(lambda: writer.evaluate(KEPT) == 0, 20, "no copy")
    assert writer.input_value("#id_rest_note") == "Away, with Ines"


def test_nobody_else_in_this_browser_sees_them(writer: Page) -> None:
    page = leave_words(writer, "Mine CANARY")
    expect(page.locator("#id_body")).to_have_value("Mine CANARY")
    page.context.set_offline(True)
    write(page, "Mine CANARY again")
    wait_for_copies(page, ["Mine CANARY again"])
    page.goto("about:blank")
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, *DEMO)
    page.goto("/write/")
    expect(page.locator("#saved")).to_have_count(1)
    assert copies(page) == []
    assert "CANARY" not in page.content()


def test_signing_in_beside_the_text_sends_what_waits(window: Factory) -> None:
    page = window()
    email = sign_up(page)
    write(page, "Before")
    see_saved(page)
    page.context.clear_cookies()
    write(page, "Before and after")
    expect(page.locator("#saved")).to_have_text(f"You’re signed out. {BACK}")
    assert axe(page) == []
    with page.expect_popup() as opened:
        page.click("text=Sign in, in a new tab")
    tab = opened.value
    tab.fill("input[name=login]", email)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button[type=submit]")
    expect(tab.locator("h1")).to_have_text("You’re signed in again")
    see_saved(page)
    expect(page.locator("#attend")).to_be_hidden()
    page.reload()
    assert written(page) == "Before and after"


def test_somebody_elses_page_takes_no_words(writer: Page) -> None:
    write(writer, "Mine")
    see_saved(writer)
    writer.context.clear_cookies()
    tab = writer.context.new_page()
    sign_in(tab, *DEMO)
    write(writer, "Mine CANARY")
    expect(writer.locator("#saved")).to_have_text(
        "Somebody else is signed in here now. Nothing was sent. "
        "Your words are safe on this machine."
    )
    tab.goto(writer.url)
    assert "CANARY" not in tab.content()


def test_a_second_tab_is_told_and_a_change_is_said_in_the_first(writer: Page) -> None:
    other = writer.context.new_page()
    other.goto("/write/")
    expect(other.locator("#beside")).to_contain_text("is open in another tab too")
    write(other, "From the other tab")
    see_saved(other)
    expect(writer.locator("#beside")).to_contain_text("was changed in another tab")
    assert axe(writer) == []
    writer.click("text=Show it here")
    expect(writer.locator("#id_body")).to_have_value("From the other tab")


def test_both_texts_of_a_conflict_are_kept_one_after_the_other(writer: Page) -> None:
    other = writer.context.new_page()
    other.goto("/write/")
    write(other, "From the other tab")
    write(writer, "From this tab")
    see_saved(other)
    writer.click("[data-keep=both]")
    expect(writer.locator("#id_body")).to_have_value("From the other tab\n\nFrom this tab")


@pytest.mark.parametrize("refused", ["indexedDB.open = () => { throw new Error() }", ""])
def test_a_browser_without_a_database_keeps_words_too(window: Factory, refused: str) -> None:
    page = window()
    page.context.add_init_script(refused)
    sign_up(page)
    again = leave_words(page, "In the tunnel")
    expect(again.locator("#id_body")).to_have_value("In the tunnel")


STORED: Any = "async () => [(await indexedDB.databases()).length, localStorage.length]"


def test_a_shared_computer_keeps_nothing(window: Factory) -> None:
    page = window(worker=True)
    email = sign_up(page)
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.evaluate("indexedDB.deleteDatabase('sidenote')")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.check("input[name=shared]")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/account/login" not in address)
    assert [one["expires"] for one in page.context.cookies() if one["name"] == "sidenote"] == [-1]
    page.goto("/write/")
    page.context.set_offline(True)
    write(page, "In the library")
    expect(page.locator("#saved")).to_have_text(
        "You’re offline. Your words are on this page alone, since a shared computer keeps nothing. "
        "Keep it open."
    )
    assert copies(page) == []
    assert (
        page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    )
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    page.context.set_offline(False)
    see_saved(page)


def test_signing_out_asks_about_no_words_that_arrived(writer: Page) -> None:
    write(writer, "Sent on leaving")
    writer.goto("/account/logout/")
    wait_until(lambda: writer.evaluate(KEPT) == 0, 20, "no copy")
    expect(writer.locator("#left")).to_be_hidden()


def test_signing_out_asks_about_unsent_words(writer: Page) -> None:
    write(writer, "Sent")
    see_saved(writer)
    page = leave_words(writer, "Sent, and not sent")
    page.goto("/account/")
    page.click("text=Sign out")
    expect(page.locator("#left")).to_contain_text("were not sent")
    assert axe(page) == []
    page.check("[value=erase]")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.click("main button:has-text('Sign out')")
    assert answered.value.all_headers()["clear-site-data"] == '"storage"'
    expect(page.locator("text=Sign in").first).to_be_visible()
