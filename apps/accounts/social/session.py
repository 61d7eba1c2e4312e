"""What allauth asks other places with: its `requests` session, played over the one door."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from types import TracebackType
from typing import Any, Protocol, Self

from allauth.core import context as allauth_context
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.utils.http import urlencode

from apps.providers.answers import Answer
from apps.providers.base import ProviderError
from apps.providers.http import Budget, Door, user_agent_with

log = logging.getLogger(__name__)

LATE = "timed-out"
ACCEPT = {"Accept": "application/json"}


class NoAnswer(OAuth2Error):
    """The other place did not answer, or not in a way that can be used.

    `detail` is a short machine word, never text from an answer.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def is_late(self) -> bool:
        """Whether time ran out."""
        return self.detail == LATE


class BasicAuth(Protocol):
    """A name and a password, as `requests` has them."""

    username: str
    password: str


@dataclass(frozen=True)
class Said:
    """One answer with the parts of a `requests.Response` that allauth reads.

    Its bytes are not among them: allauth puts them into the message of an error.
    """

    status_code: int
    headers: Mapping[str, str]
    data: Any = field(repr=False)
    content = b""
    text = ""

    @property
    def ok(self) -> bool:
        """Whether the place did what was asked."""
        return self.status_code < HTTPStatus.BAD_REQUEST

    def json(self) -> Any:
        """The JSON that was answered; None where a refusal brought none."""
        return self.data

    def raise_for_status(self) -> None:
        """Raises NoAnswer for a refusal."""
        if not self.ok:
            raise NoAnswer(f"HTTP {self.status_code}")


class Session:
    """Asks for JSON through the door; all of one web request's questions share ten seconds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Nothing is kept open between two questions."""

    def get(self, url: str, **given: Any) -> Said:
        """Ask with GET. Raises NoAnswer."""
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Said:
        """Ask with POST, sending a form. Raises NoAnswer."""
        return self.request("POST", url, **given)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: BasicAuth | None = None,
    ) -> Said:
        """Ask one question. Raises NoAnswer."""
        if params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        wanted = {**ACCEPT, **(headers or {}), **_basic(auth)}
        left = seconds_left()
        try:
            if left <= 0:
                raise NoAnswer(LATE)
            answer = asyncio.run(_ask(method, url, data or {}, wanted, left))
        except ProviderError as error:
            log.warning("signing in: another place gave no answer: %s", error.detail)
            raise NoAnswer(error.detail) from None
        return Said(answer.status, answer.headers, answer.data)


def seconds_left() -> float:
    """What this web request may still spend on other places."""
    request = allauth_context.request
    if request is None:
        return float(settings.SIGN_IN_SECONDS)
    if not hasattr(request, "asking_until"):
        request.asking_until = monotonic() + settings.SIGN_IN_SECONDS
    return float(request.asking_until - monotonic())


async def _ask(
    method: str, url: str, data: Mapping[str, str], headers: Mapping[str, str], left: float
) -> Answer:
    budget = Budget(connect=min(5.0, left), read=left, total=left)
    agent = user_agent_with(settings.USER_AGENT_CONTACT)
    sandbox = settings.SANDBOX_ADDRESS or None
    async with Door(sandbox_address=sandbox, user_agent=agent, budget=budget) as door:
        if method == "GET":
            return await door.get_json(url, headers=headers)
        return await door.post_form(url, data, headers=headers)


def _basic(auth: BasicAuth | None) -> dict[str, str]:
    if auth is None:
        return {}
    pair = base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}
