"""GitHub through its REST API, version 2022-11-28. Source: docs.github.com/rest/users."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import (
    Answer,
    conditions,
    expect,
    rest_time,
    retry_time,
    validators_of,
)
from apps.providers.base import (
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
from apps.providers.text import NAME_LIMIT, counts_of, id_text, name_text, plain_text

PUBLIC_HOST = "api.github.com"
# Chosen by a profile's address there. No name under .example leads anywhere outside a sandbox.
SANDBOX_HOST = "github.example"
LOGIN = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_-])?"
HANDLE = re.compile(rf"@?(?P<login>{LOGIN})")
PROFILE = re.compile(
    rf"(?:https?://)?(?:www\.)?(?P<site>github\.com|{re.escape(SANDBOX_HOST)})/"
    rf"(?P<login>{LOGIN})/?(?:[?#].*)?",
    re.IGNORECASE,
)
PROFILE_LIMIT = 2000
ANONYMOUS, SIGNED_IN = Rate(60, 3600), Rate(5000, 3600)

COUNTS = {
    "followers": "followers",
    "following": "following",
    "repositories": "public_repos",
    "gists": "public_gists",
}


class GitHub(Provider):
    """A public profile, asked for by its number, which stays when the name changes."""

    key = "github"
    label = _("GitHub")
    summary = _("Reads your followers, who you follow, your public repositories and gists.")
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("repositories", "total", _("Public repositories"), _("public repositories")),
        MetricSpec("gists", "total", _("Public gists"), _("public gists")),
    )
    fields = (
        Field("handle", _("Your name there"), _("Like @wren, or the address of your profile.")),
        Field(
            "token",
            _("A token, if you like"),
            _("A fine-grained token without any permission is enough. It is kept encrypted."),
            required=False,
            kind="secret",
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """Sixty requests an hour for an address, five thousand for a token."""
        return SIGNED_IN if account.secret else ANONYMOUS

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@name` or a profile's address, and a token. Raises InvalidAccount."""
        typed = fields.get("handle", "").strip()
        found = HANDLE.fullmatch(typed) or PROFILE.fullmatch(typed)
        if found is None:
            raise InvalidAccount("handle", _("Write your name there, like @wren."))
        site = found.groupdict().get("site") or ""
        host = SANDBOX_HOST if site.lower() == SANDBOX_HOST else PUBLIC_HOST
        secret = typed_secret(fields, "token")
        return Account(handle_of(host, found["login"]), host, secret=secret)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the profile, if it changed. Raises ProviderError."""
        headers = _headers(account)
        answer = await door.get_json(_address(account), headers=headers)
        if answer.status == 304 and "if-none-match" in headers:
            return unchanged(account, now, answer)
        if error := _limit(answer, now):
            raise error
        return _reading(account, expect(answer, now), answer, now)


def handle_of(host: str, login: str) -> str:
    """How an account is called: `@wren`, or with its host in the sandbox."""
    return f"@{login}" if host == PUBLIC_HOST else f"{host}/{login}"


def unchanged(account: Account, now: datetime, answer: Answer) -> Reading:
    """What is known already, when the host says that nothing changed since."""
    return Reading(
        account_id=account.account_id,
        handle=account.handle,
        name="",
        address=_page(account.host, _login(account)),
        values={},
        is_unchanged=True,
        validators=account.validators,
        rest_until=rest_time(answer.headers, now),
    )


def _login(account: Account) -> str:
    return account.handle.removeprefix("@").rpartition("/")[2]


def _page(host: str, login: str) -> str:
    site = "github.com" if host == PUBLIC_HOST else host
    return f"https://{site}/{login}"


def _address(account: Account) -> str:
    if account.account_id:
        return f"https://{account.host}/user/{quote(account.account_id, safe='')}"
    return f"https://{account.host}/users/{quote(_login(account), safe='')}"


def _headers(account: Account) -> dict[str, str]:
    headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
    if account.secret:
        headers["authorization"] = f"Bearer {account.secret}"
    if account.account_id:
        headers |= conditions({"etag": account.validators.get("etag", "")})
    return headers


def _limit(answer: Answer, now: datetime) -> ProviderError | None:
    """A limit is 403 or 429; a 403 that names none of the signs of one is a refusal."""
    told = answer.data if isinstance(answer.data, Mapping) else {}
    signs = (
        answer.headers.get("x-ratelimit-remaining") == "0",
        "retry-after" in answer.headers,
        "rate-limit" in str(told.get("documentation_url")),
    )
    if answer.status == 403 and any(signs):
        retry_at = retry_time(answer.headers, now)
        return ProviderError(Outcome.RATE_LIMITED, "HTTP 403", retry_at=retry_at)
    return None


def _reading(account: Account, user: Any, answer: Answer, now: datetime) -> Reading:
    values, hidden = counts_of(user, COUNTS)
    account_id = id_text(user["id"])
    login = plain_text(user["login"], NAME_LIMIT)
    if not HANDLE.fullmatch(login) or account.account_id not in ("", account_id):
        raise ValueError("another account than the one asked for")
    told = [plain_text(user.get(name), PROFILE_LIMIT) for name in ("bio", "blog")]
    return Reading(
        account_id=account_id,
        handle=handle_of(account.host, login),
        name=name_text(user.get("name")) or name_text(login),
        address=_page(account.host, login),
        values=values,
        hidden=hidden,
        validators=validators_of(answer),
        profile_text="\n".join(told).strip(),
        rest_until=rest_time(answer.headers, now),
    )
