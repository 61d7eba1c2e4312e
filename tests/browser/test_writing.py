"""Writing in a real browser: typed words are saved, survive, and are not called saved too soon."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import axe, axe_beside
from tests.browser.steps import press
from tests.browser.writer import SAVED, see_saved, sign_up, write
from tests.support.stack import wait_until

pytestmark = pytest.mark.browser
Factory = Callable[..., Page]


@pytest.fixture
def writer(window: Factory) -> Page:
    """The page of the running week of somebody who came a moment ago."""
    page = window()
    sign_up(page)
    return page


def test_words_are_saved_by_themselves_and_are_there_again(writer: Page) -> None:
    write(writer, "I wrote to Ines.\n\nShe answered.")
    writer.fill("#id_title", "  The damp   week ")
    writer.fill("[name=line-fun]", "Her impression of my e-mail voice")
    writer.check("[name=mark-fun][value=more]")
    see_saved(writer)
    writer.reload()
    assert writer.input_value("#id_body") == "I wrote to Ines.\n\nShe answered."
    assert writer.input_value("#id_title") == "The damp week"
    assert writer.input_value("[name=line-fun]") == "Her impression of my e-mail voice"
    assert writer.is_checked("[name=mark-fun][value=more]")


def test_words_typed_a_moment_before_leaving_are_kept(writer: Page) -> None:
    write(writer, "The last words")
    writer.goto("/goals/")
    for _ in range(20):  # the last save may still be under way
        writer.goto("/write/")
        if writer.input_value("#id_body"):
            break
        writer.wait_for_timeout(250)
    assert writer.input_value("#id_body") == "The last words"


def test_a_prompt_goes_on_its_own_line_with_the_caret_after_it(writer: Page) -> None:
    write(writer, "Typed")
    prompt = writer.locator(".prompts button").first
    prompt.click()
    writer.keyboard.type("Answer")
    question = prompt.inner_text()
    assert writer.input_value("#id_body") == f"Typed\n\n{question}\n\nAnswer"
    expect(writer.locator("#spoken")).to_have_text("Question placed in your page.")


def test_two_windows_see_both_versions_and_keep_either(writer: Page) -> None:
    other = writer.context.new_page()
    other.goto("/write/")
    write(other, "From the other window")
    see_saved(other)
    write(writer, "From this window")
    shown = writer.locator("section.other")
    expect(shown).to_be_focused()
    assert "From the other window" in shown.inner_text()
    assert "From this window" in shown.inner_text()
    assert axe(writer) == []
    writer.click("[data-keep=yours]")
    see_saved(writer)
    write(other, "Once more")
    other.click("[data-keep=other]")
    expect(other.locator("#id_body")).to_have_value("From this window")
    other.click("text=Earlier versions")
    other.wait_for_url(lambda address: "/versions/" in address)
    kept = " ".join(other.locator(".words").all_text_contents())
    words = ("From the other window", "From this window", "Once more")
    assert [one for one in words if one not in kept] == []


def test_words_typed_after_a_conflict_are_kept_when_the_page_is_left(writer: Page) -> None:
    other = writer.context.new_page()
    other.goto("/write/")
    write(other, "From the other window")
    see_saved(other)
    write(writer, "From this window")
    expect(writer.locator("section.other")).to_be_focused()
    write(writer, "From this window, typed on")
    writer.goto("/goals/")
    other.reload()
    assert other.input_value("#id_body") == "From the other window"
    other.click("text=Earlier versions")
    kept = other.locator(".words", has_text="typed on")
    for _ in range(20):  # what was sent on leaving may still be under way
        if kept.count():
            break
        other.wait_for_timeout(250)
        other.reload()
    assert kept.count() == 1


def test_a_lost_answer_and_then_finish_is_no_conflict_with_oneself(writer: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    writer.route("**/draft/", lose)
    write(writer, "All of it")
    expect(writer.locator("#saved")).to_contain_text("does not answer")
    writer.unroute("**/draft/")
    writer.evaluate("document.getElementById('id_body').value += ', and more'")
    writer.click("text=Finish and uncover the numbers")
    writer.wait_for_url(lambda address: "/weeks/" in address)
    assert "All of it, and more" in writer.inner_text("main")


def test_words_typed_after_a_sending_that_was_stopped_are_saved(writer: Page) -> None:
    write(writer, "One")
    see_saved(writer)
    # The form is told that it is sent, and then is not.
    writer.evaluate(
        """document.getElementById("page").addEventListener("submit", (event) =>
            event.preventDefault(), { once: true })"""
    )
    writer.keyboard.press("Control+Enter")
    write(writer, "One and two")
    expect(writer.locator("#saved")).to_have_text("Not saved yet.")
    see_saved(writer)
    writer.reload()
    assert writer.input_value("#id_body") == "One and two"


def test_a_check_in_written_elsewhere_is_not_overwritten_by_typing_on(writer: Page) -> None:
    writer.goto("/goals/new/")
    writer.fill("[name=text]", "Fewer, better")
    press(writer.locator("main form button"))
    writer.goto("/write/")
    other = writer.context.new_page()
    other.goto("/write/")
    field, said = "textarea[name^=check-in-]", "[data-said]"
    other.fill(field, "From the other window")
    expect(other.locator(said)).to_have_text(SAVED)
    writer.fill(field, "From this window")
    expect(writer.locator(said)).to_contain_text("From the other window")
    writer.fill(field, "From this window, typed on")
    other.reload()
    assert other.input_value(field) == "From the other window"
    press(writer.locator("text=Keep for later"))
    writer.goto("/write/")
    assert writer.input_value(field) == "From this window, typed on"
    writer.goto("/goals/")
    writer.click("text=Write a check-in")
    writer.click("summary")
    assert "From the other window" in writer.inner_text("details")
    assert axe(writer) == []


def test_what_is_typed_before_the_script_has_come_is_saved(writer: Page) -> None:
    writer.goto("/goals/new/")
    writer.fill("[name=text]", "Fewer, better")
    press(writer.locator("main form button"))
    scripts: list[Route] = []

    def hold(script: Route) -> None:
        scripts.append(script)

    writer.route("**/js/write*.js", hold)
    writer.goto("/write/", wait_until="commit")
    write(writer, "Typed in the tunnel")
    writer.check("[name=mark-fun][value=more]")
    writer.fill("textarea[name^=check-in-]", "So was this")
    wait_until(lambda: writer.evaluate("true") and bool(scripts), 20, "the script is asked for")
    for script in scripts:
        script.continue_()
    see_saved(writer)
    expect(writer.locator("[data-said]")).to_have_text(SAVED)
    writer.unroute("**/js/write*.js")
    writer.reload()
    assert writer.input_value("#id_body") == "Typed in the tunnel"
    assert writer.is_checked("[name=mark-fun][value=more]")
    assert writer.input_value("textarea[name^=check-in-]") == "So was this"


def test_the_keyboard_finishes_from_anywhere(writer: Page) -> None:
    write(writer, "All of it")
    writer.keyboard.press("Control+Enter")
    writer.wait_for_url(lambda address: "/weeks/" in address)
    assert "All of it" in writer.inner_text("main")


def test_enter_in_the_title_keeps_and_uncovers_nothing(writer: Page) -> None:
    writer.fill("#id_title", "The damp week")
    writer.press("#id_title", "Enter")
    writer.wait_for_load_state()
    assert writer.input_value("#id_title") == "The damp week"
    expect(writer.locator("#cov")).to_have_text("Covered until you’ve written")


def test_a_form_with_a_stale_key_gives_its_words_back(window: Factory, writer: Page) -> None:
    page = window(javascript=False, width=320)
    page.context.add_cookies(writer.context.cookies())
    page.goto("/write/")
    write(page, "Typed before the key went")
    page.context.clear_cookies()
    page.click("text=Keep for later")
    expect(page.locator("textarea[readonly]")).to_have_value("Typed before the key went")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe_beside(page, window(width=320)) == []


def test_everything_works_without_javascript(window: Factory, writer: Page) -> None:
    page = window(javascript=False)
    page.context.add_cookies(writer.context.cookies())
    page.goto("/write/")
    write(page, "Plain")
    question = page.locator(".prompts button").first.inner_text()
    press(page.locator(".prompts button").first)
    assert page.input_value("#id_body").rstrip() == f"Plain\n\n{question}"
    press(page.locator("text=Finish and uncover the numbers"))
    assert "/weeks/" in page.url
    assert question in page.inner_text("main")
