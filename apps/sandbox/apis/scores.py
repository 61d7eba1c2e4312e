"""A score in Klout's shape, and a number at a JSON address."""

from __future__ import annotations

from datetime import timedelta

from apps.sandbox.apis.request import Request
from apps.sandbox.misbehaving import Reply, json_reply, misbehave
from apps.sandbox.people import NUMBERS_HOST, PEOPLE, SCORE_HOST
from apps.sandbox.values import value


def answer(request: Request, path: tuple[str, ...]) -> Reply | None:
    """What the two hosts say."""
    match request.host, path:
        case (host, ("v2", "user.json", identity, "score")) if host == SCORE_HOST:
            return score(request, identity)
        case (host, (name,)) if host == NUMBERS_HOST:
            return number(request, name)
    return None


def score(request: Request, identity: str) -> Reply:
    """Klout's shape, with the spellings and types that it was seen with over the years."""
    if bad := misbehave(identity, request.now):
        return bad
    for person in PEOPLE.values():
        if person.score_id == identity:
            break
    else:
        return json_reply({"error": "user not found"}, 404)
    day = request.now.date()
    now, *before = (
        value(person.key, "klout.score", day - timedelta(days=n)) for n in (0, 1, 7, 30)
    )
    names = ("dayChange", "weekChange", "monthChange")
    deltas = {name: round(now - then, 2) for name, then in zip(names, before, strict=True)}
    if int(identity) % 2:
        low = int(now // 10) * 10
        bucket = f"{low}-{low + 9}"
        return json_reply({"score": str(now), "bucket": bucket, "scoreDelta": deltas})
    return json_reply({"score": now, "scoreDeltas": deltas})


def number(request: Request, name: str) -> Reply:
    """A small JSON document with a number inside."""
    user = name.removesuffix(".json")
    if bad := misbehave(user, request.now):
        return bad
    if user == "words":
        return json_reply({"readers": {"total": "a good many"}})
    if user not in PEOPLE:
        return json_reply({"error": "no such list"}, 404)
    total = request.value(PEOPLE[user], "json_number.value")
    return json_reply({"list": user, "readers": {"total": total, "unit": "people"}})
