"""Stack Overflow and the sites beside it, through version 2.3 of their one API.

Source: api.stackexchange.com/docs. Refusals are HTTP 400 with a number; a good answer may ask for
a rest too, by `backoff`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import LONGEST_WAIT, Answer, error_for
from apps.providers.asking import not_asked, wants_rest
from apps.providers.base import (
    SHAPE_ERRORS,
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Rate,
    Reading,
)
from apps.providers.http import Door
from apps.providers.keys import typed_secret
from apps.providers.text import counts_of, name_text, number_of, plain_text
from apps.providers.urls import public_link

PUBLIC_HOST = "api.stackexchange.com"
# Chosen by a profile's address there. No name under .example leads anywhere outside a sandbox.
SANDBOX_HOST = "stackexchange.example"
OWN_NAMES = (
    *("stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com", "stackapps.com"),
    *("mathoverflow.net", SANDBOX_HOST),
)
OWN = "|".join(re.escape(name) for name in OWN_NAMES)
SITE = rf"(?:[a-z0-9-]{{2,40}}\.){{1,2}}stackexchange\.com|(?:[a-z-]{{2,8}}\.)?(?:{OWN})"
PROFILE = re.compile(
    rf"(?i:(?:https?://)?(?:www\.)?(?P<site>{SITE}))/users/(?P<user>[0-9]{{1,12}})(?:[/?#].*)?"
)
PAGE_SIZE = 100
SPARE = timedelta(seconds=2)
WAIT = re.compile(r"available in ([0-9]{1,6}) seconds")

BADGES = ("gold", "silver", "bronze")


class StackExchange(Provider):
    """A public profile on one site, by its number there."""

    key = "stack_exchange"
    label = _("Stack Exchange")
    summary = _("Reads your reputation and badges on Stack Overflow or one of the sites beside it.")
    batch = PAGE_SIZE
    proofs = ("link",)
    metrics = (
        MetricSpec("reputation", "total", _("Reputation"), _("reputation")),
        MetricSpec("gold", "total", _("Gold badges"), _("gold badges")),
        MetricSpec("silver", "total", _("Silver badges"), _("silver badges")),
        MetricSpec("bronze", "total", _("Bronze badges"), _("bronze badges")),
    )
    fields = (
        Field(
            "handle",
            _("The address of your profile"),
            _("On the site itself, like https://stackoverflow.com/users/12/wren."),
        ),
        Field(
            "key",
            _("An API key, if you like"),
            _("From stackapps.com. It is kept encrypted, and makes room for more visits a day."),
            required=False,
            kind="secret",
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """Three hundred requests a day for an address, ten thousand with a key."""
        return Rate(10_000 if account.secret else 300, 86_400)

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a profile's address, and a key. Raises InvalidAccount."""
        found = PROFILE.fullmatch(fields.get("handle", "").strip())
        if found is None or found["site"].lower() == "www.stackexchange.com":
            raise InvalidAccount(
                "handle",
                _("Open your profile on one of the sites and copy its address from there."),
            )
        site, user = found["site"].lower(), str(int(found["user"]))
        return Account(
            f"{site}/users/{user}",
            SANDBOX_HOST if site == SANDBOX_HOST else PUBLIC_HOST,
            f"{site}/{user}",
            secret=typed_secret(fields, "key"),
        )

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Ask once for all accounts of a site that share a key, up to a hundred.

        Once a rest is asked for, no other site is asked on this visit: it is the same method.
        """
        answers: dict[int, Reading | ProviderError] = {}
        is_over = False
        for group in _by_site_and_key(accounts):
            together = [accounts[place] for place in group]
            told = not_asked(together) if is_over else await _ask(door, together, now)
            answers |= dict(zip(group, told, strict=True))
            is_over = is_over or any(map(wants_rest, told))
        return [answers[place] for place in range(len(accounts))]

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for one account. Raises ProviderError."""
        answer = (await self.read(door, [account], since=since, now=now))[0]
        if isinstance(answer, ProviderError):
            raise answer
        return answer


