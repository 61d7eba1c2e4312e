"""The APIs of places where people show their work, chosen by the Host that was asked."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from apps.sandbox.apis import feeds, github, hacker_news, stack_exchange, youtube
from apps.sandbox.apis.request import Request
from apps.sandbox.makers import BLOG_HOST, GITHUB_HOST, NEWS_HOST, STACK_HOST, TUBE_HOST
from apps.sandbox.misbehaving import Reply

NOT_MODIFIED = 304


def answer(request: Request) -> Reply | None:
    """What one of these hosts says; None when another one was asked."""
    match request.host, request.path:
        case (host, path) if host == GITHUB_HOST:
            return _conditional(request, github.answer(request, path))
        case (host, ("youtube", "v3", method)) if host == TUBE_HOST:
            return youtube.answer(request, method)
        case (host, ("2.3", "users", users)) if host == STACK_HOST:
            return stack_exchange.answer(request, users.split(";"))
        case (host, ("v0", kind, name)) if host == NEWS_HOST:
            return hacker_news.answer(request, kind, name.removesuffix(".json"))
        case (host, (user, document)) if host == BLOG_HOST:
            return _conditional(request, feeds.answer(request, user, document))
    return None


def _conditional(request: Request, reply: Reply) -> Reply:
    """The same with an ETag, or that nothing changed since the one that was sent along."""
    if reply.status != 200:
        return reply
    tag = f'W/"{blake2b(reply.body, digest_size=16).hexdigest()}"'
    headers = reply.headers | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Reply(NOT_MODIFIED, b"", headers)
    return replace(reply, headers=headers)
