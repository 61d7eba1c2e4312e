"""Take pictures of each page of the demo person, and of each state: `make screenshots`.

Those that the README shows go to `docs/screenshots`, the others to `var/screenshots`. They are made
on data of their own, so the time of day and the day are what they are; the weeks end at UNTIL.
Printed pages are shown as paper has them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402  needs the path above
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.browser import pages, steps  # noqa: E402
from tests.support import chromium  # noqa: E402
from tests.support.local import Local  # noqa: E402

if TYPE_CHECKING:
    from tests.support.states import State

PAGES = {
    "week": "review:week",
    "write": "review:write",
    "version": "review:version",
    "versions": "review:version_list",
    "first-take": "review:first_take",
    "addendum": "review:addendum_add",
    "bin": "review:bin_list",
    "erase": "review:week_erase",
    "trend": "review:trend",
    "goals": "review:goal_list",
    "goal": "review:goal",
    "goal-number": "review:goal_number",
    "goal-end": "review:goal_set_down",
    "agreement": "review:agreement",
    "letter": "review:letter_year",
    "notes": "review:sidenote_list",
    "guess": "review:guess",
    "sources": "metrics:source_list",
    "source": "metrics:source",
    "history": "review:source_history",
    "home": "review:home",
    "weeks": "review:week_list",
    "rest": "review:week_rest",
    "decks": "journal:deck_list",
    "deck": "journal:deck",
    "deck-built-in": "journal:deck_built_in",
    "deck-bring-in": "journal:deck_bring_in",
    "qualities": "journal:quality_list",
    "quality": "journal:quality",
    "notebook": "review:notebook",
    "around": "review:around",
    "reminder": "accounts:reminder",
    "keys": "accounts:keys",
    "preferences": "accounts:preferences",
    "ways": "mfa_index",
    "sessions": "accounts:session_list",
    "connect": "metrics:source_connect",
    "kept": "portability:kept",
    "leave": "portability:leave",
    "export": "portability:export",
    "share": "portability:share",
}
PASSWORD = "a plain password"  # of the people whom tests make
PAPER = {"width": 720, "height": 1000}
"""A4 without its margins, in CSS pixels."""
SIZES = {"desktop": (1440, 1000), "mobile": (390, 844)}
KEPT = {
    "week-desktop-light",
    "trend-desktop-light",
    "write-mobile-dark",
    "goals-desktop-light",
}
UNTIL = "2026-11-22"  # a Sunday, so that the newest week is whole
PRINTED = ("week", "trend", "goal", "agreement", "letter")
LARGEST = 400 * 1024
TALLEST, TALLEST_KEPT = 2600, 1600  # pixels; the README's are cut


def shot(page: Page, name: str) -> None:
    """Take one picture, as much of the page as a reader would look at."""
    folder = ROOT / ("docs" if name in KEPT else "var") / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    tallest = TALLEST_KEPT if name in KEPT else TALLEST
    height = min(page.evaluate("document.documentElement.scrollHeight"), tallest)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True, clip=clip)
    size = path.stat().st_size
    note = "" if size <= LARGEST else "  larger than 400 KB"
    print(f"{path.relative_to(ROOT)}  {size // 1024} KB{note}", flush=True)


def open_page(browser: Browser, site: Local, scheme: str, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    return context.new_page()


def look(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.evaluate("document.fonts.ready")
    shot(page, name)


def every(browser: Browser, site: Local, scheme: str, size: str) -> None:
    """Take every page's picture in one scheme at one size."""
    page = open_page(browser, site, scheme, size)
    look(page, "/", f"landing-{size}-{scheme}")
    steps.sign_in(page, *steps.DEMO)
    found = {
        name: pages.address(route, pages.PAGES[route], site.var) for name, route in PAGES.items()
    }
    for name, address in found.items():
        look(page, address, f"{name}-{size}-{scheme}")
    if (scheme, size) == ("light", "desktop"):
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        for name in PRINTED:
            look(page, found[name], f"{name}-print")
    page.context.close()


def each_state(browser: Browser, site: Local, states: list[State]) -> None:
    """Take the pictures of everybody in `states`, on a desk in the light and on a dark phone."""
    for state in states:
        for size, scheme in (("desktop", "light"), ("mobile", "dark")):
            page = open_page(browser, site, scheme, size)
            steps.sign_in(page, state.user.email, PASSWORD)
            for name, address in state.pages.items():
                look(page, address, f"state-{state.name}-{name}-{size}-{scheme}")
            page.context.close()


def main() -> None:
    if not chromium.executable():
        sys.exit(chromium.MISSING)
    with tempfile.TemporaryDirectory(prefix="sidenote-shots-") as folder:
        site = Local(Path(folder))
        os.environ["VAR_DIR"] = folder
        django.setup()
        site.start()
        try:
            site.manage("demo", "--until", UNTIL)
            take_all(site)
        finally:
            site.stop()


def take_all(site: Local) -> None:
    from tests.support.states import make_states  # its models need the settings

    states = make_states(datetime.now(UTC))
    with sync_playwright() as playwright:
        path = chromium.executable()
        browser = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        for scheme in ("light", "dark"):
            for size in SIZES:
                every(browser, site, scheme, size)
        each_state(browser, site, states)
        browser.close()


if __name__ == "__main__":
    main()
