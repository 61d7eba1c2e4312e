"""Misskey's users and their notes, asked for with POST."""

from __future__ import annotations

from datetime import datetime

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.chance import base32
from apps.sandbox.misbehaving import WORDS, Reply, html_reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE, Person
from apps.sandbox.values import InventedPost

NAME = "misskey"
SHOWN = ("hidden", "moved")
NEW_HOME = "newhome"


def answer(request: Request, method: str) -> Reply:
    """What /api/users/... says."""
    users = {_id_of(user): user for user in (*PEOPLE, *WORDS, NEW_HOME)}
    if method == "show" and isinstance(several := request.data.get("userIds"), list):
        kept = [users[str(one)] for one in several if users.get(str(one)) in PEOPLE]
        return json_reply([_user(request, user) for user in kept])
    user = users.get(str(request.data.get("userId")), "")
    user = user or str(request.data.get("username", "")).lower()
    if bad := _refusal(request, user):
        return bad
    if method == "show":
        return json_reply(_user(request, user))
    if method == "notes":
        return json_reply(_notes(request, PEOPLE.get(user, STAND_IN)))
    return html_reply("There is nothing here", 404)


def _refusal(request: Request, user: str) -> Reply | None:
    if user in ("signin", "unsigned"):
        return _error(401, "CREDENTIAL_REQUIRED", "Credential required.")
    if user == "limited":
        return _error(429, "RATE_LIMIT_EXCEEDED", "Rate limit exceeded. Please try again later.")
    if user in ("broken", "html", "slow"):
        return misbehave(user, request.now)
    if user not in PEOPLE and user not in (*SHOWN, NEW_HOME):
        return _error(404, "NO_SUCH_USER", "No such user.")
    return None


def _error(status: int, code: str, message: str) -> Reply:
    wait = {"Retry-After": "300"} if status == 429 else {}
    error = {"message": message, "code": code, "id": "4362f8dc-731f-4ad8-a694-be5a88922a24"}
    return json_reply({"error": error}, status, wait)


def _id_of(user: str) -> str:
    return f"9{user}0"


def _user(request: Request, user: str) -> dict[str, object]:
    """One user. A count that is hidden is told as zero, and elsewhere that it is hidden."""
    person = PEOPLE.get(user, STAND_IN)
    hidden = user == "hidden"
    return {
        "id": _id_of(user),
        "username": user,
        "host": "elsewhere.example" if user == NEW_HOME else None,
        "name": person.name if user in PEOPLE else user.capitalize(),
        "description": person.bio,
        "fields": [],
        "isSuspended": False,
        "movedTo": _id_of(NEW_HOME) if user == "moved" else None,
        "followersVisibility": "private" if hidden else "public",
        "followingVisibility": "private" if hidden else "public",
        "followersCount": 0 if hidden else request.value(person, "misskey.followers"),
        "followingCount": 0 if hidden else request.value(person, "misskey.following"),
        "notesCount": request.value(person, "misskey.posts"),
    }


def _notes(request: Request, person: Person) -> list[dict[str, object]]:
    notes = [_note(request, person, post) for post in request.posts(person, NAME)]
    notes += [_renote(person, moment) for moment in request.passed_on(person, NAME)]
    before = str(request.data.get("untilId", "~"))
    notes = sorted(notes, key=lambda one: str(one["id"]), reverse=True)
    limit = request.data.get("limit", 10)
    return [one for one in notes if str(one["id"]) < before][: limit if limit in range(101) else 10]


def _note(request: Request, person: Person, post: InventedPost) -> dict[str, object]:
    counts = post.counts(request.now.date())
    return {
        "id": post.external_id,
        "createdAt": post.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "userId": _id_of(person.key),
        "text": post.text,
        "cw": None,
        "visibility": "public",
        "replyId": "9somenote" if post.is_reply else None,
        "renoteId": None,
        "fileIds": [],
        "repliesCount": counts["replies"],
        "renoteCount": counts["renotes"],
        "reactionCount": counts["reactions"],
        "reactions": {"❤": counts["reactions"]},
    }


def _renote(person: Person, moment: datetime) -> dict[str, object]:
    """Somebody else's note, passed on."""
    return {
        "id": base32(int(moment.timestamp() * 1000)),
        "createdAt": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "userId": _id_of(person.key),
        "text": None,
        "cw": None,
        "visibility": "public",
        "replyId": None,
        "renoteId": "9somenote",
        "renote": {"id": "9somenote", "text": "Words of somebody else."},
        "fileIds": [],
    }
