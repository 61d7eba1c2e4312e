"""Each person's blog as RSS, Atom and JSON Feed: the last fifteen things they posted."""

from __future__ import annotations

from email.utils import format_datetime
from itertools import islice
from xml.sax.saxutils import escape

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.makers import BLOG_HOST
from apps.sandbox.misbehaving import SHAPED, WORDS, Reply, html_reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE
from apps.sandbox.values import InventedPost

LENGTH = 15
ATOM = "http://www.w3.org/2005/Atom"


def answer(request: Request, user: str, document: str) -> Reply:
    """What a blog's address says."""
    if bad := misbehave(user, request.now):
        return bad
    if user not in PEOPLE and user not in WORDS.intersection(SHAPED):
        return html_reply("There is nothing here", 404)
    person = PEOPLE.get(user, STAND_IN)
    posts = list(islice(request.posts(person, "mastodon"), LENGTH))
    title = f"From the bench of {person.name}"
    match document:
        case "feed.xml":
            return _xml("rss", _rss(user, title, posts))
        case "atom.xml":
            return _xml("atom", _atom(user, title, posts))
        case "feed.json":
            return json_reply(_json(user, title, posts))
        case _:
            return html_reply(title)


def _xml(kind: str, words: str) -> Reply:
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{words}'.encode()
    return Reply(200, body, content_type=f"application/{kind}+xml; charset=utf-8")


def _page(user: str, post: InventedPost) -> str:
    return f"https://{BLOG_HOST}/{user}/{post.posted_at:%Y-%m-%d}"


def _rss(user: str, title: str, posts: list[InventedPost]) -> str:
    items = "".join(
        f"<item><title>{escape(post.text)}</title><link>{_page(user, post)}</link>"
        f'<guid isPermaLink="false">{user}-{post.posted_at:%Y%m%d}</guid>'
        f"<pubDate>{format_datetime(post.posted_at, usegmt=True)}</pubDate></item>"
        for post in posts
    )
    return f'<rss version="2.0"><channel><title>{escape(title)}</title>{items}</channel></rss>'


def _atom(user: str, title: str, posts: list[InventedPost]) -> str:
    entries = "".join(
        f"<entry><id>tag:{BLOG_HOST},2026:{user}-{post.posted_at:%Y%m%d}</id>"
        f'<title>{escape(post.text)}</title><link href="{_page(user, post)}"/>'
        f"<published>{post.posted_at.isoformat()}</published>"
        f"<updated>{post.posted_at.isoformat()}</updated></entry>"
        for post in posts
    )
    return f'<feed xmlns="{ATOM}"><title>{escape(title)}</title>{entries}</feed>'


def _json(user: str, title: str, posts: list[InventedPost]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "items": [
            {
                "id": f"{user}-{post.posted_at:%Y%m%d}",
                "url": _page(user, post),
                "content_text": post.text,
                "date_published": post.posted_at.isoformat(),
            }
            for post in posts
        ],
    }
