"""Passkeys with Chromium's own virtual authenticator, and every page that needs a second factor."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import EVERYTHING, axe
from tests.browser.test_pages import TOO_WIDE
from tests.support.local import Local

Factory = Callable[..., Page]
EMAIL, PASSWORD = "ines@example.org", "three quiet herons"
# What the demo person, who has none, cannot be shown.
WITH_A_FACTOR = (
    "/account/ways/",
    "/account/ways/webauthn/",
    "/account/ways/webauthn/add/",
    "/account/ways/totp/activate/",
    "/account/ways/recovery-codes/",
    "/account/ways/recovery-codes/generate/",
    "/account/ways/webauthn/reauthenticate/",
    "/account/ways/reauthenticate/",
)


def newest_link(live: Local) -> str:
    """Return the path of the link in the mail that was written last."""
    mails = sorted((live.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    body = _body(mails[-1])
    found = re.findall(rf"{live.url}(/\S+)", body)
    assert found, body
    return str(found[-1])


def _body(path: Path) -> str:
    last = path.read_bytes().rsplit(b"-" * 79, 2)[0].rsplit(b"-" * 79, 1)[-1]
    payload = message_from_bytes(last.lstrip()).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


@pytest.fixture
def with_device(window: Factory) -> Page:
    """A window on a machine that can keep passkeys, whose owner says yes."""
    page = window()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def on_a_phone(page: Page, where: str) -> list[str]:
    """Return what is wrong with a page at 320 pixels."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(where)
    over = page.evaluate(TOO_WIDE)
    return [f"{where}: {fault}" for fault in (*axe(page, EVERYTHING), *([over] if over else []))]


def sign_up(page: Page, live: Local) -> None:
    page.goto("/account/signup/")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password1]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/signup/" not in address)
    page.goto(newest_link(live))
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/confirm-email/" not in address)


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.click("main .acts button")
    page.wait_for_url(lambda address: "/logout/" not in address)


def test_a_passkey_is_made_and_opens_the_account(with_device: Page, live: Local) -> None:
    page = with_device
    sign_up(page, live)

    page.goto("/account/ways/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("[name=name]", "The laptop")
    page.click("text=Add this passkey")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    code = page.locator(".codes li").first.inner_text()
    page.goto("/account/ways/webauthn/")
    assert "The laptop" in page.inner_text("main")
    names = ("Rename", "Remove")
    own = [str(page.get_attribute(f"dd a:has-text('{name}')", "href")) for name in names]
    assert [fault for where in (*WITH_A_FACTOR, *own) for fault in on_a_phone(page, where)] == []

    sign_out(page)
    page.goto("/account/login/?next=/account/ways/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url(live.url + "/account/ways/")
    assert EMAIL in page.inner_text("main")

    # A password alone opens it no more: the passkey is asked for, or a recovery code.
    sign_out(page)
    page.goto("/account/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("One thing more")
    assert on_a_phone(page, page.url) == []
    page.fill("[name=code]", code)
    page.click("main form.narrow >> nth=0 >> button")
    page.wait_for_url(lambda address: "/authenticate/" not in address)
    page.goto("/account/ways/webauthn/reauthenticate/?next=/account/ways/recovery-codes/")
    page.click("text=Use a passkey")
    page.wait_for_url("**/recovery-codes/")
    assert code not in page.inner_text("main")


def test_a_device_that_does_not_answer_is_said(page: Page) -> None:
    page.goto("/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()) }")
    page.click("text=Sign in with a passkey")
    said = page.locator("form[data-passkey] [role=status]")
    expect(said).to_have_text("The passkey did not answer, or was put away. Nothing was changed.")


def test_without_javascript_the_page_says_what_a_passkey_needs(window: Factory) -> None:
    page = window(javascript=False)
    page.goto("/account/login/")
    assert page.locator("text=Sign in with a passkey").is_hidden()
    expect(page.locator("noscript p")).to_be_visible()


def test_a_mail_s_link_opens_a_page_with_a_button(window: Factory, live: Local) -> None:
    page = window(javascript=False)
    page.goto("/account/login/code/")
    page.fill("[name=email]", "wren@example.com")
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("A mail is on its way")
    assert page.locator(".errors").count() == 0
    page.goto(newest_link(live))
    expect(page.locator("h1")).to_have_text("Is it you?")
    page.click("main button[type=submit]")
    page.wait_for_url(live.url + "/")
    assert page.locator("a[href='/account/']").count() == 1
