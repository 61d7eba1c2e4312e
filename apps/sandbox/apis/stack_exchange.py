"""Stack Exchange's profiles, several at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.makers import NUMBERS, STACK_HOST, count, number_of
from apps.sandbox.misbehaving import Reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE

LIMIT_LASTS = 900  # seconds
ABSENT = ("missing", "gone", "moved", "hidden")


def answer(request: Request, numbers: Sequence[str]) -> Reply:
    """What /users/{ids} says of one site."""
    if request.one("site") != STACK_HOST:
        return _refusal(400, "bad_parameter", "No site found")
    if request.one("key") == "expired":
        return _refusal(400, "bad_parameter", "`key` doesn't match a known application")
    users = [NUMBERS.get(number, "") for number in numbers]
    if "limited" in users:
        words = f"too many requests from this IP, more requests available in {LIMIT_LASTS} seconds"
        return _refusal(502, "throttle_violation", words)
    if "signin" in users:
        return _refusal(403, "access_denied", "No")
    for user in users:
        if user not in ABSENT and (bad := misbehave(user, request.now)):
            return bad
    shown = [user for user in users if user in PEOPLE or user == "suspended"]
    items = [_profile(request, user) for user in shown]
    return json_reply({"items": items, "has_more": False, "quota_max": 300, "quota_remaining": 287})


def _refusal(number: int, name: str, message: str) -> Reply:
    return json_reply({"error_id": number, "error_name": name, "error_message": message}, 400)


def _profile(request: Request, user: str) -> dict[str, object]:
    """A profile. While one is suspended its reputation is told as 1."""
    person, day = PEOPLE.get(user, STAND_IN), request.now.date()
    badges = ("gold", "silver", "bronze")
    profile: dict[str, object] = {
        "user_id": int(number_of(user)),
        "account_id": int(number_of(user)) + 500_000,
        "user_type": "registered",
        "display_name": person.name,
        "reputation": count(person.key, "stack_exchange.reputation", day),
        "badge_counts": {one: count(person.key, f"stack_exchange.{one}", day) for one in badges},
        "website_url": f"https://blog.example/{person.key}",
        "link": f"https://{STACK_HOST}/users/{number_of(user)}/{person.key}",
    }
    if user == "suspended":
        ends = request.now + timedelta(days=7)
        profile |= {"reputation": 1, "timed_penalty_date": int(ends.timestamp())}
    return profile
