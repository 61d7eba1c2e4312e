"""YouTube through its Data API, version 3. Source: developers.google.com/youtube/v3/docs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

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
from apps.providers.text import counts_of, name_text, plain_text
from apps.providers.youtube_api import PUBLIC_HOST, SANDBOX_HOST, ask, items_of, numbers_of, site_of
from apps.providers.youtube_videos import videos_of

CHANNEL = r"UC[A-Za-z0-9_-]{22}"
CHANNEL_ID = re.compile(CHANNEL)
HANDLE = r"@[\w.·-]{3,30}"
TYPED = re.compile(rf"(?P<id>{CHANNEL})|(?P<handle>{HANDLE})")
PROFILE = re.compile(
    rf"(?i:(?:https?://)?(?:(?:www|m)\.)?(?P<site>youtube\.com|{re.escape(SANDBOX_HOST)}))/"
    rf"(?:channel/(?P<id>{CHANNEL})|(?P<handle>{HANDLE}))(?:[/?#].*)?"
)
PARTS = "snippet,statistics,contentDetails"
TEXT_LIMIT = 5000

COUNTS = {"subscribers": "subscriberCount", "views": "viewCount", "videos": "videoCount"}


class YouTube(Provider):
    """A channel, asked for by its id, which stays when the handle changes."""

    key = "youtube"
    label = _("YouTube")
    summary = _("Reads your channel’s subscribers and views, and your week’s videos. Needs a key.")
    batch = 50
    proofs = ("link", "code")
    metrics = (
        MetricSpec("subscribers", "counter", _("Subscribers"), _("subscribers"), is_rounded=True),
        MetricSpec("views", "total", _("Views"), _("views")),
        MetricSpec("videos", "total", _("Videos"), _("videos")),
        MetricSpec("plays", "per_post", _("Views of new videos"), _("views of new videos")),
        MetricSpec("likes", "per_post", _("Likes"), _("likes")),
        MetricSpec("comments", "per_post", _("Comments"), _("comments")),
    )
    fields = (
        Field(
            "handle", _("Your channel"), _("Its handle, like @wren, its id, or its page’s address.")
        ),
        Field(
            "key",
            _("Your API key"),
            _("From Google’s console, for the YouTube Data API. It is kept encrypted."),
            kind="secret",
        ),
    )

    def published_limit(self, account: Account) -> Rate:
        """Ten thousand units a day for a key; each request made here costs one."""
        return Rate(10_000, 86_400)

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a handle, a channel's id or its address, and the key. Raises InvalidAccount."""
        typed = unquote(fields.get("handle", "").strip())
        found = TYPED.fullmatch(typed) or PROFILE.fullmatch(typed)
        if found is None:
            raise InvalidAccount(
                "handle", _("Write the channel’s handle, like @wren, or the address of its page.")
            )
        site = found.groupdict().get("site") or ""
        host = SANDBOX_HOST if site.lower() == SANDBOX_HOST else PUBLIC_HOST
        secret = typed_secret(fields, "key", required=True)
        handle = handle_of(host, found["handle"] or found["id"])
        return Account(handle, host, found["id"] or "", secret=secret)

    async def read(
        self, door: Door, accounts: Sequence[Account], *, since: datetime, now: datetime
    ) -> list[Reading | ProviderError]:
        """Ask for up to 50 channels of one key at once, and singly by handle.

        A key whose quota is used up is asked with nothing more on this visit.
        """
        limits: dict[str, ProviderError] = {}
        channels = await _channels(door, accounts, limits, now)
        answers: list[Reading | ProviderError] = []
        for account in accounts:
            answer: Reading | ProviderError | None = limits.get(account.secret)
            if answer is None:
                known = channels.get((account.secret, account.account_id))
                answer = await _reading_or_error(door, account, known, since, now)
            if isinstance(answer, ProviderError) and answer.outcome is Outcome.RATE_LIMITED:
                limits[account.secret] = answer
            answers.append(answer)
        return answers

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for one channel. Raises ProviderError."""
        answer = (await self.read(door, [account], since=since, now=now))[0]
        if isinstance(answer, ProviderError):
            raise answer
        return answer


def handle_of(host: str, name: str) -> str:
    """How a channel is called: `@wren`, or with its host in the sandbox."""
    if host == PUBLIC_HOST:
        return name
    return f"{host}/{name}" if name.startswith("@") else f"{host}/channel/{name}"


async def _channels(
    door: Door, accounts: Sequence[Account], limits: dict[str, ProviderError], now: datetime
) -> dict[tuple[str, str], Any]:
    """The known channels, asked for together by those that share a key.

    An error stands in for each channel of a request that failed; a limit is noted for its key.
    """
    shared: dict[tuple[str, str], list[str]] = {}
    for account in accounts:
        if account.account_id:
            shared.setdefault((account.host, account.secret), []).append(account.account_id)
    found: dict[tuple[str, str], Any] = {}
    for (host, secret), ids in shared.items():
        try:
            wanted = {"part": PARTS, "id": ",".join(ids), "maxResults": "50"}
            items = items_of(await ask(door, host, secret, "channels", now, **wanted))
            found |= {(secret, str(item.get("id"))): item for item in items}
        except ProviderError as error:
            found |= {(secret, one): error for one in ids}
            if error.outcome is Outcome.RATE_LIMITED:
                limits[secret] = error
    return found


async def _reading_or_error(
    door: Door, account: Account, channel: Any, since: datetime, now: datetime
) -> Reading | ProviderError:
    try:
        if isinstance(channel, ProviderError):
            return channel
        if channel is None and not account.account_id:
            channel = await _by_handle(door, account, now)
        if channel is None:
            return ProviderError(Outcome.NOT_FOUND, "no-such-channel")
        return await _reading(door, account, channel, since, now)
    except ProviderError as error:
        return error
    except SHAPE_ERRORS:
        return ProviderError(Outcome.MALFORMED, "unexpected-shape")


async def _by_handle(door: Door, account: Account, now: datetime) -> Any:
    handle = account.handle.rpartition("/")[2]
    wanted = {"part": PARTS, "forHandle": handle}
    items = items_of(await ask(door, account.host, account.secret, "channels", now, **wanted))
    return items[0] if items else None


async def _reading(
    door: Door, account: Account, channel: Mapping[str, Any], since: datetime, now: datetime
) -> Reading:
    told, snippet = channel["statistics"], channel["snippet"]
    channel_id = str(channel["id"])
    if not CHANNEL_ID.fullmatch(channel_id) or account.account_id not in ("", channel_id):
        raise ValueError("another channel than the one asked for")
    shown = told | {"subscriberCount": None} if told.get("hiddenSubscriberCount") else told
    values, hidden = counts_of(numbers_of(shown, COUNTS.values()), COUNTS)
    posts, unseen = await videos_of(door, account, channel, since, now)
    handle = plain_text(snippet.get("customUrl"))
    is_handle = re.fullmatch(HANDLE, handle) is not None
    return Reading(
        account_id=channel_id,
        handle=handle_of(account.host, handle) if is_handle else account.handle,
        name=name_text(snippet.get("title")) or channel_id,
        address=f"https://{site_of(account.host)}/channel/{channel_id}",
        values=values,
        posts=posts,
        hidden=hidden | unseen,
        precision=_precision(values),
        profile_text=plain_text(snippet.get("description"), TEXT_LIMIT),
    )


def _precision(values: Mapping[str, float]) -> dict[str, float]:
    """Subscribers are cut to three figures from a thousand on, since September 2019."""
    told = int(values.get("subscribers", 0))
    step = 10 ** max(0, len(str(told)) - 3)
    return {"subscribers": float(step)} if step > 1 and told % step == 0 else {}
