"""YouTube's channels, lists of uploads and videos. Counts are words, as there."""

from __future__ import annotations

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.makers import CHANNELS, channel_of, count
from apps.sandbox.misbehaving import Reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE, Person
from apps.sandbox.values import InventedPost

ABSENT = ("missing", "gone", "suspended")
FIGURES = 3


def answer(request: Request, method: str) -> Reply:
    """What one method of the API says to a key."""
    key = request.headers.get("x-goog-api-key", "")
    if not key:
        return _refusal(403, "forbidden")
    if key == "expired":
        return _refusal(400, "API_KEY_INVALID")
    match method:
        case "channels":
            return _channels(request)
        case "playlistItems":
            return _uploads(request, CHANNELS.get(f"UC{request.one('playlistId')[2:]}", ""))
        case "videos":
            return _videos(request, request.one("id").split(","))
        case _:
            return _refusal(404, "notFound")


def _refusal(status: int, reason: str) -> Reply:
    error = {"code": status, "message": "No", "errors": [{"domain": "global", "reason": reason}]}
    return json_reply({"error": error}, status)


def _listed(kind: str, items: list[dict[str, object]]) -> Reply:
    pages = {"totalResults": len(items), "resultsPerPage": 50}
    return json_reply({"kind": f"youtube#{kind}ListResponse", "pageInfo": pages, "items": items})


def _channels(request: Request) -> Reply:
    handle = request.one("forHandle").removeprefix("@")
    ids = [one for one in request.one("id").split(",") if one]
    users = [handle] if handle else [CHANNELS.get(one, "") for one in ids]
    if "limited" in users:
        return _refusal(403, "quotaExceeded")
    if "signin" in users:
        return _refusal(400, "API_KEY_INVALID")
    for user in users:
        if user not in ABSENT and (bad := misbehave(user, request.now)):
            return bad
    shown = [user for user in users if user in PEOPLE or user in ("hidden", "moved")]
    return _listed("channel", [_channel(request, user) for user in shown])


def _channel(request: Request, user: str) -> dict[str, object]:
    person, channel = PEOPLE.get(user, STAND_IN), channel_of(user)
    day, key = request.now.date(), person.key
    subscribers = str(count(key, "youtube.subscribers", day))
    shown = subscribers[:FIGURES] + "0" * (len(subscribers) - FIGURES)
    statistics: dict[str, object] = {
        "viewCount": str(count(key, "youtube.views", day)),
        "subscriberCount": shown,
        "hiddenSubscriberCount": user == "hidden",
        "videoCount": str(count(key, "youtube.videos", day)),
    }
    if user == "hidden":
        del statistics["subscriberCount"]
    return {
        "kind": "youtube#channel",
        "id": channel,
        "snippet": {
            "title": person.name,
            "description": f"The workshop of {person.name}.",
            "customUrl": f"@{user}",
            "publishedAt": f"{person.joined}T09:00:00Z",
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"UU{channel[2:]}"}},
        "statistics": statistics,
    }


def _uploads(request: Request, user: str) -> Reply:
    if not user:
        return _refusal(404, "playlistNotFound")
    films = list(request.posts(PEOPLE.get(user, STAND_IN), "bluesky"))
    return _listed("playlistItem", [_upload(film) for film in films[:50]])


def _upload(film: InventedPost) -> dict[str, object]:
    at = film.posted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "kind": "youtube#playlistItem",
        "snippet": {"title": film.text[:60], "publishedAt": at},
        "contentDetails": {"videoId": _id_of(film), "videoPublishedAt": at},
    }


def _id_of(film: InventedPost) -> str:
    return f"{film.person[:1]}{int(film.posted_at.timestamp()):0>10}"


def _videos(request: Request, ids: list[str]) -> Reply:
    shown = [_video(request, film) for film in _films(request) if _id_of(film) in ids]
    return _listed("video", shown)


def _films(request: Request) -> list[InventedPost]:
    return [film for one in PEOPLE.values() for film in _of(request, one)]


def _of(request: Request, person: Person) -> list[InventedPost]:
    return list(request.posts(person, "bluesky"))


def _video(request: Request, film: InventedPost) -> dict[str, object]:
    counts = film.counts(request.now.date())
    return {
        "kind": "youtube#video",
        "id": _id_of(film),
        "statistics": {
            "viewCount": str(counts["likes"] * 23),
            "likeCount": str(counts["likes"]),
            "favoriteCount": "0",
            "commentCount": str(counts["replies"]),
        },
    }
