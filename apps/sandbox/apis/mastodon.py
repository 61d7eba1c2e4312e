"""Mastodon's accounts and their statuses."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.sandbox.apis.oauth import user_of
from apps.sandbox.apis.request import STAND_IN, Request
from apps.sandbox.misbehaving import WORDS, Reply, html_reply, json_reply, misbehave
from apps.sandbox.people import PEOPLE, SOCIAL_HOST, Person
from apps.sandbox.values import InventedPost


def answer(request: Request, path: tuple[str, ...]) -> Reply:
    """What /api/v1/accounts/... says."""
    ids = {person.mastodon_id: key for key, person in PEOPLE.items()}
    ids |= {_id_of(word): word for word in WORDS}
    own = PEOPLE.get(user_of(request))
    if path == ("verify_credentials",) and own:
        path = (own.mastodon_id,)
    match path:
        case ():
            return _several(request, [ids.get(one, "") for one in request.query.get("id[]", [])])
        case ("lookup",):
            user, rest = request.one("acct").partition("@")[0].lower(), ""
        case (account_id,):
            user, rest = ids.get(account_id, ""), ""
        case (account_id, "statuses"):
            user, rest = ids.get(account_id, ""), "statuses"
        case _:
            return misbehave("missing", request.now) or html_reply("", 404)
    word = user if user in WORDS else request.host.partition(".")[0]
    if bad := misbehave("signin" if word == "unsigned" else word, request.now):
        return bad
    if user not in PEOPLE and word not in WORDS:
        return json_reply({"error": "Record not found"}, 404)
    person = PEOPLE.get(user, STAND_IN)
    if rest:
        return _statuses(request, person)
    return json_reply(_account(request, person, user, word), headers=_limits(request))


def _several(request: Request, users: list[str]) -> Reply:
    """A batch leaves out whoever cannot be shown, without a word."""
    kept = [user for user in users if user in PEOPLE]
    return json_reply(
        [_account(request, PEOPLE[user], user, "") for user in kept], headers=_limits(request)
    )


def _id_of(word: str) -> str:
    return str(190_000_000_000_000_000 + sorted(WORDS).index(word))


def _limits(request: Request) -> dict[str, str]:
    resets = (request.now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "288",
        "X-RateLimit-Reset": resets,
        "Cache-Control": "private, no-store",
    }


def _account(request: Request, person: Person, user: str, word: str) -> dict[str, object]:
    """The account entity. Suspended accounts have all their counts at zero."""
    zero = word == "suspended"
    followers = 0 if zero else request.value(person, "mastodon.followers")
    account: dict[str, object] = {
        "id": _id_of(word) if word in WORDS else person.mastodon_id,
        "username": user,
        "acct": user,
        "display_name": "" if zero else (person.name if user in PEOPLE else user.capitalize()),
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": f"{person.joined}T00:00:00.000Z",
        "note": f"<p>{person.bio}</p>",
        "url": f"https://{request.host}/@{user}",
        "uri": f"https://{request.host}/users/{user}",
        "followers_count": -1 if word == "hidden" else followers,
        "following_count": 0 if zero else request.value(person, "mastodon.following"),
        "statuses_count": 0 if zero else request.value(person, "mastodon.posts"),
        "last_status_at": request.now.date().isoformat(),
        "hide_collections": word == "hidden",
        "emojis": [],
        "fields": [],
    }
    if zero:
        account["suspended"] = True
    if word == "moved":
        wren = PEOPLE["wren"]
        account["moved"] = _account(request, wren, wren.key, "") | {"acct": f"wren@{SOCIAL_HOST}"}
    return account


def _statuses(request: Request, person: Person) -> Reply:
    limit = request.number("limit", 20, 40)
    before = request.number("max_id", 1 << 62, 1 << 62)
    statuses = [_status(request, person, post) for post in request.posts(person, "mastodon")]
    if request.one("exclude_reblogs") != "true":
        statuses += [_boost(person, moment) for moment in request.passed_on(person, "mastodon")]
    said = sorted(statuses, key=lambda one: int(str(one["id"])), reverse=True)
    said = [one for one in said if int(str(one["id"])) < before]
    page = said[:limit]
    headers = _limits(request)
    if page:
        base = f"https://{request.host}/api/v1/accounts/{person.mastodon_id}/statuses?limit={limit}"
        links = [f'<{base}&min_id={page[0]["id"]}>; rel="prev"']
        if len(said) > limit:
            links.insert(0, f'<{base}&max_id={page[-1]["id"]}>; rel="next"')
        headers["Link"] = ", ".join(links)
    return json_reply(page, headers=headers)


def _boost(person: Person, moment: datetime) -> dict[str, object]:
    """Somebody else's status, passed on."""
    return {
        "id": str(int(moment.timestamp() * 1000) << 16),
        "created_at": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "in_reply_to_id": None,
        "visibility": "public",
        "content": "",
        "reblog": {"id": "1", "content": "<p>Words of somebody else.</p>", "visibility": "public"},
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "account": {"id": person.mastodon_id, "username": person.key, "acct": person.key},
    }


def _status(request: Request, person: Person, post: InventedPost) -> dict[str, object]:
    counts = post.counts(request.now.date())
    words = post.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "id": post.external_id,
        "created_at": post.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "edited_at": None,
        "in_reply_to_id": "117000000000000000" if post.is_reply else None,
        "in_reply_to_account_id": "1" if post.is_reply else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"https://{SOCIAL_HOST}/users/{person.key}/statuses/{post.external_id}",
        "url": post.address,
        "content": f"<p>{words}</p>",
        "reblog": None,
        "replies_count": counts["replies"],
        "reblogs_count": counts["boosts"],
        "favourites_count": counts["favourites"],
        "quotes_count": 0,
        "account": {"id": person.mastodon_id, "username": person.key, "acct": person.key},
    }
