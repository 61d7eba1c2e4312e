"""Signing in with one's Mastodon host in a browser, on the invented network, and administration."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.browser.test_pages import faults
from tests.support.local import Local

Factory = Callable[..., Page]
MAKE_BOSS = """
from allauth.mfa.models import Authenticator
from apps.accounts.models import User
boss = User.objects.create_superuser("boss@example.org", "a-plain-password")
"""
CAME_IN = """
import time
from importlib import import_module
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import RequestFactory
from apps.accounts.models import User
boss = User.objects.get(email="boss@example.org")
Authenticator.objects.create(user=boss, type="totp", data={"secret": "A" * 32})
request = RequestFactory().get("/")
request.session = import_module(settings.SESSION_ENGINE).SessionStore("%s")
record_authentication(request, boss, "mfa", type="totp")
request.session.save()
"""


def look_at(page: Page) -> None:
    """Look at the page that stands there, as test_pages.py does, without leaving it."""
    assert faults(page, page.url) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def set_out(page: Page, name: str = "Wren") -> None:
    """Go to the invented host, by our own page that goes on by itself, and say yes there."""
    page.goto("/account/login/")
    page.click("text=Go on with Mastodon")
    page.fill("[name=host]", "@wren@social.example")
    page.click("main button[type=submit]")
    page.click(f"text=Yes, I am {name}")


def test_somebody_makes_an_account_with_their_host_and_connects_it(window: Factory) -> None:
    page = window()
    set_out(page)
    page.wait_for_url("**/account/with/")
    look_at(page)
    page.fill("[name=email]", "wren@example.net")
    page.click("main button[type=submit]")
    page.wait_for_url("**/sources/yours/*/")
    look_at(page)
    page.click("main button:has-text('Connect it')")
    expect(page.locator("main h1")).to_contain_text("Mastodon")
    page.goto("/account/ways-in/")
    expect(page.locator("main")).to_contain_text("@wren@social.example")
    look_at(page)
    page.click("main button:has-text('Remove')")
    expect(page.locator("main")).to_contain_text("This is your only way in.")
    page.context.clear_cookies()
    set_out(page)
    expect(page.locator(".who")).to_contain_text("Wren")


def test_the_page_in_between_goes_on_without_a_script_and_is_for_everybody(window: Factory) -> None:
    page = window(javascript=False)
    set_out(page, "Mika")
    page.wait_for_url("**/account/with/")
    between = window()
    between.goto("/account/with/mastodon/")
    between.fill("[name=host]", "social.example")
    between.route("**/oauth/authorize**", lambda route: route.fulfill(status=204))
    between.click("main button[type=submit]")
    expect(between.locator("main h1")).to_have_text("On the way")


def test_saying_no_and_a_host_that_is_not_there_are_told(page: Page) -> None:
    page.goto("/account/with/mastodon/")
    page.fill("[name=host]", "nowhere.invalid")
    page.click("main button[type=submit]")
    expect(page.locator("main h1")).to_have_text("Go on with Mastodon")
    page.fill("[name=host]", "broken.example")
    page.click("main button[type=submit]")
    expect(page.locator("main h1")).to_have_text("Mastodon did not answer")


def test_administrators_see_people_and_places(window: Factory, live: Local) -> None:
    live.manage("shell", "-c", MAKE_BOSS)
    page = window()
    sign_in(page, "boss@example.org", "a-plain-password")
    page.goto("/admin/")
    expect(page.locator("main h1")).to_have_text("A second factor first")
    look_at(page)
    (session,) = [one for one in page.context.cookies() if one["name"] == "sidenote"]
    live.manage("shell", "-c", CAME_IN % session["value"])
    page.goto("/admin/")
    expect(page.locator("main h1")).to_have_text("People")
    look_at(page)
    page.click("text=Places")
    expect(page.locator("main h1")).to_have_text("Places")
    look_at(page)
