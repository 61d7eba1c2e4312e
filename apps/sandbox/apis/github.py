"""GitHub's public profiles."""

from __future__ import annotations

from datetime import timedelta

from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.makers import GITHUB_HOST, NUMBERS, count, number_of
from apps.sandbox.misbehaving import WORDS, Reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE

LIMIT_LASTS = timedelta(minutes=40)
DOCS = "https://docs.github.com/rest"


def answer(request: Request, path: tuple[str, ...]) -> Reply:
    """What a profile's address says, by name or by number."""
    match path:
        case ("users", login):
            user = login.lower()
        case ("user", number):
            user = NUMBERS.get(number, "")
        case _:
            user = ""
    if user in PEOPLE:
        return json_reply(_profile(request, user), headers=_limits(request, remaining=57))
    return _misbehave(request, user)


def _misbehave(request: Request, user: str) -> Reply:
    match user:
        case "limited":
            told = {
                "message": "API rate limit exceeded",
                "documentation_url": f"{DOCS}/rate-limits",
            }
            return json_reply(told, 403, _limits(request, remaining=0))
        case "signin":
            return json_reply({"message": "Bad credentials", "documentation_url": DOCS}, 401)
        case "moved":
            onward = f"https://{GITHUB_HOST}/user/{number_of('wren')}"
            return json_reply({"message": "Moved Permanently"}, 301, {"Location": onward})
        case "hidden":
            return json_reply(_profile(request, user), headers=_limits(request, remaining=57))
    missing = json_reply({"message": "Not Found", "documentation_url": DOCS}, 404)
    if user in ("gone", "missing", "suspended"):
        return missing
    return misbehave(user, request.now) or missing


def _limits(request: Request, *, remaining: int) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": "60",
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int((request.now + LIMIT_LASTS).timestamp())),
        "X-RateLimit-Resource": "core",
    }


def _profile(request: Request, user: str) -> dict[str, object]:
    """A profile; the hidden one leaves its counts out."""
    person = PEOPLE.get(user, STAND_IN)
    profile: dict[str, object] = {
        "login": user,
        "id": int(number_of(user)),
        "type": "User",
        "name": user.capitalize() if user in WORDS else person.name,
        "blog": f"https://blog.example/{user}",
        "bio": None,
        "created_at": f"{person.joined}T09:00:00Z",
    }
    if user == "hidden":
        return profile
    counts = {
        "followers": "followers",
        "following": "following",
        "public_repos": "repositories",
        "public_gists": "gists",
    }
    day = request.now.date()
    return profile | {name: count(person.key, f"github.{key}", day) for name, key in counts.items()}
