"""From a handle to the address of its actor. Source: RFC 7033; swicg's ActivityPub WebFinger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from apps.providers.answers import expect
from apps.providers.asking import Asking
from apps.providers.urls import RefusedAddress, parse_address

ACTIVITY_JSON = "application/activity+json"
JRD = "application/jrd+json"
ACTIVITY = re.compile(
    r"application/activity\+json"
    r"|application/ld\+json\s*;\s*profile=\"[^\"]*https://www\.w3\.org/ns/activitystreams[^\"]*\"",
    re.IGNORECASE,
)


async def actor_of(asking: Asking, user: str, host: str) -> str:
    """The address of the actor behind `user@host`. Raises ProviderError, ValueError."""
    resource = urlencode({"resource": f"acct:{user}@{host}"})
    url = f"https://{host}/.well-known/webfinger?{resource}"
    found = expect(await asking.get(url, accept=JRD), asking.now)
    links = [link for link in found["links"] if _is_actor(link)]
    return checked_actor(links[0]["href"])


def checked_actor(address: object) -> str:
    """An actor's address, which is its id: public, and over https. Raises ValueError."""
    read = parse_address(address if isinstance(address, str) else "")
    if read.scheme != "https":
        raise RefusedAddress("an actor over plain HTTP")
    return str(address)


def _is_actor(link: Mapping[str, Any]) -> bool:
    return link.get("rel") == "self" and bool(ACTIVITY.fullmatch(str(link.get("type"))))
