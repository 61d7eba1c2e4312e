"""Mastodon, and what speaks its API. Source: docs.joinmastodon.org, methods accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import expect
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    PostReading,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.http import Door
from apps.providers.text import (
    NAME_LIMIT,
    counts_of,
    id_text,
    is_dated_within,
    moment_of,
    name_text,
    plain_text,
    text_of_html,
)
from apps.providers.urls import RefusedAddress, join_address, parse_address, parse_host, public_link

PAGES = 5
PAGE_SIZE = 40
USER = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
HANDLE = re.compile(rf"(?:acct:)?@?(?P<user>{USER})@(?P<host>[^@/\s]+)")
PROFILE = re.compile(
    rf"(?:https?://)?(?P<host>[^@/\s]+)/(?:@|users/|web/@)(?P<user>{USER})"
    r"(?:@(?P<home>[^@/\s]+))?(?:[/?#].*)?"
)
NEXT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?')

COUNTS = {
    "followers": "followers_count",
    "following": "following_count",
    "posts": "statuses_count",
}
POST_COUNTS = {
    "replies": "replies_count",
    "boosts": "reblogs_count",
    "favourites": "favourites_count",
}


class Mastodon(Provider):
    """A public account, its own public posts and what each was answered with."""

    key = "mastodon"
    label = _("Mastodon")
    summary = _(
        "Reads your followers, who you follow, your posts and what they were answered with."
    )
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("following", "counter", _("Following"), _("accounts followed")),
        MetricSpec("posts", "total", _("Posts"), _("posts")),
        MetricSpec("replies", "per_post", _("Replies"), _("replies")),
        MetricSpec("boosts", "per_post", _("Boosts"), _("boosts")),
        MetricSpec("favourites", "per_post", _("Favourites"), _("favourites")),
    )
    fields = (
        Field(
            "handle",
            _("Your handle"),
            _("With its server, like @wren@social.example, or the address of your profile."),
        ),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@user@host`, `user@host` or a profile's address. Raises InvalidAccount."""
        typed = fields.get("handle", "").strip()
        found = HANDLE.fullmatch(typed) or PROFILE.fullmatch(typed)
        if found is None:
            raise InvalidAccount(
                "handle", _("Write the handle with its server, like @wren@social.example.")
            )
        try:
            host = parse_host(found.groupdict().get("home") or found["host"])
            if ":" in host:
                raise RefusedAddress("a number in place of a name")
        except RefusedAddress:
            raise InvalidAccount(
                "handle", _("“%(host)s” is not a public server.") % {"host": found["host"][:100]}
            ) from None
        return Account(handle=f"@{found['user']}@{host}", host=host)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the account, then for its posts back to `since`. Raises ProviderError."""
        entity = await _entity(door, account, now)
        values, hidden = counts_of(entity, COUNTS)
        account_id = id_text(entity["id"])
        user = plain_text(entity["username"], NAME_LIMIT)
        if not user or account.account_id not in ("", account_id):
            raise ValueError("another account than the one asked for")
        posts, unseen = await _posts(door, account.host, account_id, since, now)
        return Reading(
            account_id=account_id,
            handle=f"@{user}@{account.host}",
            name=name_text(entity.get("display_name")) or name_text(user),
            address=public_link(entity.get("url")) or f"https://{account.host}/@{user}",
            values=values,
            posts=posts,
            hidden=hidden | unseen,
        )


async def _entity(door: Door, account: Account, now: datetime) -> dict[str, Any]:
    """The account itself. Suspended accounts answer 200 with every count at zero."""
    base = f"https://{account.host}/api/v1/accounts"
    if account.account_id:
        url = f"{base}/{quote(account.account_id, safe='')}"
    else:
        user = account.handle.removeprefix("@").partition("@")[0]
        url = f"{base}/lookup?acct={quote(user, safe='')}"
    entity = expect(await door.get_json(url), now)
    if not isinstance(entity, dict):
        raise ValueError("not an account")
    if entity.get("suspended"):
        raise ProviderError(Outcome.SUSPENDED, "suspended")
    if moved := entity.get("moved"):
        raise ProviderError(
            Outcome.MOVED, "moved", permanent=True, moved_to=_moved_to(moved, account.host)
        )
    return entity


def _moved_to(moved: Any, host: str) -> str:  # JSON is anything
    acct = plain_text(moved.get("acct") if isinstance(moved, dict) else "")
    handle = acct if "@" in acct else f"{acct}@{host}"
    return f"@{handle}" if HANDLE.fullmatch(handle) else ""


async def _posts(
    door: Door, host: str, account_id: str, since: datetime, now: datetime
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The public posts since then, newest first, and the per-post metrics that are incomplete."""
    url = (
        f"https://{host}/api/v1/accounts/{quote(account_id, safe='')}/statuses"
        f"?limit={PAGE_SIZE}&exclude_reblogs=true"
    )
    posts: list[PostReading] = []
    for _page in range(PAGES):
        answer = await door.get_json(url)
        if answer.status in (401, 403, 404):
            return (), frozenset(POST_COUNTS)
        statuses = expect(answer, now)
        read = [_post(status) for status in statuses if _is_own_and_public(status)]
        posts += [post for post in read if is_dated_within(post.posted_at, since, now)]
        oldest = min((moment_of(one["created_at"]) for one in statuses), default=None)
        onward = NEXT.search(answer.headers.get("link", ""))
        if oldest is None or oldest < since or onward is None:
            missing = {key for post in posts for key in POST_COUNTS.keys() - post.counts.keys()}
            return tuple(posts), frozenset(missing)
        url = _next_page(onward[1], answer.address)
        if not url:
            break
    return tuple(posts), frozenset(POST_COUNTS)


def _is_own_and_public(status: Mapping[str, Any]) -> bool:
    return status["visibility"] in ("public", "unlisted") and not status.get("reblog")


def _post(status: Mapping[str, Any]) -> PostReading:
    warning = plain_text(status.get("spoiler_text"))
    words = text_of_html(status.get("content"))
    return PostReading(
        external_id=id_text(status["id"]),
        address=public_link(status.get("url")) or public_link(status.get("uri")),
        posted_at=moment_of(status["created_at"]),
        text=plain_text(f"{warning}\n\n{words}" if warning else words),
        counts=counts_of(status, POST_COUNTS)[0],
    )


def _next_page(link: str, base: str) -> str:
    """The next page as the server names it; empty where it leads elsewhere or to plain HTTP."""
    here = parse_address(base)
    try:
        onward = join_address(here, link)
    except RefusedAddress:
        return ""
    is_safe = onward.host == here.host and onward.scheme in ("https", here.scheme)
    return str(onward) if is_safe else ""
