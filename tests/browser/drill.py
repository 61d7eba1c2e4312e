"""For the drills: a Chromium that can be killed, a web server that can be, and what was typed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Page, Request, Response

from tests.support import chromium
from tests.support.stack import wait_until

WORDS = "I wrote to Ines on Monday, before anything else, and she answered within the hour. "


class Browser:
    """A Chromium with a profile on disk, in a process group of its own."""

    def __init__(self, kind: BrowserType, profile: Path) -> None:
        self.profile, self.kind = profile, kind
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Any:
        """Start it; return its window (a context of Playwright's)."""
        told = self.profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            (self.profile / "SingletonLock").unlink()
        self._process = subprocess.Popen(
            [
                chromium.executable(),
                *chromium.flags(),
                "--headless",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: told.exists() and told.read_text().strip(), 60, "Chromium listens")
        port = told.read_text().split()[0]
        return self.kind.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0]

    def kill(self) -> None:
        """End it and its children at once, as a crash would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class Typist:
    """Types a text and remembers when each letter of it was there."""

    def __init__(self, page: Page, words: str = WORDS) -> None:
        self.page, self.words, self.typed = page, words, ""
        self.moments: list[float] = []

    def letter(self) -> None:
        """Type the next letter."""
        letter = self.words[len(self.typed) % len(self.words)]
        self.page.keyboard.type(letter)
        self.typed += letter
        self.moments.append(time.monotonic())

    def goes_on(self, text: str) -> None:
        """Go on after `text`, which is all that is there now."""
        self.typed, self.moments = text, []
        self.page.focus("#id_body")
        self.page.keyboard.press("Control+End")

    def letters(self, count: int) -> None:
        for _ in range(count):
            self.letter()

    def for_seconds(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.letter()

    def seconds_lost(self, length: int, when: float) -> float:
        """Return for how long before `when` the first letter beyond `length` had been there."""
        lost = self.moments[len(self.moments) - (len(self.typed) - length) :]
        return when - lost[0] if lost else 0.0


def kept_part(text: str, *found: str) -> str:
    """Return the longest beginning of `text` that is one of `found`."""
    return max((one for one in found if text.startswith(one)), default="", key=len)


class Witness:
    """Notes each text that the server has taken, and each that the page called saved."""

    WATCH = """() => {
        const saved = document.getElementById("saved"), body = document.getElementById("id_body");
        self.called = [];
        new MutationObserver(() => {
            if (saved.textContent.startsWith("Saved on localhost")) self.called.push(body.value);
        }).observe(saved, { childList: true });
    }"""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taken: set[str] = set()
        page.on("response", self._answered)
        page.evaluate(self.WATCH)

    def _answered(self, answer: Response) -> None:
        request: Request = answer.request
        if request.method == "PUT" and answer.status == 200:
            self.taken.add(request.post_data_json["document"]["body"])

    def wrong(self) -> list[str]:
        """Return the texts that were called saved and were not; forget what was called so far."""
        called: list[str] = self.page.evaluate("self.called.splice(0)")
        return [one for one in called if one not in self.taken]
