"""WebFinger, actors and the totals of their collections."""

from __future__ import annotations

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.misbehaving import WORDS, Reply, html_reply, json_reply, misbehave
from apps.sandbox.people import GARDEN_HOST, PEOPLE, SOCIAL_HOST, Person

ACTIVITY = "application/activity+json; charset=utf-8"
NETWORKS = {SOCIAL_HOST: "mastodon"}
"""Whose numbers a host's actors have; "activitypub" where it is none of these."""
COLLECTIONS = {"followers": "followers", "following": "following", "outbox": "posts"}


def webfinger(request: Request) -> Reply:
    """Where the actor behind a handle is."""
    user, _, host = request.one("resource").removeprefix("acct:").lower().partition("@")
    if host != request.host or (user not in PEOPLE and not _word_of(request, user)):
        return html_reply("There is nobody of that name here", 404)
    actor = f"https://{host}/users/{user}"
    return json_reply(
        {
            "subject": f"acct:{user}@{host}",
            "links": [
                {"rel": "http://webfinger.net/rel/profile-page", "href": f"https://{host}/@{user}"},
                {"rel": "self", "type": "application/activity+json", "href": actor},
            ],
        },
        content_type="application/jrd+json",
    )


def answer(request: Request, user: str, rest: tuple[str, ...]) -> Reply:
    """What /users/... says: the actor, or one of its collections without any page of it."""
    word = _word_of(request, user)
    if bad := _refusal(request, word, is_actor=not rest):
        return bad
    if user not in PEOPLE and not word:
        return html_reply("There is nobody of that name here", 404)
    person = PEOPLE.get(user, STAND_IN)
    if not rest:
        return _activity(_actor(request, person, user, word))
    if len(rest) > 1 or rest[0] not in COLLECTIONS:
        return html_reply("There is nothing here", 404)
    network = NETWORKS.get(request.host, "activitypub")
    return _activity(
        {
            "id": f"https://{request.host}/users/{user}/{rest[0]}",
            "type": "OrderedCollection",
            "totalItems": request.value(person, f"{network}.{COLLECTIONS[rest[0]]}"),
        }
    )


def _word_of(request: Request, user: str) -> str:
    host = request.host.partition(".")[0]
    return next((word for word in (user, host) if word in WORDS), "")


def _refusal(request: Request, word: str, *, is_actor: bool) -> Reply | None:
    """How a host refuses: each in the way that actors and collections have been seen to."""
    match word, is_actor:
        case "hidden", False:
            return json_reply({"error": "Forbidden"}, 403)
        case "suspended", _:
            return json_reply({"error": "Forbidden"}, 403)
        case "unsigned", _:
            return json_reply({"error": "Request not signed"}, 401)
        case "gone", True:
            return _activity({"id": f"https://{request.host}/users/gone", "type": "Tombstone"})
        case _:
            return misbehave(word, request.now)


def _actor(request: Request, person: Person, user: str, word: str) -> dict[str, object]:
    base = f"https://{request.host}/users/{user}"
    actor: dict[str, object] = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": base,
        "type": "Person",
        "preferredUsername": user,
        "name": person.name if user in PEOPLE else user.capitalize(),
        "summary": f"<p>{person.bio}</p>",
        "url": f"https://{request.host}/@{user}",
        "published": f"{person.joined}T00:00:00Z",
        "attachment": [],
        **{name: f"{base}/{name}" for name in COLLECTIONS},
    }
    if word == "moved":
        actor["movedTo"] = f"https://{GARDEN_HOST}/users/wren"
    return actor


def _activity(data: dict[str, object]) -> Reply:
    return json_reply(data, content_type=ACTIVITY)
