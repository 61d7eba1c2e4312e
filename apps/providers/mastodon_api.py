"""What Mastodon's API says of accounts. Source: docs.joinmastodon.org, methods accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from apps.providers.answers import Answer, error_for
from apps.providers.asking import Asking
from apps.providers.base import SHAPE_ERRORS, Account, Outcome, ProviderError
from apps.providers.fediverse import HANDLE, user_of
from apps.providers.http import Door
from apps.providers.nodeinfo import name_of, version_of
from apps.providers.text import counts_of, plain_text, profile_words

BATCHES_FROM = (4, 3)
COUNTS = {
    "followers": "followers_count",
    "following": "following_count",
    "posts": "statuses_count",
}
# Pleroma and its forks say zero where a count is hidden, and say here that it is.
PLEROMA_FLAGS = {"followers": "hide_followers_count", "following": "hide_follows_count"}

Entity = Mapping[str, Any]


async def entity_of(asking: Asking) -> Entity:
    """The account itself, by its id, by its token or by its name. Raises ProviderError."""
    account = asking.account
    base = f"https://{account.host}/api/v1/accounts"
    if account.account_id:
        answer = await asking.get(f"{base}/{quote(account.account_id, safe='')}")
    elif account.secret:
        answer = await asking.get(f"{base}/verify_credentials")
    else:
        answer = await asking.get(f"{base}/lookup?{urlencode({'acct': user_of(account)})}")
    if not answer.ok:
        raise refusal(answer, asking)
    entity = known_entity(answer.data, account.host)
    if not account.account_id and account.secret and not _is_named(entity, user_of(account)):
        raise ProviderError(Outcome.MALFORMED, "another-account")
    return entity


async def entities_of(
    door: Door, accounts: Sequence[Account], now: datetime
) -> dict[tuple[str, str], Entity]:
    """Accounts by host and id, asked for together where the software can and two are known.

    Whoever is missing has to be asked for singly, to learn why.
    """
    found: dict[tuple[str, str], Entity] = {}
    able = sorted((one for one in accounts if _goes_in_batches(one)), key=lambda one: one.host)
    for host, group in groupby(able, key=lambda one: one.host):
        together = list(group)
        if len(together) > 1:
            found |= {(host, key): one for key, one in (await _batch(door, together, now)).items()}
    return found


async def _batch(door: Door, accounts: Sequence[Account], now: datetime) -> dict[str, Entity]:
    ids = urlencode({"id[]": [one.account_id for one in accounts]}, doseq=True)
    try:
        answer = await Asking(door, accounts[0], now).get(
            f"https://{accounts[0].host}/api/v1/accounts?{ids}"
        )
        return {str(one["id"]): one for one in answer.data} if answer.ok else {}
    except (ProviderError, *SHAPE_ERRORS):
        return {}


def _goes_in_batches(account: Account) -> bool:
    is_able = name_of(account.software) == "mastodon"
    is_able = is_able and version_of(account.software) >= BATCHES_FROM
    return is_able and bool(account.account_id) and not account.secret


def known_entity(entity: Any, host: str) -> Entity:  # JSON is anything
    """An account that is there. Suspended ones answer 200 with every count at zero.

    Raises ProviderError, ValueError.
    """
    if not isinstance(entity, dict):
        raise ValueError("not an account")
    if entity.get("suspended"):
        raise ProviderError(Outcome.SUSPENDED, "suspended")
    if moved := entity.get("moved"):
        raise ProviderError(Outcome.MOVED, "moved", permanent=True, moved_to=_moved_to(moved, host))
    return entity


def levels_of(entity: Entity) -> tuple[dict[str, float], frozenset[str]]:
    """The account's counts, and the keys of those that are hidden."""
    values, hidden = counts_of(entity, COUNTS)
    pleroma = entity.get("pleroma")
    flags = pleroma if isinstance(pleroma, dict) else {}
    kept = {key for key, flag in PLEROMA_FLAGS.items() if flags.get(flag) and not values.get(key)}
    return {key: values[key] for key in values.keys() - kept}, hidden | kept


def words_of(entity: Entity) -> str:
    """The profile's words and links, to look for a proof in."""
    fields = entity.get("fields")
    pieces = [one for field in fields or () for one in (field.get("name"), field.get("value"))]
    return profile_words([entity.get("note"), *pieces])


def refusal(answer: Answer, asking: Asking) -> ProviderError:
    """What a status means here; where a sign-in is wanted, a token that was not given may help."""
    error = error_for(answer, asking.now)
    if error.outcome is Outcome.NEEDS_SIGN_IN and not asking.account.secret:
        return ProviderError(error.outcome, "needs-token")
    return error


def _is_named(entity: Entity, user: str) -> bool:
    return plain_text(entity.get("username")).casefold() == user.casefold()


def _moved_to(moved: Any, host: str) -> str:  # JSON is anything
    acct = plain_text(moved.get("acct") if isinstance(moved, dict) else "")
    handle = acct if "@" in acct else f"{acct}@{host}"
    return f"@{handle}" if HANDLE.fullmatch(handle) else ""
