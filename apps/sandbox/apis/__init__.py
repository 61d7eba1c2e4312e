"""The APIs that the sandbox speaks, chosen by the Host that was asked.

Shapes follow recorded answers of Mastodon 4, Misskey, PeerTube 7, ActivityPub, the Bluesky AppView
and Klout's version 2, cut to the fields that a careful client could rely on.
"""

from __future__ import annotations

from apps.sandbox.apis import (
    activitypub,
    bluesky,
    mastodon,
    misskey,
    nodeinfo,
    oauth,
    peertube,
    scores,
    works,
)
from apps.sandbox.apis.request import Request
from apps.sandbox.misbehaving import SHAPED, Reply, html_reply, misbehave
from apps.sandbox.people import (
    BLUESKY_HOST,
    NOTES_HOST,
    NUMBERS_HOST,
    SCORE_HOST,
    SOCIAL_HOST,
    VIDEOS_HOST,
)

__all__ = ["Request", "answer"]


def answer(request: Request) -> Reply:
    """What the host says."""
    word = request.host.partition(".")[0]
    said = misbehave(word, request.now) or works.answer(request)
    said = said or _shared(request) or _own(request, word)
    return said or html_reply("There is nothing here", 404)


def _shared(request: Request) -> Reply | None:
    """What any host of the fediverse may be asked."""
    match request.path:
        case (".well-known", "nodeinfo"):
            return nodeinfo.links(request)
        case ("nodeinfo", "2.0"):
            return nodeinfo.document(request)
        case (".well-known", "oauth-authorization-server") | ("api", "v1", "apps") | ("oauth", _):
            return oauth.answer(request, request.path[-1])
        case (".well-known", "webfinger"):
            return activitypub.webfinger(request)
        case ("users", user, *rest):
            return activitypub.answer(request, user, tuple(rest))
    return None


def _own(request: Request, word: str) -> Reply | None:
    """What each host is asked in the words of its own software."""
    match request.host, request.path:
        case (host, ("api", "v1", "accounts", *rest)) if host == SOCIAL_HOST or word in SHAPED:
            return mastodon.answer(request, tuple(rest))
        case (host, ("api", "users", method)) if host == NOTES_HOST:
            return misskey.answer(request, method)
        case (host, ("api", "v1", kind, user, *rest)) if host == VIDEOS_HOST:
            return peertube.answer(request, kind, user, tuple(rest))
        case (host, ("xrpc", method)) if host == BLUESKY_HOST:
            return bluesky.answer(request, method)
        case (host, path) if host in (SCORE_HOST, NUMBERS_HOST):
            return scores.answer(request, path)
    return None
