"""Having a key that a person gave revoked where it was made, so that it works nowhere any more."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from apps.providers.base import Outcome, ProviderError
from apps.providers.http import Door, Question


@dataclass(frozen=True)
class Key:
    """A key and the host that made it; `client` is the id and the secret we are known by there."""

    host: str
    secret: str = field(repr=False)
    client: tuple[str, str] | None = field(default=None, repr=False)


Revoker = Callable[[Door, Key], Awaitable[int]]


async def take_back(provider: str, door: Door, key: Key, now: datetime) -> None:
    """Have a key revoked. Raises ProviderError, permanent where asking again would not help."""
    status = await TAKES_BACK[provider](door, key)
    if 200 <= status < 300:
        return
    told = f"HTTP {status}"
    refused = status < 500 and status not in (408, 429)
    raise ProviderError(Outcome.REFUSED if refused else Outcome.TRANSIENT, told, permanent=refused)


async def _github(door: Door, key: Key) -> int:
    """GitHub revokes what anybody can show it (docs.github.com/rest/credentials)."""
    body = json.dumps({"credentials": [key.secret]}).encode()
    headers = {
        "accept": "application/vnd.github+json",
        "content-type": "application/json",
        "x-github-api-version": "2022-11-28",
    }
    answer = await door.send(
        f"https://{key.host}/credentials/revoke", Question(headers, 64_000, body)
    )
    return answer.status


async def _mastodon(door: Door, key: Key) -> int:
    """A host revokes a token for the client that it was made for (docs.joinmastodon.org)."""
    if key.client is None:
        raise ProviderError(Outcome.REFUSED, "no-client", permanent=True)
    fields = {"client_id": key.client[0], "client_secret": key.client[1], "token": key.secret}
    return (await door.post_form(f"https://{key.host}/oauth/revoke", fields)).status


TAKES_BACK: Mapping[str, Revoker] = {"github": _github, "mastodon": _mastodon}
"""The providers whose API can revoke a key."""

PAGES: Mapping[str, str] = {
    "github": "https://github.com/settings/tokens",
    "mastodon": "https://{host}/settings/applications",
    "stack_exchange": "https://stackapps.com/apps/oauth",
    "youtube": "https://console.cloud.google.com/apis/credentials",
}


def own_page(provider: str, host: str) -> str:
    """Where a person takes such a key back themselves; empty where we know of no page."""
    return PAGES.get(provider, "").format(host=host)
