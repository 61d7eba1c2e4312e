import json
from datetime import UTC, datetime, timedelta

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, PostReading, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, visit

HOST = "notes.example"
WREN = Account("@wren@notes.example", HOST, software="sharkey 2026.5")
KNOWN = Account("@wren@notes.example", HOST, "9abc", software="sharkey 2026.5")
PER_POST = {"replies", "renotes", "reactions", "replies_written", "renotes_made"}

# The shape of a user as Misskey 2025 sends it, with an invented person in it.
USER = {
    "id": "9abc",
    "username": "wren",
    "host": None,
    "name": "Wren Ashdown",
    "description": "Binds books. sidenote-7f3a",
    "url": None,
    "fields": [{"name": "Pages", "value": "https://wren.example/"}],
    "isSuspended": False,
    "isLocked": False,
    "movedTo": None,
    "followersVisibility": "public",
    "followingVisibility": "public",
    "followersCount": 113,
    "followingCount": 31,
    "notesCount": 404,
}
OLDER = {"followersVisibility": None, "followingVisibility": None}


def note(key, at="2026-11-10T10:00:00.000Z", **changes):
    return {
        "id": str(key),
        "createdAt": at,
        "userId": "9abc",
        "text": f"Note {key}",
        "cw": None,
        "visibility": "public",
        "replyId": None,
        "renoteId": None,
        "fileIds": [],
        "repliesCount": 3,
        "renoteCount": 2,
        "reactionCount": 7,
        "reactions": {"❤": 4, ":ok@.:": 3},
    } | changes


def missing(status=404):
    error = {"message": "No such user.", "code": "NO_SUCH_USER", "id": "4362f8dc"}
    return reply({"error": error}, status)


def server_of(users, notes=()):
    """A server with these users by id; bytes in place of one are what is said of it singly."""

    def script(asked):
        data = json.loads(asked.body)
        if asked.target == "/api/users/notes":
            if callable(notes):
                return [notes(data)]
            return [reply([] if "untilId" in data else list(notes))]
        if "userIds" in data:
            found = [users.get(one) for one in data["userIds"]]
            return [reply([one for one in found if isinstance(one, dict)])]
        found = users.get(data.get("userId") or "9abc", missing())
        return [reply(found) if isinstance(found, dict) else found]

    return script


def read(user=None, accounts=(WREN,), **more):
    users = {"9abc": user if isinstance(user, bytes) else USER | (user or {})}
    answers, server = visit("misskey", accounts, server_of(users | more.pop("users", {}), **more))
    return answers, server


def test_a_user_and_their_notes_are_read():
    answers, server = read(notes=[note("9xyz")])
    assert answers == [
        Reading(
            account_id="9abc",
            handle="@wren@notes.example",
            name="Wren Ashdown",
            address="https://notes.example/@wren",
            values={"followers": 113.0, "following": 31.0, "posts": 404.0},
            posts=(
                PostReading(
                    external_id="9xyz",
                    address="https://notes.example/notes/9xyz",
                    posted_at=datetime(2026, 11, 10, 10, tzinfo=UTC),
                    text="Note 9xyz",
                    counts={"replies": 3.0, "renotes": 2.0, "reactions": 7.0}
                    | {"replies_written": 0.0, "renotes_made": 0.0},
                ),
            ),
            software="sharkey 2026.5",
            profile_text="Binds books. sidenote-7f3a\nPages\nhttps://wren.example/",
        )
    ]
    first, second, third = (json.loads(asked.body) for asked in server.asked)
    assert first == {"username": "wren"}
    assert (second["userId"], second["limit"], second.get("untilId")) == ("9abc", 100, None)
    assert third == second | {"untilId": "9xyz"}


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ({"followersVisibility": "private"}, {"followers"}),
        ({"followingVisibility": "followers"}, {"following"}),
        (OLDER | {"ffVisibility": "private"}, {"followers", "following"}),
        (OLDER | {"ffVisibility": "public"}, set()),
        (OLDER, set()),
    ],
)
def test_a_zero_that_is_hidden_is_no_number(told, hidden):
    answer = read({"followersCount": 0, "followingCount": 0} | told)[0][0]
    assert answer.hidden == hidden
    assert answer.values.keys() == {"followers", "following", "posts"} - hidden


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (missing(), ("not_found", "HTTP 404", False)),
        (missing(400), ("not_found", "HTTP 400", False)),
        (reply({"error": {"code": "CREDENTIAL_REQUIRED"}}, 401),
         ("needs_sign_in", "HTTP 401", False)),
        (reply({"error": {"code": "AUTHENTICATION_FAILED"}}, 403),
         ("needs_sign_in", "HTTP 403", False)),
        (reply({"error": {"code": "RATE_LIMIT_EXCEEDED"}}, 429),
         ("rate_limited", "HTTP 429", False)),
        (reply({"error": "odd"}, 400), ("transient", "HTTP 400", False)),
        (reply({"error": {"code": ["x"]}}, 500), ("transient", "HTTP 500", False)),
        (reply(b"", 302, Location="https://other.example/"), ("transient", "HTTP 302", False)),
        (reply("<h1>Hello</h1>", type="text/html"), ("malformed", "not-json", False)),
        (reply([]), ("malformed", "unexpected-shape", False)),
        (reply(USER | {"host": "other.example"}), ("malformed", "unexpected-shape", False)),
        (reply(USER | {"followersCount": True}), ("malformed", "unexpected-shape", False)),
        (reply(USER | {"isSuspended": True}), ("suspended", "suspended", False)),
    ],
)  # fmt: skip
def test_every_way_of_failing_has_its_name(said, expected):
    answers, server = read(said)
    assert error_of(answers[0]) == expected
    assert len(server.asked) == 1


