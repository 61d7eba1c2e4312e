"""Misskey and its family: Sharkey, Firefish, Iceshrimp, Foundkey. Source: misskey-hub.net, API.

Everything is asked with POST. `host` is never sent: it would have the server look elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import Answer, error_for
from apps.providers.asking import Asking, in_turn
from apps.providers.base import (
    SHAPE_ERRORS,
    Account,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.fediverse import HANDLE, HANDLE_FIELD, typed_handle, user_of
from apps.providers.http import Door
from apps.providers.misskey_notes import notes_of
from apps.providers.nodeinfo import software_of
from apps.providers.text import (
    NAME_LIMIT,
    counts_of,
    id_text,
    name_text,
    plain_text,
    profile_words,
)

COUNTS = {"followers": "followersCount", "following": "followingCount", "posts": "notesCount"}
# A hidden count is told as zero, and here that it is hidden; the second name is the older one.
VISIBILITY = {
    "followers": ("followersVisibility", "ffVisibility"),
    "following": ("followingVisibility", "ffVisibility"),
}
REASONS = {
    "NO_SUCH_USER": Outcome.NOT_FOUND,
    "USER_SUSPENDED": Outcome.SUSPENDED,
    "CREDENTIAL_REQUIRED": Outcome.NEEDS_SIGN_IN,
    "AUTHENTICATION_FAILED": Outcome.NEEDS_SIGN_IN,
}


class Misskey(Provider):
    """A public account, its own public notes and what each was answered with."""

    key = "misskey"
    label = _("Misskey")
    summary = _(
        "And its family: Sharkey, Firefish, Iceshrimp. Reads your followers, who you follow, your "
        "notes and what they were answered with."
    )
    batch = 10
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Notes"), _("notes")),
        MetricSpec("replies", "per_post", _("Replies"), _("replies")),
        MetricSpec("renotes", "per_post", _("Renotes"), _("renotes")),
        MetricSpec("reactions", "per_post", _("Reactions"), _("reactions")),
        MetricSpec(
            "replies_written",
            "per_post",
            _("Replies you wrote"),
            _("replies you wrote"),
            is_given=True,
        ),
        MetricSpec(
            "renotes_made", "per_post", _("Renotes you made"), _("renotes you made"), is_given=True
        ),
    )
    fields = (HANDLE_FIELD,)

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@user@host` or a profile's address. Raises InvalidAccount."""
        return typed_handle(fields)

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Ask for the known accounts of a host at once, then for each one's notes.

        Whoever is left out of a batch is asked for singly, to learn why.
        """
        known: dict[tuple[str, str], Mapping[str, Any]] = {}
        for host in dict.fromkeys(one.host for one in accounts):
            together = [one for one in accounts if one.host == host and one.account_id]
            if len(together) > 1:
                users = await _batch(Asking(door, together[0], now), together)
                known |= {(host, key): user for key, user in users.items()}

        async def one(account: Account) -> Reading:
            user = known.get((account.host, account.account_id))
            if user is None:
                return await self.read_one(door, account, since=since, now=now)
            return await self._reading(Asking(door, account, now), user, account.software, since)

        return await in_turn(accounts, one)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for one account, then for its notes back to `since`. Raises ProviderError."""
        asking = Asking(door, account, now)
        software = account.software or await software_of(asking)
        wanted = {"userId": account.account_id} if account.account_id else None
        user = await _ask(asking, "users/show", wanted or {"username": user_of(account)})
        return await self._reading(asking, user, software, since)

    async def _reading(
        self, asking: Asking, user: Mapping[str, Any], software: str, since: datetime
    ) -> Reading:
        account = asking.account
        name = plain_text(user["username"], NAME_LIMIT)
        account_id = id_text(user["id"])
        if not name or user.get("host") or account.account_id not in ("", account_id):
            raise ValueError("another account than the one asked for")
        if user.get("isSuspended"):
            raise ProviderError(Outcome.SUSPENDED, "suspended")
        if user.get("movedTo"):
            moved_to = await _handle_of(asking, user["movedTo"])
            raise ProviderError(Outcome.MOVED, "moved", permanent=True, moved_to=moved_to)
        values, hidden = counts_of(user, COUNTS)
        kept = frozenset(key for key in VISIBILITY if _is_kept(user, key))
        posts, unseen = await notes_of(asking, account_id, since, self.metrics)
        return Reading(
            account_id=account_id,
            handle=f"@{name}@{account.host}",
            name=name_text(user.get("name")) or name_text(name),
            address=f"https://{account.host}/@{name}",
            values={key: values[key] for key in values.keys() - kept},
            posts=posts,
            hidden=hidden | kept | unseen,
            software=software,
            profile_text=_words_of(user),
            rest_until=asking.rest_until,
        )


async def _batch(asking: Asking, accounts: Sequence[Account]) -> dict[str, Mapping[str, Any]]:
    """Users by id; suspended and missing ones are left out, and nobody when it fails."""
    ids = [one.account_id for one in accounts]
    try:
        url = f"https://{asking.account.host}/api/users/show"
        answer = await asking.post(url, {"userIds": ids})
        return {str(user["id"]): user for user in answer.data} if answer.ok else {}
    except (ProviderError, *SHAPE_ERRORS):
        return {}


async def _ask(asking: Asking, method: str, data: object) -> Mapping[str, Any]:
    """Call one method. Raises ProviderError."""
    answer = await asking.post(f"https://{asking.account.host}/api/{method}", data)
    if not answer.ok:
        raise error_of(answer, asking)
    if not isinstance(answer.data, dict):
        raise ValueError("not a user")
    return answer.data


def error_of(answer: Answer, asking: Asking) -> ProviderError:
    """What a refusal means: its code where there is one, else its status."""
    told = answer.data.get("error") if isinstance(answer.data, dict) else None
    code = told.get("code") if isinstance(told, dict) else None
    outcome = REASONS.get(code) if isinstance(code, str) else None
    if outcome is None:
        return error_for(answer, asking.now)
    return ProviderError(outcome, f"HTTP {answer.status}")


async def _handle_of(asking: Asking, user_id: object) -> str:
    """The handle of the account moved to, which is named by its id on this host."""
    try:
        user = await _ask(asking, "users/show", {"userId": id_text(user_id)})
        handle = f"@{user['username']}@{user.get('host') or asking.account.host}"
    except (ProviderError, *SHAPE_ERRORS):
        return ""
    return handle if HANDLE.fullmatch(handle) else ""


def _is_kept(user: Mapping[str, Any], key: str) -> bool:
    told = [user[name] for name in VISIBILITY[key] if user.get(name) is not None]
    return bool(told) and told[0] != "public"


def _words_of(user: Mapping[str, Any]) -> str:
    fields = [one for field in user.get("fields") or () for one in (field["name"], field["value"])]
    return profile_words([user.get("description"), user.get("url"), *fields])
