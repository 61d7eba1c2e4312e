"""A week's own notes and renotes on Misskey, page by page towards the past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apps.providers.answers import expect
from apps.providers.asking import Asking, unless_late
from apps.providers.base import MetricSpec, PostReading
from apps.providers.given import given_counts, hidden_counts, passed_on, per_post_keys
from apps.providers.text import counts_of, id_text, is_dated_within, moment_of, plain_text

PAGES = 5
PAGE_SIZE = 100
RECEIVED = {"replies": "repliesCount", "renotes": "renoteCount", "reactions": "reactionCount"}
PUBLIC = ("public", "home")
# Newer and older spellings side by side: a server leaves alone what it does not know.
EVERYTHING = {
    "withReplies": True,
    "withRenotes": True,
    "includeReplies": True,
    "includeMyRenotes": True,
}
Metrics = tuple[MetricSpec, ...]


async def notes_of(
    asking: Asking, account_id: str, since: datetime, metrics: Metrics
) -> tuple[tuple[PostReading, ...], frozenset[str]]:
    """The public notes and renotes since then, newest first, and the keys that are incomplete."""
    posts: list[PostReading] = []
    wanted: dict[str, object] = {"userId": account_id, "limit": PAGE_SIZE, **EVERYTHING}
    for _page in range(PAGES):
        asked = asking.post(f"https://{asking.account.host}/api/users/notes", wanted)
        answer = await unless_late(asked)
        if answer is None:
            break
        if answer.status in (400, 401, 403, 404):
            return (), per_post_keys(metrics)
        notes = expect(answer, asking.now)
        read = [_post(one, asking.account.host, metrics) for one in notes if _is_seen(one)]
        posts += [post for post in read if is_dated_within(post.posted_at, since, asking.now)]
        oldest = min((moment_of(one["createdAt"]) for one in notes), default=None)
        if oldest is None or oldest < since:
            return tuple(posts), hidden_counts(posts, metrics)
        if asking.rest_until:
            break
        wanted["untilId"] = id_text(notes[-1]["id"])
    return tuple(posts), per_post_keys(metrics)


def _is_seen(note: Mapping[str, Any]) -> bool:
    return note["visibility"] in PUBLIC


def _post(note: Mapping[str, Any], host: str, metrics: Metrics) -> PostReading:
    external_id, posted_at = id_text(note["id"]), moment_of(note["createdAt"])
    if _is_renote(note):
        return passed_on(external_id, posted_at, "renotes_made", metrics)
    warning, words = plain_text(note.get("cw")), plain_text(note.get("text"))
    given = given_counts(metrics, "replies_written" if _answers_another(note) else "")
    return PostReading(
        external_id=external_id,
        address=f"https://{host}/notes/{external_id}" if external_id.isalnum() else "",
        posted_at=posted_at,
        text=plain_text(f"{warning}\n\n{words}" if warning else words),
        counts=counts_of(_with_reactions(note), RECEIVED)[0] | given,
    )


def _is_renote(note: Mapping[str, Any]) -> bool:
    """Whether it passes a note on without a word; with words it quotes, and is the person's own."""
    own = (note.get("text"), note.get("cw"), note.get("fileIds"), note.get("poll"))
    return bool(note.get("renoteId")) and not any(own)


def _answers_another(note: Mapping[str, Any]) -> bool:
    if not note.get("replyId"):
        return False
    answered = note.get("reply")
    return not isinstance(answered, dict) or answered.get("userId") != note.get("userId")


def _with_reactions(note: Mapping[str, Any]) -> Mapping[str, Any]:
    """The note with its reactions counted, which older servers tell by kind alone."""
    by_kind = note.get("reactions")
    if note.get("reactionCount") is not None or not isinstance(by_kind, dict):
        return note
    return {**note, "reactionCount": sum(by_kind.values())}
