"""A whole Sidenote on each database, with a few people whose numbers are to be collected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Postgres
from tests.support.stack import Stack
from tests.support.template import migrate

PEOPLE = """
from django.utils import timezone
from apps.accounts.models import User
from apps.metrics.models import Source
from apps.providers import PROVIDERS

NOW = timezone.now()
user = User.objects.create_user(email="drill@example.org", password="a plain password")
HANDLES = {
    "mastodon": ["@wren@social.example", "@odile@social.example"],
    "bluesky": ["wren.example", "odile.example"],
}
for key, handles in HANDLES.items():
    for handle in handles:
        account = PROVIDERS[key].parse({"handle": handle})
        Source.objects.create(
            user=user, provider=key, handle=account.handle, host=account.host,
            settings=dict(account.settings), connected_at=NOW, next_visit_at=NOW,
        )
"""


@pytest.hookimpl
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The long drills are `make drill`'s alone."""
    is_long = collection_path.name.startswith("test_long_")
    return True if is_long and not config.getoption("--long") else None


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def surroundings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stack, Postgres | None]]:
    """A stack whose Redis runs, on an empty database, and the server under it."""
    folder = tmp_path_factory.mktemp("drill")
    # One that keeps what it said it kept: its own crash is among the drills.
    server = Postgres(durable=True) if request.param == "postgres" else None
    if server:
        server.start()
    database = server.create("drill") if server else f"sqlite:///{folder / 'drill.sqlite3'}"
    migrate(database)
    stack = Stack(folder / "var", database)
    stack.redis.start()
    yield stack, server
    stack.stop()
    if server:
        server.stop()


@pytest.fixture(scope="module")
def server(surroundings: tuple[Stack, Postgres | None]) -> Postgres | None:
    """The PostgreSQL under the stack, if that is what it runs on."""
    return surroundings[1]


@pytest.fixture(scope="module")
def running(surroundings: tuple[Stack, Postgres | None]) -> Stack:
    """The stack with a person, the invented network, and web, worker and clock at work."""
    stack = surroundings[0]
    stack.start("sandbox", "web", "worker", "beat")
    stack.run(PEOPLE)
    stack.sign_in()
    return stack


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this is `make drill`, where limits in seconds hold."""
    return bool(request.config.getoption("--long"))