def _by_site_and_key(accounts: Sequence[Account]) -> list[list[int]]:
    """The places of accounts that one request can ask about."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, account in enumerate(accounts):
        site = account.account_id.partition("/")[0]
        groups.setdefault((account.host, site, account.secret), []).append(place)
    return list(groups.values())


async def _ask(
    door: Door, accounts: Sequence[Account], now: datetime
) -> list[Reading | ProviderError]:
    """One request about accounts of one site."""
    first = accounts[0]
    site = first.account_id.partition("/")[0]
    users = ";".join(account.account_id.rpartition("/")[2] for account in accounts)
    wanted = {"site": site, "pagesize": str(PAGE_SIZE)}
    # Only the query carries a key there.
    wanted |= {"key": first.secret} if first.secret else {}
    try:
        answer = await door.get_json(f"https://{first.host}/2.3/users/{users}?{urlencode(wanted)}")
        if not answer.ok:
            raise _error_of(answer, now, has_key=bool(first.secret))
        rest = _rest(answer.data, now)
        found = {str(item["user_id"]): item for item in answer.data["items"]}
    except ProviderError as error:
        return [error] * len(accounts)
    except SHAPE_ERRORS:
        return [ProviderError(Outcome.MALFORMED, "unexpected-shape")] * len(accounts)
    return [_reading_or_error(account, found, rest, now) for account in accounts]


def _reading_or_error(
    account: Account, found: Mapping[str, Any], rest: datetime | None, now: datetime
) -> Reading | ProviderError:
    user = found.get(account.account_id.rpartition("/")[2])
    if user is None:
        return ProviderError(Outcome.NOT_FOUND, "no-such-user")
    try:
        return _reading(account, user, rest, now)
    except ProviderError as error:
        return error
    except SHAPE_ERRORS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")


def _reading(
    account: Account, user: Mapping[str, Any], rest: datetime | None, now: datetime
) -> Reading:
    # While a profile is suspended, its reputation is told as 1.
    if (until := user.get("timed_penalty_date")) and number_of(until) > now.timestamp():
        raise ProviderError(Outcome.SUSPENDED, "suspended")
    values, hidden = counts_of(user["badge_counts"], {badge: badge for badge in BADGES})
    return Reading(
        account_id=account.account_id,
        handle=account.handle,
        name=name_text(user.get("display_name")) or account.handle,
        address=public_link(user.get("link")) or f"https://{account.handle}",
        values=values | {"reputation": number_of(user["reputation"])},
        hidden=hidden,
        profile_text=plain_text(user.get("website_url")),
        rest_until=rest,
    )


def _rest(data: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the method may be asked again: after `backoff`, or when the day's quota is new."""
    waits = [now + _seconds(data["backoff"])] if data.get("backoff") else []
    if data.get("quota_remaining") == 0:
        waits.append(datetime.combine(now.date() + timedelta(days=1), time(), UTC))
    return max(waits, default=None)


def _seconds(told: object) -> timedelta:
    return min(timedelta(seconds=number_of(told)) + SPARE, LONGEST_WAIT)


def _error_of(answer: Answer, now: datetime, *, has_key: bool) -> ProviderError:
    told = answer.data if isinstance(answer.data, dict) else {}
    number, detail = told.get("error_id"), f"HTTP {answer.status}"
    if number == 502:
        wait = WAIT.search(str(told.get("error_message")))
        retry_at = now + _seconds(wait[1]) if wait else None
        return ProviderError(Outcome.RATE_LIMITED, detail, retry_at=retry_at)
    if number in (401, 402, 403, 405, 406) or (number == 400 and has_key):
        return ProviderError(Outcome.NEEDS_SIGN_IN, detail)
    if number in (400, 404):
        return ProviderError(Outcome.NOT_FOUND, detail)
    return error_for(answer, now)
