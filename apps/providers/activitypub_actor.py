"""An ActivityPub actor, read with care: whether it is there, and where its collections lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.providers.answers import Answer, error_for
from apps.providers.asking import Asking
from apps.providers.base import Outcome, ProviderError
from apps.providers.fediverse import handle_of
from apps.providers.text import NAME_LIMIT, id_text, name_text, plain_text, profile_words
from apps.providers.urls import parse_address, public_link
from apps.providers.webfinger import ACTIVITY_JSON, checked_actor

ACTORS = frozenset(("Person", "Service", "Group", "Organization", "Application"))
COLLECTIONS = ("followers", "following", "outbox")


@dataclass(frozen=True)
class Actor:
    """One actor. `collections` are by name, those on its own host alone."""

    id: str
    user: str
    handle: str
    name: str
    address: str
    collections: Mapping[str, str]
    words: str = field(repr=False)


async def read_actor(asking: Asking, address: str, *, is_id: bool = True) -> Actor:
    """Fetch an actor by its id, or by a page that names it. Raises ProviderError, ValueError."""
    answer = await asking.get(address, accept=ACTIVITY_JSON)
    if not answer.ok:
        raise _refusal(answer, asking)
    told = answer.data
    if told.get("type") == "Tombstone":
        raise ProviderError(Outcome.GONE, "tombstone", permanent=True)
    actor_id = checked_actor(id_text(told["id"]))
    if actor_id != address and not is_id:
        return await read_actor(asking, actor_id)
    if actor_id != address or told["type"] not in ACTORS:
        raise ProviderError(Outcome.MALFORMED, "another-account")
    if told.get("suspended"):
        raise ProviderError(Outcome.SUSPENDED, "suspended")
    if moved := told.get("movedTo"):
        raise ProviderError(Outcome.MOVED, "moved", permanent=True, moved_to=handle_of(moved))
    return _actor(told, actor_id)


def _actor(told: Mapping[str, Any], actor_id: str) -> Actor:
    collections = {name: _own(told.get(name), actor_id) for name in COLLECTIONS}
    if not any(collections.values()):
        # To whoever does not sign, a guarded host tells of an actor its name and key alone.
        raise ProviderError(Outcome.NEEDS_SIGNATURE, "no-collections")
    user = plain_text(told["preferredUsername"], NAME_LIMIT)
    if not user:
        raise ValueError("an actor without a name")
    return Actor(
        id=actor_id,
        user=user,
        handle=f"@{user}@{parse_address(actor_id).host}",
        name=name_text(told.get("name")) or name_text(user),
        address=public_link(_first(told.get("url"))) or public_link(actor_id),
        collections=collections,
        words=_words_of(told),
    )


def _refusal(answer: Answer, asking: Asking) -> ProviderError:
    """What a status means for an actor: who may be asked at all is the host's decision."""
    detail = f"HTTP {answer.status}"
    match answer.status:
        case 401:
            return ProviderError(Outcome.NEEDS_SIGNATURE, detail)
        case 403:
            return ProviderError(Outcome.SUSPENDED, detail)
        case _:
            return error_for(answer, asking.now)


def _own(url: object, actor_id: str) -> str:
    """A collection's address on the actor's own host, over https; empty for any other."""
    link = public_link(url)
    if not link or not link.startswith("https://"):
        return ""
    return link if parse_address(link).host == parse_address(actor_id).host else ""


def _first(url: Any) -> Any:  # JSON is anything
    """An address, also where it comes as a Link or as several of them."""
    one = url[0] if isinstance(url, list) and url else url
    return one.get("href") if isinstance(one, dict) else one


def _words_of(told: Mapping[str, Any]) -> str:
    attached = told.get("attachment")
    pieces = [
        part
        for one in (attached if isinstance(attached, list) else [attached])
        if isinstance(one, dict)
        for part in (one.get("name"), one.get("value"), one.get("href"))
    ]
    return profile_words([told.get("summary"), *pieces])
