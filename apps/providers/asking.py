"""One visit's questions to one account's host, and how such visits take turns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from apps.providers.answers import Answer, rest_time
from apps.providers.base import SHAPE_ERRORS, Account, Outcome, ProviderError, Reading
from apps.providers.http import Door
from apps.providers.urls import parse_address

ASKED_TO_REST = "asked-to-rest"


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


async def in_turn(
    accounts: Sequence[Account], read: Callable[[Account], Awaitable[Reading]]
) -> list[Reading | ProviderError]:
    """Read one account after another; a host that asks to slow down is asked nothing more."""
    limits: dict[str, ProviderError] = {}
    answers: list[Reading | ProviderError] = []
    for account in accounts:
        answer: Reading | ProviderError | None = limits.get(account.host)
        if answer is None:
            answer = await or_error(read(account))
            if limit := _limit_of(answer):
                limits[account.host] = limit
        answers.append(answer)
    return answers


def _limit_of(answer: Reading | ProviderError) -> ProviderError | None:
    if isinstance(answer, ProviderError):
        return answer if answer.outcome is Outcome.RATE_LIMITED else None
    if answer.rest_until is None:
        return None
    return ProviderError(Outcome.RATE_LIMITED, ASKED_TO_REST, retry_at=answer.rest_until)
