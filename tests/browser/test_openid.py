"""Signing in with an OpenID Connect provider in a browser: one on loopback, asked by a web process
of its own beside the others."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.elsewhere import CLIENT_ID, ISSUER, Elsewhere, elsewhere
from tests.support.local import Local
from tests.support.variables import ROOT

Factory = Callable[..., Page]
QUESTION = '<!doctype html><title>Our house</title><a href="{}">Yes, it is me</a>'


class WithOpenID(Local):
    """A web process on the data of `live`, whose environment names a provider."""

    def __init__(self, live: Local, provider: str) -> None:
        super().__init__(live.var)
        self.env |= {
            "PORT": str(self.port),
            "SANDBOX_ADDRESS": provider,
            "OIDC_SERVER_URL": ISSUER,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": "a secret word",
            "OIDC_NAME": "Our house",
        }

    def start(self) -> None:
        """Start, and come back when the first page is there."""
        command = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        given = {"cwd": ROOT, "env": self.env, "stdin": subprocess.DEVNULL}
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command, "--threads", "2"], **given
        )
        deadline = time.monotonic() + 30
        while not self.is_up():
            assert self._process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture
def provided(live: Local) -> Iterator[tuple[Local, Elsewhere]]:
    """The site with a provider to sign in with, and that provider."""
    with elsewhere() as (place, address):
        site = WithOpenID(live, address)
        site.start()
        yield site, place
        site.end()


def set_out(page: Page) -> None:
    """Go to the provider by our own page that goes on by itself, and say yes there."""
    page.goto("/account/login/")
    page.click("text=Go on with Our house")
    page.click("text=Yes, it is me")


def test_somebody_makes_an_account_with_a_provider_and_comes_in_again(
    window: Factory, provided: tuple[Local, Elsewhere]
) -> None:
    site, place = provided

    def asked(route: Route) -> None:
        back = place.authorize(route.request.url).replace("&", "&amp;")
        route.fulfill(content_type="text/html", body=QUESTION.format(back))

    page = window(site=site)
    page.route(f"{ISSUER}/authorize?*", asked)
    set_out(page)
    page.wait_for_url("**/account/with/")
    page.fill("[name=display_name]", "Wren of our house")
    page.click("main button[type=submit]")
    expect(page.locator(".who")).to_contain_text("Wren of our house")
    page.context.clear_cookies()
    set_out(page)
    expect(page.locator(".who")).to_contain_text("Wren of our house")
    assert place.paths().count(f"POST {ISSUER.removeprefix('https://')}/token") == 2
