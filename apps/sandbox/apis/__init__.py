"""The APIs that the sandbox speaks, chosen by the Host that was asked.

Shapes follow recorded answers of Mastodon 4, the Bluesky AppView and Klout's version 2, cut to
the fields that a careful client could rely on.
"""

from __future__ import annotations

from apps.sandbox.apis import bluesky, mastodon, scores, works
from apps.sandbox.apis.request import Request
from apps.sandbox.misbehaving import SHAPED, Reply, html_reply, misbehave
from apps.sandbox.people import BLUESKY_HOST, NUMBERS_HOST, SCORE_HOST, SOCIAL_HOST

__all__ = ["Request", "answer"]


def answer(request: Request) -> Reply:
    """What the host says."""
    word = request.host.partition(".")[0]
    if said := misbehave(word, request.now) or works.answer(request):
        return said
    match request.host, request.path:
        case (host, ("api", "v1", "accounts", *rest)) if host == SOCIAL_HOST or word in SHAPED:
            return mastodon.answer(request, tuple(rest))
        case (host, ("xrpc", method)) if host == BLUESKY_HOST:
            return bluesky.answer(request, method)
        case (host, ("v2", "user.json", identity, "score")) if host == SCORE_HOST:
            return scores.score(request, identity)
        case (host, (name,)) if host == NUMBERS_HOST:
            return scores.number(request, name)
        case _:
            return html_reply("There is nothing here", 404)
