"""Visits to a server that says what the test says, with the moments that the tests share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from apps.providers import PROVIDERS
from apps.providers.asking import Asking
from apps.providers.base import Account, ProviderError, Reading
from apps.providers.http import Budget, Door
from apps.providers.nodeinfo import software_of
from tests.providers.hostile import Hostile, Script, routes, serving

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 9, tzinfo=UTC)
PATIENT = Budget(connect=10, read=10, total=20)  # nothing here is slow but the machine


def visit(
    provider: str, accounts: Sequence[Account], said: Script | dict[str, bytes]
) -> tuple[list[Reading | ProviderError], Hostile]:
    """What a provider makes of a server, and what the server was asked."""

    async def go(address: str) -> list[Reading | ProviderError]:
        async with Door(sandbox_address=address, budget=PATIENT) as door:
            return await PROVIDERS[provider].read(door, accounts, since=SINCE, now=NOW)

    with serving(routes(said) if isinstance(said, dict) else said) as server:
        return asyncio.run(go(server.address)), server


def software(
    account: Account, said: Script | dict[str, bytes]
) -> tuple[str | ProviderError, Hostile]:
    """What a server is taken to run, and what it was asked."""

    async def go(address: str) -> str | ProviderError:
        async with Door(sandbox_address=address, budget=PATIENT) as door:
            try:
                return await software_of(Asking(door, account, NOW))
            except ProviderError as error:
                return error

    with serving(routes(said) if isinstance(said, dict) else said) as server:
        return asyncio.run(go(server.address)), server


def error_of(answer: Reading | ProviderError) -> tuple[str, str, bool]:
    """An error as outcome, detail and whether it is for good."""
    assert isinstance(answer, ProviderError), answer
    return answer.outcome.value, answer.detail, answer.permanent
