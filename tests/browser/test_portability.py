"""Everything taken along through the real worker, and leaving and staying, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.browser.steps import DEMO, press
from tests.browser.test_pages import faults

Factory = Callable[..., Page]


def give_password(page: Page) -> None:
    """Answer "Is it you?"."""
    page.get_by_label("Password").fill(DEMO[1])
    press(page.get_by_role("button", name="Go on"))


def test_everything_is_taken_along_once(window: Factory) -> None:
    page = window(demo=True)
    page.goto("/account/export/")
    page.get_by_role("button", name="Make the file").click()
    give_password(page)
    fetch = page.get_by_role("link", name="Fetch the file")
    expect(fetch).to_be_visible(timeout=60_000)  # the page renews itself
    with page.expect_download() as download:
        fetch.click()
    with ZipFile(download.value.path()) as archive:
        told = json.loads(archive.read("manifest.json"))["files"]
        found = {one["path"]: sha256(archive.read(one["path"])).hexdigest() for one in told}
    assert found == {one["path"]: one["sha256"] for one in told}
    assert sum(path.startswith("weeks/") for path in found) > 50
    page.reload()
    expect(page.get_by_role("heading", name="Fetched")).to_be_visible()


def test_somebody_who_leaves_may_stay(window: Factory) -> None:
    page = window(demo=True)
    page.goto("/account/leave/")
    press(page.get_by_role("button", name="Leave", exact=True))
    if page.url.partition("?")[0].endswith("/reauthenticate/"):
        give_password(page)
    page.goto("/weeks/")
    assert page.url.endswith("/account/leaving/")
    assert faults(page, "/account/leaving/") == []
    press(page.get_by_role("button", name="Stay"))
    page.goto("/weeks/")
    assert page.url.endswith("/weeks/")


def test_one_reader_reads_a_week_without_a_script_and_gets_no_cookie(window: Factory) -> None:
    page = window(javascript=False)
    page.goto("/shared/a-week-of-wren-s/")
    expect(page.get_by_text("Shared by Wren.")).to_be_visible()
    assert page.locator("form, nav").count() == 0
    assert page.context.cookies() == []
