"""A channel's own videos of some days, with what each received."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apps.providers.base import Account, Outcome, PostReading, ProviderError
from apps.providers.http import Door
from apps.providers.text import counts_of, is_dated_within, moment_of, plain_text
from apps.providers.youtube_api import ask, items_of, numbers_of, site_of

PAGES = 2
PAGE_SIZE = 50
VIDEO = re.compile(r"[A-Za-z0-9_-]{5,20}")
POST_COUNTS = {"plays": "viewCount", "likes": "likeCount", "comments": "commentCount"}
UNSEEN = frozenset(POST_COUNTS)


async def videos_of(
    door: Door, account: Account, channel: Mapping[str, Any], since: datetime, now: datetime
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The videos published since then, and the per-post metrics that are incomplete.

    Raises ProviderError, also when the quota runs out between two requests.
    """
    if numbers_of(channel["statistics"], ["videoCount"])["videoCount"] == 0:
        return (), frozenset()
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    titles, is_whole = await _uploads(door, account, str(playlist), since, now)
    posts: list[PostReading] = []
    for ids in _in_pages(list(titles)):
        found = await _ask(door, account, "videos", now, part="statistics", id=",".join(ids))
        shown = [one for one in items_of(found) if one["id"] in titles]
        posts += [_post(account.host, one, *titles[one["id"]]) for one in shown]
    missing = {key for post in posts for key in UNSEEN - post.counts.keys()}
    return tuple(posts), frozenset(missing) if is_whole else UNSEEN


async def _uploads(
    door: Door, account: Account, playlist: str, since: datetime, now: datetime
) -> tuple[dict[str, tuple[datetime, str]], bool]:
    """The day and title of each video since then by its id, and whether these are all."""
    found: dict[str, tuple[datetime, str]] = {}
    wanted = {"part": "snippet,contentDetails", "playlistId": playlist}
    wanted |= {"maxResults": str(PAGE_SIZE)}
    for _page in range(PAGES):
        try:
            page = await _ask(door, account, "playlistItems", now, **wanted)
        except ProviderError as error:
            if error.outcome is Outcome.NOT_FOUND:  # a list of uploads that is kept from others
                return {}, False
            raise
        dated = [_upload(item) for item in items_of(page) if _is_public(item)]
        found |= {one: told for one, told in dated if is_dated_within(told[0], since, now)}
        oldest = min((told[0] for _one, told in dated), default=None)
        token = plain_text(page.get("nextPageToken"))
        if not token or (oldest and oldest < since):
            return found, True
        wanted["pageToken"] = token
    return found, False


def _is_public(item: Mapping[str, Any]) -> bool:
    """A video that was taken back stays in the list without the day it was published."""
    return bool(item["contentDetails"].get("videoPublishedAt"))


def _upload(item: Mapping[str, Any]) -> tuple[str, tuple[datetime, str]]:
    told = item["contentDetails"]
    if not VIDEO.fullmatch(told["videoId"]):
        raise ValueError("not a video's id")
    moment = moment_of(told["videoPublishedAt"])
    return told["videoId"], (moment, plain_text(item["snippet"].get("title")))


def _post(host: str, video: Mapping[str, Any], posted_at: datetime, title: str) -> PostReading:
    counts = counts_of(numbers_of(video["statistics"], POST_COUNTS.values()), POST_COUNTS)[0]
    address = f"https://{site_of(host)}/watch?v={video['id']}"
    return PostReading(video["id"], address, posted_at, title, counts)


async def _ask(
    door: Door, account: Account, method: str, now: datetime, **wanted: str
) -> dict[str, Any]:
    return await ask(door, account.host, account.secret, method, now, **wanted)


def _in_pages(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + PAGE_SIZE] for start in range(0, len(ids), PAGE_SIZE)]
