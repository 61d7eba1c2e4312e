"""One visit's questions to one account's host, and how such visits take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from apps.providers.answers import Answer, rest_time
from apps.providers.base import SHAPE_ERRORS, Account, Outcome, ProviderError, Reading
from apps.providers.http import Door
from apps.providers.urls import parse_address

NOT_ASKED = "out-of-time"
"""The detail of an account that was not asked on this visit: it stays due, and nothing is noted."""

Page = TypeVar("Page")
SILENT_AT_MOST = 5
NO_ANSWER = (Outcome.TRANSIENT, Outcome.REFUSED)


class Asking:
    """Asks on behalf of one account and remembers whether its host wants to rest afterwards.

    The person's token goes to the account's own host alone, and over https alone.
    """

    def __init__(self, door: Door, account: Account, now: datetime) -> None:
        self.door = door
        self.account = account
        self.now = now
        self.rest_until: datetime | None = None

    async def get(self, url: str, *, accept: str = "application/json") -> Answer:
        """Fetch JSON. Raises ProviderError."""
        headers = {"Accept": accept, **self._credentials(url)}
        return self._noted(await self.door.get_json(url, headers=headers))

    async def post(self, url: str, data: object) -> Answer:
        """Send JSON. Raises ProviderError."""
        return self._noted(await self.door.post_json(url, data))

    def _credentials(self, url: str) -> dict[str, str]:
        address = parse_address(url)
        is_own = address.scheme == "https" and address.host == self.account.host
        secret = self.account.secret
        return {"Authorization": f"Bearer {secret}"} if secret and is_own else {}

    def _noted(self, answer: Answer) -> Answer:
        rest = rest_time(answer.headers, self.now)
        self.rest_until = max(filter(None, (self.rest_until, rest)), default=None)
        return answer


async def or_error(reading: Awaitable[Reading]) -> Reading | ProviderError:
    """A reading, or every way of failing as one ProviderError."""
    try:
        return await reading
    except ProviderError as error:
        return error
    except SHAPE_ERRORS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")


async def unless_late(asked: Awaitable[Page]) -> Page | None:
    """One more page of posts; None when the visit's time is up, which is no fault of the host's."""
    try:
        return await asked
    except ProviderError as error:
        if error.detail == NOT_ASKED:
            return None
        raise


def not_asked(accounts: Sequence[Account]) -> list[Reading | ProviderError]:
    """What is told of accounts that were not asked about: they stay due."""
    return [ProviderError(Outcome.TRANSIENT, NOT_ASKED) for _ in accounts]


async def in_turn(
    accounts: Sequence[Account], read: Callable[[Account], Awaitable[Reading]]
) -> list[Reading | ProviderError]:
    """Read one account after another.

    A host that asks to slow down, or does not answer five times in a row, is asked nothing more:
    the accounts left over are NOT_ASKED, and stay due.
    """
    silent: Counter[str] = Counter()
    resting: set[str] = set()
    answers: list[Reading | ProviderError] = []
    for account in accounts:
        host = account.host
        if host in resting or silent[host] >= SILENT_AT_MOST:
            answers += not_asked([account])
            continue
        answer = await or_error(read(account))
        silent[host] = silent[host] + 1 if _is_silent(answer) else 0
        if wants_rest(answer):
            resting.add(host)
        answers.append(answer)
    return answers


def _is_silent(answer: Reading | ProviderError) -> bool:
    return isinstance(answer, ProviderError) and answer.outcome in NO_ANSWER


def wants_rest(answer: Reading | ProviderError) -> bool:
    """Whether the host asks to be left alone after this answer."""
    if isinstance(answer, ProviderError):
        return answer.outcome is Outcome.RATE_LIMITED
    return answer.rest_until is not None
