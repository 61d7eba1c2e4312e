"""Hacker News: people by name, and what they said by number. Nothing is told by `null`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.makers import BLOG_HOST, count
from apps.sandbox.misbehaving import Reply, html_reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE
from apps.sandbox.values import InventedPost

NULL = ("missing", "gone", "hidden", "suspended", "moved")


def answer(request: Request, kind: str, name: str) -> Reply:
    """What one address of the API says."""
    if kind == "user":
        if name not in NULL and (bad := misbehave(name, request.now)):
            return bad
        return json_reply(_user(request, name) if name in PEOPLE else None)
    if kind == "item":
        found = (item for key in PEOPLE for item in _items(request, key) if str(item["id"]) == name)
        return json_reply(next(found, None))
    return html_reply("There is nothing here", 404)


def _user(request: Request, name: str) -> dict[str, object]:
    joined = datetime.combine(datetime.fromisoformat(PEOPLE[name].joined), time(9))
    return {
        "id": name,
        "created": int(joined.timestamp()),
        "karma": count(name, "hacker_news.karma", request.now.date()),
        "about": f"I am {PEOPLE[name].name}.<p>https:&#x2F;&#x2F;{BLOG_HOST}&#x2F;{name}",
        "submitted": [item["id"] for item in _items(request, name)],
    }


def _items(request: Request, name: str) -> list[dict[str, object]]:
    """What a person said, newest first: now and then a story, otherwise comments."""
    said = [*_stories(request, name), *_comments(request, name)]
    return sorted(said, key=lambda item: str(item["id"]), reverse=True)


def _stories(request: Request, name: str) -> Iterator[dict[str, object]]:
    for post in request.posts(PEOPLE.get(name, STAND_IN), "bluesky"):
        counts = post.counts(request.now.date())
        yield _item(post, name, "story") | {
            "title": post.text[:60].replace("&", "&amp;"),
            "score": 1 + counts["likes"],
            "descendants": counts["replies"],
        }


def _comments(request: Request, name: str) -> Iterator[dict[str, object]]:
    for post in request.posts(PEOPLE.get(name, STAND_IN), "mastodon"):
        yield _item(post, name, "comment") | {"text": post.text[:60], "parent": 1}


def _item(post: InventedPost, name: str, kind: str) -> dict[str, object]:
    moment = int(post.posted_at.timestamp())
    person = list(PEOPLE).index(name)
    return {"id": moment * 10 + person, "by": name, "time": moment, "type": kind}
