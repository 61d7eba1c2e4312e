"""PeerTube: a channel, or an account with all its channels. Source: docs.joinpeertube.org, API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import expect
from apps.providers.asking import Asking, unless_late
from apps.providers.base import (
    Account,
    MetricSpec,
    PostReading,
    Provider,
    Rate,
    Reading,
)
from apps.providers.fediverse import HANDLE_FIELD, typed_handle, user_of
from apps.providers.given import hidden_counts, per_post_keys
from apps.providers.http import Door
from apps.providers.nodeinfo import software_of
from apps.providers.text import (
    NAME_LIMIT,
    counts_of,
    id_text,
    is_dated_within,
    moment_of,
    name_text,
    plain_text,
    profile_words,
)
from apps.providers.urls import public_link

PAGES = 3
PAGE_SIZE = 100
COUNTS = {"followers": "followersCount"}
RECEIVED = {"views": "views", "likes": "likes", "comments": "comments"}
CHANNEL, ACCOUNT = "video-channels", "accounts"
ACTOR = re.compile(rf"https?://[^/]+/(?P<kind>{CHANNEL}|{ACCOUNT})/(?P<name>[^/?#]+)")


class PeerTube(Provider):
    """A public channel or account, its public videos and what each received."""

    key = "peertube"
    label = _("PeerTube")
    summary = _("Reads the followers of your channel, its videos, and their views and likes.")
    proofs = ("link", "code")
    metrics = (
        MetricSpec("followers", "counter", _("Followers"), _("followers")),
        MetricSpec("posts", "total", _("Videos"), _("videos")),
        MetricSpec("views", "per_post", _("Views"), _("views")),
        MetricSpec("likes", "per_post", _("Likes"), _("likes")),
        MetricSpec("comments", "per_post", _("Comments"), _("comments")),
    )
    fields = (HANDLE_FIELD,)

    def published_limit(self, account: Account) -> Rate:
        """50 requests in ten seconds for an address, as servers are delivered."""
        return Rate(50, 10)

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read `@name@host` or the address of a channel or an account. Raises InvalidAccount."""
        return typed_handle(fields)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the channel or the account, then for its videos. Raises ProviderError."""
        asking = Asking(door, account, now)
        software = account.software or await software_of(asking)
        actor, base = await _actor(asking)
        values, hidden = counts_of(actor, COUNTS)
        account_id = id_text(actor["url"])
        name = plain_text(actor["name"], NAME_LIMIT)
        is_own = ACTOR.fullmatch(account_id) and actor.get("host", account.host) == account.host
        if not name or not is_own or account.account_id not in ("", account_id):
            raise ValueError("another account than the one asked for")
        total, posts, unseen = await _videos(asking, base, since, self.metrics)
        return Reading(
            account_id=account_id,
            handle=f"@{name}@{account.host}",
            name=name_text(actor.get("displayName")) or name_text(name),
            address=public_link(account_id),
            values=values | total,
            posts=posts,
            hidden=hidden | unseen | ({"posts"} - total.keys()),
            software=software,
            profile_text=profile_words([actor.get("description"), actor.get("support")]),
            rest_until=asking.rest_until,
        )


async def _actor(asking: Asking) -> tuple[Mapping[str, Any], str]:
    """The channel or the account, which share their names, and where more of it is found."""
    account = asking.account
    known = ACTOR.fullmatch(account.account_id)
    name = quote(known["name"] if known else user_of(account), safe="")
    url = f"https://{account.host}/api/v1/{known['kind'] if known else CHANNEL}/{name}"
    answer = await asking.get(url)
    if answer.status == 404 and not known:
        url = f"https://{account.host}/api/v1/{ACCOUNT}/{name}"
        answer = await asking.get(url)
    actor = expect(answer, asking.now)
    if not isinstance(actor, dict):
        raise ValueError("not a channel")
    return actor, url


async def _videos(
    asking: Asking, base: str, since: datetime, metrics: tuple[MetricSpec, ...]
) -> tuple[dict[str, float], tuple[PostReading, ...], frozenset[str]]:
    """How many videos there are, those since then, and the keys that are incomplete."""
    posts: list[PostReading] = []
    total: dict[str, float] = {}
    for page in range(PAGES):
        start = page * PAGE_SIZE
        address = f"{base}/videos?sort=-publishedAt&count={PAGE_SIZE}&start={start}&nsfw=both"
        answer = await unless_late(asking.get(address))
        if answer is None:
            break
        if answer.status in (401, 403, 404):
            return {}, (), per_post_keys(metrics)
        said = expect(answer, asking.now)
        total = counts_of(said, {"posts": "total"})[0]
        read = [_post(video) for video in said["data"]]
        posts += [post for post in read if is_dated_within(post.posted_at, since, asking.now)]
        oldest = min((post.posted_at for post in read), default=None)
        if oldest is None or oldest < since or start + len(read) >= total.get("posts", 0):
            return total, tuple(posts), hidden_counts(posts, metrics)
        if asking.rest_until:
            break
    return total, tuple(posts), per_post_keys(metrics)


def _post(video: Mapping[str, Any]) -> PostReading:
    return PostReading(
        external_id=id_text(video["uuid"]),
        address=public_link(video.get("url")),
        posted_at=moment_of(video["publishedAt"]),
        text=plain_text(video.get("name")),
        counts=counts_of(video, RECEIVED)[0],
    )
