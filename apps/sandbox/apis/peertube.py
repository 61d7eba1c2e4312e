"""PeerTube's channels and their videos. Errors come as RFC 7807 problems."""

from __future__ import annotations

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.misbehaving import WORDS, Reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE, VIDEOS_HOST, Person
from apps.sandbox.values import InventedPost

NAME = "peertube"


def answer(request: Request, kind: str, user: str, rest: tuple[str, ...]) -> Reply:
    """What /api/v1/video-channels/... says; nobody here has more than one channel."""
    if user == "limited":
        headers = {"Retry-After": "10", "RateLimit-Remaining": "0", "RateLimit-Reset": "10"}
        return _problem(429, "Too Many Requests", headers)
    if bad := misbehave("signin" if user == "unsigned" else user, request.now):
        return bad
    if kind != "video-channels" or user not in (*PEOPLE, *WORDS) or user == "suspended":
        return _problem(404, "Not Found")
    person = PEOPLE.get(user, STAND_IN)
    if rest == ("videos",):
        return json_reply(_videos(request, person), headers=_limits())
    return json_reply(_channel(request, person, user), headers=_limits())


def _limits() -> dict[str, str]:
    return {"RateLimit-Limit": "50", "RateLimit-Remaining": "48", "RateLimit-Reset": "9"}


def _problem(status: int, title: str, headers: dict[str, str] | None = None) -> Reply:
    body = {"type": "about:blank", "title": title, "status": status, "detail": title}
    return json_reply(body, status, headers, "application/problem+json; charset=utf-8")


def _channel(request: Request, person: Person, user: str) -> dict[str, object]:
    return {
        "id": 40 + list(PEOPLE).index(person.key),
        "url": f"https://{VIDEOS_HOST}/video-channels/{user}",
        "name": user,
        "host": VIDEOS_HOST,
        "displayName": person.name if user in PEOPLE else user.capitalize(),
        "description": person.bio,
        "support": None,
        "followersCount": request.value(person, "peertube.followers"),
        "followingCount": 0,
        "createdAt": f"{person.joined}T09:00:00.000Z",
        "isLocal": True,
    }


def _videos(request: Request, person: Person) -> dict[str, object]:
    said = [_video(request, post) for post in request.posts(person, NAME)]
    start = int(request.one("start", "0")) if request.one("start", "0").isdecimal() else 0
    page = said[start : start + request.number("count", 15, 100)]
    return {"total": request.value(person, "peertube.posts"), "data": page}


def _video(request: Request, post: InventedPost) -> dict[str, object]:
    return {
        "uuid": post.external_id,
        "url": post.address,
        "name": post.text.partition(".")[0],
        "publishedAt": post.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        **post.counts(request.now.date()),
    }