def test_a_moved_user_is_followed_to_their_new_handle():
    there = {"9new": USER | {"id": "9new", "host": "social.example"}}
    answers, _server = read({"movedTo": "9new"}, users=there)
    assert error_of(answers[0]) == ("moved", "moved", True)
    assert answers[0].moved_to == "@wren@social.example"
    answers, _server = read({"movedTo": "9new"})
    assert (answers[0].outcome, answers[0].moved_to) == ("moved", "")


def test_known_users_are_asked_for_at_once_and_those_left_out_singly():
    accounts = [Account(f"@u{n}@notes.example", HOST, f"9{n}", software="misskey") for n in (1, 2)]
    users = {"91": USER | {"id": "91"}, "92": missing()}
    answers, server = read(accounts=accounts, users=users)
    assert answers[0].account_id == "91"
    assert error_of(answers[1]) == ("not_found", "HTTP 404", False)
    assert [json.loads(asked.body) for asked in server.asked if "show" in asked.target] == [
        {"userIds": ["91", "92"]},
        {"userId": "92"},
    ]


def test_another_user_under_the_same_id_is_malformed():
    answers, _server = read({"id": "9abd"}, accounts=[KNOWN])
    assert error_of(answers[0]) == ("malformed", "unexpected-shape", False)


def test_own_public_notes_since_then_are_kept():
    notes = [
        note("9f", visibility="home"),
        note("9e", visibility="followers"),
        note("9d", visibility="specified"),
        note("9c", at="2026-11-08T23:59:59.000Z"),
    ]
    answer = read(notes=notes)[0][0]
    assert [post.external_id for post in answer.posts] == ["9f"]
    assert answer.hidden == frozenset()


def test_replies_and_renotes_are_counted_and_nothing_of_others_is_kept():
    theirs = {"id": "9q", "text": "Their words", "userId": "9zz"}
    notes = [
        note("9f", replyId="9q", reply=theirs),
        note("9e", replyId="9d", reply=note("9d")),
        note("9d", renoteId="9q", renote=theirs),
        note("9c", text=None, renoteId="9q", renote=theirs),
    ]
    posts = read(notes=notes)[0][0].posts
    given = [(one.counts["replies_written"], one.counts["renotes_made"]) for one in posts]
    assert given == [(1, 0), (0, 0), (0, 0), (0, 1)]
    assert (posts[-1].text, posts[-1].address) == ("", "")
    assert "Their words" not in repr(posts)


def test_older_servers_tell_reactions_by_kind_alone():
    bare = {key: value for key, value in note("9f").items() if key != "reactionCount"}
    assert read(notes=[bare])[0][0].posts[0].counts["reactions"] == 7
    assert read(notes=[bare | {"reactions": None}])[0][0].hidden == {"reactions"}


def test_notes_are_paged_towards_the_past():
    start = datetime(2026, 11, 15, tzinfo=UTC)

    def notes(data):
        first = int(data.get("untilId", 451)) - 1
        times = {
            n: start - timedelta(minutes=451 - n) for n in range(first, max(first - 100, 0), -1)
        }
        return reply([note(n, at=at.isoformat()) for n, at in times.items()])

    answers, server = read(notes=notes)
    assert len(answers[0].posts) == 450
    assert answers[0].hidden == PER_POST  # five pages, and the last one was not the end
    assert len(server.asked) == 6


def test_where_notes_are_not_shown_the_user_is_still_read():
    answer = read(notes=lambda _: reply({"error": {"code": "X"}}, 403))[0][0]
    assert (answer.values["followers"], answer.hidden) == (113, PER_POST)


def test_a_warning_stands_before_the_words():
    assert read(notes=[note("9f", cw="Glue")])[0][0].posts[0].text == "Glue\n\nNote 9f"
    assert read(notes=[note("../9")])[0][0].posts[0].address == ""


def test_a_limit_ends_when_the_host_says_so():
    said = reply({"error": {"code": "RATE_LIMIT_EXCEEDED"}}, 429, Retry_After="60")
    answers, server = read(said, accounts=[WREN, KNOWN])
    assert answers[0].retry_at == NOW + timedelta(minutes=1)
    assert error_of(answers[1]) == ("transient", "out-of-time", False)
    assert len(server.asked) == 1


@pytest.mark.parametrize("typed", ["@wren@notes.example", "https://notes.example/@wren"])
def test_a_handle_or_a_profile_s_address_will_do(typed):
    account = Account("@wren@notes.example", HOST)
    assert PROVIDERS["misskey"].parse({"handle": typed}) == account
