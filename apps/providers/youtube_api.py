"""One request to YouTube's API, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from apps.providers.answers import Answer, error_for, retry_time
from apps.providers.base import Outcome, ProviderError
from apps.providers.http import Door

PUBLIC_HOST = "www.googleapis.com"
# Chosen by a page's address there. No name under .example leads anywhere outside a sandbox.
SANDBOX_HOST = "tube.example"
PACIFIC = ZoneInfo("America/Los_Angeles")
COUNT = re.compile(r"[0-9]{1,18}")
# Reasons are machine words in the body; a key is refused with one of many, all the rest of 403.
USED_UP = frozenset(("quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"))
TOO_FAST = frozenset(("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"))
KEY_REFUSED = frozenset(("keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_EXPIRED"))
CHANNEL_IS = {
    "channelSuspended": Outcome.SUSPENDED,
    "channelClosed": Outcome.GONE,
}


async def ask(
    door: Door, host: str, secret: str, method: str, now: datetime, **wanted: str
) -> dict[str, Any]:
    """Call one method with the person's key, in a header. Raises ProviderError."""
    url = f"https://{host}/youtube/v3/{method}?{urlencode(wanted)}"
    answer = await door.get_json(url, headers={"x-goog-api-key": secret})
    if not answer.ok:
        raise _error_of(answer, now)
    if not isinstance(answer.data, dict):
        raise ProviderError(Outcome.MALFORMED, "unexpected-shape")
    return answer.data


def items_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was found; nothing is told by an empty list or by none. Raises ProviderError."""
    items = answer.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ProviderError(Outcome.MALFORMED, "unexpected-shape")
    return items


def numbers_of(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """These counts as numbers, for the API sends them as words; anything else as it came."""
    found = {name: record.get(name) for name in names}
    return {
        name: int(value) if isinstance(value, str) and COUNT.fullmatch(value) else value
        for name, value in found.items()
    }


def site_of(host: str) -> str:
    """Where the pages of an API's channels are."""
    return "www.youtube.com" if host == PUBLIC_HOST else host


def next_quota(now: datetime) -> datetime:
    """When the day's units are given anew: at midnight in California."""
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC)


def _error_of(answer: Answer, now: datetime) -> ProviderError:
    reasons, detail = _reasons(answer.data), f"HTTP {answer.status}"
    if reasons & USED_UP:
        return ProviderError(Outcome.RATE_LIMITED, detail, retry_at=next_quota(now))
    if reasons & TOO_FAST:
        retry_at = retry_time(answer.headers, now)
        return ProviderError(Outcome.RATE_LIMITED, detail, retry_at=retry_at)
    if reasons & KEY_REFUSED:
        return ProviderError(Outcome.NEEDS_SIGN_IN, detail)
    for reason in reasons & CHANNEL_IS.keys():
        return ProviderError(CHANNEL_IS[reason], detail)
    if answer.status == 400:
        return ProviderError(Outcome.MALFORMED, detail)
    return error_for(answer, now)


def _reasons(data: Any) -> frozenset[str]:  # JSON is anything
    error = data.get("error") if isinstance(data, dict) else None
    if not isinstance(error, dict):
        return frozenset()
    told = [error.get("errors"), error.get("details")]
    entries = [entry for one in told if isinstance(one, list) for entry in one]
    reasons = [entry.get("reason") for entry in entries if isinstance(entry, dict)]
    return frozenset(reason for reason in reasons if isinstance(reason, str))
