"""A whole Sidenote on each database, with a few people whose numbers are to be collected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.plugin import migrate
from tests.support.postgres import Postgres
from tests.support.stack import Stack

PEOPLE = """
from django.utils import timezone
from apps.accounts.models import User
from apps.metrics.models import Source
from apps.providers import PROVIDERS

NOW = timezone.now()
user = User.objects.create_user(email="drill@example.org", password="a plain password")
HANDLES = {
    "mastodon": ["@wren@social.example", "@odile@social.example", "@ines@social.example"],
    "bluesky": ["wren.example", "odile.example", "teodor.example"],
}
for key, handles in HANDLES.items():
    for handle in handles:
        account = PROVIDERS[key].parse({"handle": handle})
        Source.objects.create(
            user=user, provider=key, handle=account.handle, host=account.host,
            settings=dict(account.settings), connected_at=NOW, next_visit_at=NOW,
        )
"""


@pytest.fixture(params=["sqlite", "postgres"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """Redis and the invented network run; worker, beat and web are the test's to start."""
    server = Postgres() if request.param == "postgres" else None
    if server:
        server.start()
    database = server.create("drill") if server else f"sqlite:///{tmp_path / 'drill.sqlite3'}"
    migrate(database)
    stack = Stack(tmp_path / "var", database)
    stack.redis.start()
    stack.start("sandbox")
    stack.run(PEOPLE)
    yield stack
    stack.stop()
    if server:
        server.stop()


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this is `make drill`, where limits in seconds hold."""
    return bool(request.config.getoption("--long"))
