"""A reminder outlives its sender: killed at each point, it is sent by the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import Postgres
from tests.support.stack import Stack

SOMEBODY = """
from datetime import UTC, datetime, time
from apps.accounts.models import Preferences, User
user = User.objects.create_user(email="drill@example.org", password="a plain password")
Preferences.objects.create(
    user=user, reminder_day=7, reminder_time=time(18),
    next_reminder_at=datetime(2026, 11, 22, 18, tzinfo=UTC),
)
"""
# The mail server is a file beside the database; the sender ends itself as kill -9 would.
SEND = """
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from django.core.mail.backends import locmem
from apps.review.reminders import remind

TOOK = Path(settings.VAR_DIR) / "taken"

def end():
    os.kill(os.getpid(), signal.SIGKILL)

class Server(locmem.EmailBackend):
    def send_messages(self, messages):
        if "{death}" == "before":
            end()
        with TOOK.open("a") as file:
            file.writelines(one.message()["Message-ID"] + "\\n" for one in messages)
        if "{death}" == "after":
            end()
        return len(messages)

locmem.Server = Server
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.Server"
print(remind(now=datetime(2026, 11, 22, {clock}, tzinfo=UTC)))
"""


@pytest.fixture
def stack(surroundings: tuple[Stack, Postgres | None]) -> Iterator[Stack]:
    """A stack without people, letters or mail; no process of it is at work."""
    stack = surroundings[0]
    yield stack
    stack.run("from apps.accounts.models import User; User.objects.all().delete()")
    stack.rows("DELETE FROM core_letter")
    (stack.var / "taken").unlink(missing_ok=True)


def taken(stack: Stack) -> list[str]:
    """Return the ids of what the mail server took."""
    file = stack.var / "taken"
    return file.read_text().split() if file.exists() else []


@pytest.mark.parametrize(("death", "copies"), [("before", 1), ("after", 2)])
def test_a_killed_sender_s_reminder_is_sent_by_the_next(
    stack: Stack, death: str, copies: int
) -> None:
    stack.run(SOMEBODY)
    assert stack.ends(SEND.replace("{death}", death).replace("{clock}", "18, 0")) == -9
    alive = SEND.replace("{death}", "")
    assert stack.run(alive.replace("{clock}", "18, 2")) == "0\n"
    assert stack.run(alive.replace("{clock}", "18, 3")) == "1\n"
    assert stack.run(alive.replace("{clock}", "23, 0")) == "0\n"
    ids = taken(stack)
    assert (len(ids), len(set(ids))) == (copies, 1)
    assert stack.count("FROM core_letter WHERE state = 'sent'") == 1
