"""What each invented host says it runs."""

from __future__ import annotations

from apps.sandbox.apis.request import Request
from apps.sandbox.misbehaving import SHAPED, Reply, html_reply, json_reply
from apps.sandbox.people import GARDEN_HOST, NOTES_HOST, SOCIAL_HOST, VIDEOS_HOST

RUNS = {
    SOCIAL_HOST: ("mastodon", "4.4.2"),
    NOTES_HOST: ("sharkey", "2026.5.1"),
    VIDEOS_HOST: ("peertube", "7.3.0"),
    GARDEN_HOST: ("wordpress", "6.9"),
    **{f"{word}.example": ("mastodon", "4.4.2") for word in SHAPED},
    "unsigned.example": ("friendica", "2026.03"),
}


def links(request: Request) -> Reply:
    """Where the document lies."""
    if request.host not in RUNS:
        return html_reply("There is nothing here", 404)
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    href = f"https://{request.host}/nodeinfo/2.0"
    return json_reply({"links": [{"rel": rel, "href": href}]})


def document(request: Request) -> Reply:
    """The document; its counts are as good as invented everywhere."""
    if request.host not in RUNS:
        return html_reply("There is nothing here", 404)
    name, version = RUNS[request.host]
    return json_reply(
        {
            "version": "2.0",
            "software": {"name": name, "version": version},
            "protocols": ["activitypub"],
            "usage": {"users": {"total": 5}},
            "openRegistrations": False,
        }
    )
