"""Bluesky's identity, profiles and author feeds."""

from __future__ import annotations

from datetime import datetime

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.chance import base32
from apps.sandbox.misbehaving import WORDS, Reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE, Person
from apps.sandbox.values import InventedPost

NAME = "bluesky"
BATCH = 25
SOMEBODY = "did:plc:somebody2else2somebody22"
FOUND_LATER = ("gone", "missing")  # a handle may resolve although its account does not answer


def answer(request: Request, method: str) -> Reply:
    """What one method of the API says."""
    match method:
        case "com.atproto.identity.resolveHandle":
            return _resolve(request, request.one("handle").removesuffix(".example"))
        case "app.bsky.actor.getProfile":
            return _profile_reply(request, _user_of(request.one("actor")))
        case "app.bsky.actor.getProfiles":
            return _profiles(request, request.query.get("actors", []))
        case "app.bsky.feed.getAuthorFeed":
            return _feed(request, PEOPLE.get(_user_of(request.one("actor")), STAND_IN))
        case _:
            return json_reply({"error": "MethodNotImplemented", "message": "No"}, 501)


def _resolve(request: Request, user: str) -> Reply:
    if user not in FOUND_LATER and (bad := misbehave(user, request.now)):
        return bad
    if user not in PEOPLE and user not in WORDS - {"missing"}:
        return _bad_request("InvalidRequest", "Unable to resolve handle")
    return json_reply({"did": _did_of(user)})


def _profiles(request: Request, actors: list[str]) -> Reply:
    """A batch leaves out whoever cannot be shown, without a word."""
    if len(actors) > BATCH:
        return _bad_request("InvalidRequest", f"array too big (maximum {BATCH})")
    users = [_user_of(actor) for actor in actors]
    kept = [user for user in users if user in PEOPLE or user == "hidden"]
    return json_reply({"profiles": [_profile(request, user) for user in kept]})


def _bad_request(error: str, message: str) -> Reply:
    """Bluesky gives every refusal as a 400 that carries its reason."""
    return json_reply({"error": error, "message": message}, 400)


def _did_of(user: str) -> str:
    return PEOPLE[user].did if user in PEOPLE else f"did:plc:{user:2<24}"


def _user_of(actor: str) -> str:
    dids = {_did_of(user): user for user in (*PEOPLE, *WORDS)}
    return dids.get(actor, actor.removesuffix(".example"))


def _profile_reply(request: Request, user: str) -> Reply:
    if user == "suspended":
        return _bad_request("AccountTakedown", "Account has been suspended")
    if user == "gone":
        return _bad_request("AccountDeactivated", "Account is deactivated")
    if user not in PEOPLE and user != "hidden":
        return _bad_request("InvalidRequest", "Profile not found")
    return json_reply(_profile(request, user))


def _profile(request: Request, user: str) -> dict[str, object]:
    """The detailed view. Its counts may be left out, and are for the hidden one."""
    person = PEOPLE.get(user, STAND_IN)
    profile: dict[str, object] = {
        "did": _did_of(user),
        "handle": f"{user}.example",
        "displayName": person.name if user in PEOPLE else user.capitalize(),
        "description": person.bio,
        "labels": [],
        "createdAt": f"{person.joined}T09:00:00.000Z",
        "indexedAt": f"{person.joined}T09:00:00.000Z",
        "associated": {"lists": 0, "feedgens": 0, "starterPacks": 0, "labeler": False},
    }
    if user != "hidden":
        profile |= {
            "followersCount": request.value(person, "bluesky.followers"),
            "followsCount": request.value(person, "bluesky.following"),
            "postsCount": request.value(person, "bluesky.posts"),
        }
    return profile


def _feed(request: Request, person: Person) -> Reply:
    limit = request.number("limit", 50, 100)
    start = int(request.one("cursor", "0")) if request.one("cursor", "0").isdecimal() else 0
    items = [(post.posted_at, _item(request, person, post)) for post in request.posts(person, NAME)]
    items += [(moment, _repost(person, moment)) for moment in request.passed_on(person, NAME)]
    said = [item for _at, item in sorted(items, key=lambda pair: pair[0], reverse=True)][start:]
    page: dict[str, object] = {"feed": said[:limit]}
    if len(said) > limit:
        page["cursor"] = str(start + limit)
    return json_reply(page)


def _repost(person: Person, moment: datetime) -> dict[str, object]:
    """Somebody else's post, passed on."""
    at = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    key = base32(int(moment.timestamp() * 1000) * 1000 << 10)
    return {
        "post": {
            "uri": f"at://{SOMEBODY}/app.bsky.feed.post/{key}",
            "author": {"did": SOMEBODY, "handle": "somebody.example"},
            "record": {"text": "Words of somebody else.", "createdAt": at},
            "indexedAt": at,
        },
        "reason": {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": {"did": person.did, "handle": person.bluesky_handle},
            "uri": f"at://{person.did}/app.bsky.feed.repost/{key}",
            "indexedAt": at,
        },
    }


def _item(request: Request, person: Person, post: InventedPost) -> dict[str, object]:
    counts = post.counts(request.now.date())
    at = post.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "post": {
            "uri": post.external_id,
            "cid": "bafyreihq4wn2z3p7mv5xk6tj2cgd4ysf7r5aoe3bnl2uvi6xq7sdfwy3ma",
            "author": {"did": person.did, "handle": person.bluesky_handle, "labels": []},
            "record": _record(post, at),
            "replyCount": counts["replies"],
            "repostCount": counts["reposts"],
            "likeCount": counts["likes"],
            "quoteCount": counts["quotes"],
            "bookmarkCount": 0,
            "indexedAt": at,
            "labels": [],
        }
    }


def _record(post: InventedPost, at: str) -> dict[str, object]:
    record = {"$type": "app.bsky.feed.post", "text": post.text, "createdAt": at}
    parent = {"uri": f"at://{SOMEBODY}/app.bsky.feed.post/3kxyzzy2222aa"}
    return record | ({"reply": {"root": parent, "parent": parent}} if post.is_reply else {})
