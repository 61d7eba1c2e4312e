from datetime import UTC, datetime, timedelta

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, PostReading, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, visit

DID = "did:plc:wren4bookb2nder7paste2qa"
WREN = Account("@wren.example", "bsky.example")
KNOWN = Account("@wren.example", "bsky.example", DID)
PER_POST = {"replies", "reposts", "likes", "quotes", "replies_written", "reposts_made"}
NOT_FOUND = reply({"error": "InvalidRequest", "message": "Profile not found"}, 400)


def did(number):
    return f"did:plc:{'abcdefghijklmnopqrstuvwxyz'[number]:2>24}"


def profile(of=DID, **changes):
    return {
        "did": of,
        "handle": "wren.example",
        "displayName": "Wren Ashdown",
        "labels": [],
        "createdAt": "2023-07-01T09:00:00.000Z",
        "followersCount": 225,
        "followsCount": 93,
        "postsCount": 404,
    } | changes


def item(key, at="2026-11-10T14:14:36.000Z", of=DID, **changes):
    return {
        "post": {
            "uri": f"at://{of}/app.bsky.feed.post/{key}",
            "cid": "bafyrei",
            "author": {"did": of, "handle": "wren.example"},
            "record": {"$type": "app.bsky.feed.post", "text": f"Post {key}", "createdAt": at},
            "replyCount": 6,
            "repostCount": 4,
            "likeCount": 60,
            "quoteCount": 1,
            "indexedAt": "2026-11-10T14:14:37.000Z",
        }
    } | changes


def server_of(profiles, feed=(), **said):
    """A server with these profiles by DID; bytes in place of one are what a single call says."""

    def script(asked):
        method = asked.target.partition("?")[0].rpartition(".")[2]
        if method in said:
            return [said[method](asked) if callable(said[method]) else said[method]]
        if method == "resolveHandle":
            return [reply({"did": DID})]
        if method == "getAuthorFeed":
            return [reply({"feed": list(feed)})]
        wanted = [one for one in profiles if one.replace(":", "%3A") in asked.target]
        shown = [profiles[one] for one in wanted if isinstance(profiles[one], dict)]
        if method == "getProfiles":
            return [reply({"profiles": shown})]
        return [reply(shown[0]) if shown else profiles.get(wanted[0]) or NOT_FOUND]

    return script


def read(profiles=None, accounts=(KNOWN,), **more):
    answers, server = visit("bluesky", accounts, server_of(profiles or {DID: profile()}, **more))
    return answers, [asked.target.partition("?")[0].rpartition(".")[2] for asked in server.asked]


def test_a_profile_and_its_posts_are_read():
    answers, methods = read(accounts=[WREN], feed=[item("3mzx")])
    assert answers == [
        Reading(
            account_id=DID,
            handle="@wren.example",
            name="Wren Ashdown",
            address="https://bsky.app/profile/wren.example",
            values={"followers": 225.0, "following": 93.0, "posts": 404.0},
            posts=(
                PostReading(
                    external_id=f"at://{DID}/app.bsky.feed.post/3mzx",
                    address=f"https://bsky.app/profile/{DID}/post/3mzx",
                    posted_at=datetime(2026, 11, 10, 14, 14, 36, tzinfo=UTC),
                    text="Post 3mzx",
                    counts={"replies": 6.0, "reposts": 4.0, "likes": 60.0, "quotes": 1.0}
                    | {"replies_written": 0.0, "reposts_made": 0.0},
                ),
            ),
        )
    ]
    assert methods == ["resolveHandle", "getProfile", "getAuthorFeed"]


def test_twenty_five_are_asked_for_at_once():
    accounts = [Account(f"@u{n}.example", "bsky.example", did(n)) for n in range(26)]
    profiles = {one.account_id: profile(one.account_id) for one in accounts}
    answers, methods = read(profiles, accounts)
    assert [answer.account_id for answer in answers] == [one.account_id for one in accounts]
    assert methods.count("getProfiles") == 1
    assert methods.count("getProfile") == 1


def test_whoever_is_left_out_of_a_batch_is_asked_for_singly():
    refusals = {
        did(1): reply({"error": "AccountTakedown", "message": "suspended"}, 400),
        did(2): reply({"error": "AccountDeactivated", "message": "deactivated"}, 400),
        did(3): NOT_FOUND,
    }
    accounts = [KNOWN, *(Account("@u.example", "bsky.example", one) for one in refusals)]
    answers, methods = read({DID: profile(), **refusals}, accounts)
    assert isinstance(answers[0], Reading)
    assert [error_of(answer) for answer in answers[1:]] == [
        ("suspended", "HTTP 400", False),
        ("gone", "HTTP 400", False),
        ("not_found", "HTTP 400", False),
    ]
    assert methods.count("getProfile") == 3


def test_counts_that_are_left_out_are_hidden():
    bare = {"did": DID, "handle": "handle.invalid"}
    answer = read({DID: bare})[0][0]
    assert (answer.values, answer.hidden) == ({}, {"followers", "following", "posts"})
    assert (answer.handle, answer.name) == ("@wren.example", "wren.example")


def test_reposts_pins_and_others_posts_are_left_out():
    feed = [
        item("a", reason={"$type": "app.bsky.feed.defs#reasonPin"}),
        item("b", of=did(7)),
        item("c", at="2026-11-08T23:59:59.000Z"),
        item("d"),
    ]
    posts = read(feed=feed)[0][0].posts
    assert [post.text for post in posts] == ["Post d"]


def test_a_post_cannot_be_later_than_when_it_was_first_seen():
    post = read(feed=[item("a", at="2030-01-01T00:00:00Z")])[0][0].posts[0]
    assert post.posted_at == datetime(2026, 11, 10, 14, 14, 37, tzinfo=UTC)


def test_the_feed_is_followed_by_its_cursor_for_five_pages():
    said = reply({"feed": [item("a")], "cursor": "more"})
    answers, methods = read(getAuthorFeed=said)
    assert methods.count("getAuthorFeed") == 5
    assert answers[0].hidden == PER_POST


def test_a_page_without_own_posts_does_not_end_the_feed():
    pages = {
        "": {"feed": [item("a", of=did(7))], "cursor": "2"},
        "2": {"feed": [item("b")], "cursor": "3"},
        "3": {"feed": [], "cursor": "4"},
    }

    def feed(asked):
        return reply(pages[asked.target.partition("cursor=")[2]])

    answers, methods = read(getAuthorFeed=feed)
    assert [post.text for post in answers[0].posts] == ["Post b"]
    assert answers[0].hidden == frozenset()
    assert methods.count("getAuthorFeed") == 3


def test_a_post_from_the_day_after_tomorrow_is_left_out():
    feed = [item("a", at="2026-11-17T00:00:00Z"), item("b")]
    feed[0]["post"]["indexedAt"] = "2026-11-17T00:00:00Z"
    assert [post.text for post in read(feed=feed)[0][0].posts] == ["Post b"]


def test_a_handle_that_does_not_resolve_is_not_found():
    said = reply({"error": "InvalidRequest", "message": "Unable to resolve handle"}, 400)
    answers, methods = read(accounts=[WREN], resolveHandle=said)
    assert error_of(answers[0]) == ("not_found", "HTTP 400", False)
    assert methods == ["resolveHandle"]


def test_after_a_limit_nothing_more_is_asked():
    said = reply({"error": "RateLimitExceeded"}, 429, RateLimit_Reset="1795000000")
    accounts = [Account("@u.example", "bsky.example", did(n)) for n in range(3)]
    profiles = {did(n): profile(did(n)) for n in range(3)}
    limited = [("rate_limited", "HTTP 429", False), *[("transient", "out-of-time", False)] * 2]
    answers, methods = read(profiles, accounts, getProfiles=said)
    assert [error_of(answer) for answer in answers] == limited
    assert methods == ["getProfiles"]
    answers, methods = read(profiles, accounts, getAuthorFeed=said)
    assert [error_of(answer) for answer in answers] == limited
    assert methods == ["getProfiles", "getAuthorFeed"]
    unknown = [Account(f"@u{n}.example", "bsky.example") for n in range(2)]
    answers, methods = read({}, [*unknown, KNOWN], resolveHandle=said)
    assert [error_of(answer) for answer in answers] == limited
    assert methods == ["resolveHandle"]


def reposted(key, uri=f"at://{DID}/app.bsky.feed.repost/3r", **changes):
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": DID},
        "uri": uri,
        "indexedAt": "2026-11-11T08:00:00.000Z",
    }
    theirs = item(key, of=did(7), reason=reason | changes)
    theirs["post"]["record"]["text"] = "Their words"
    return theirs


def replied(key, to):
    one = item(key)
    parent = {"uri": f"at://{to}/app.bsky.feed.post/3q"}
    one["post"]["record"]["reply"] = {"root": parent, "parent": parent}
    return one


def test_replies_and_reposts_are_counted_and_nothing_of_others_is_kept():
    feed = [replied("a", did(7)), replied("b", DID), item("c"), reposted("d")]
    posts = read(feed=feed)[0][0].posts
    given = [(one.counts["replies_written"], one.counts["reposts_made"]) for one in posts]
    assert given == [(1, 0), (0, 0), (0, 0), (0, 1)]
    assert posts[-1] == PostReading(
        external_id=f"at://{DID}/app.bsky.feed.repost/3r",
        address="",
        posted_at=datetime(2026, 11, 11, 8, tzinfo=UTC),
        text="",
        counts=dict.fromkeys(PER_POST, 0.0) | {"reposts_made": 1.0},
    )
    assert "Their words" not in repr(posts)


def test_a_repost_without_a_record_of_its_own_is_known_by_a_mark():
    uris = (None, f"at://{did(7)}/app.bsky.feed.repost/3r", f"at://{DID}/app.bsky.feed.post/3r")
    posts = read(feed=[reposted("d", uri) for uri in uris])[0][0].posts
    (mark,) = {post.external_id for post in posts}
    assert mark.startswith("repost:")
    assert did(7) not in mark


def test_a_repost_is_dated_when_it_was_made():
    feed = [reposted("d", indexedAt="2026-11-08T23:59:59Z"), item("c")]
    assert [post.text for post in read(feed=feed)[0][0].posts] == ["Post c"]


def test_the_last_request_allowed_tells_when_to_ask_again():
    spent = {"RateLimit_Remaining": "0", "RateLimit_Reset": str(int(NOW.timestamp()) + 60)}
    said = reply({"feed": [item("c")], "cursor": "more"}, **spent)
    accounts = [KNOWN, Account("@u.example", "bsky.example", did(1))]
    answers, methods = read(accounts=accounts, getAuthorFeed=said)
    assert answers[0].rest_until == NOW + timedelta(minutes=1)
    assert answers[0].hidden == PER_POST
    assert error_of(answers[1]) == ("transient", "out-of-time", False)
    assert methods == ["getProfiles", "getAuthorFeed"]


def test_a_profile_is_read_for_a_proof():
    told = profile(description="Binds books. https://a.example/ sidenote-7f3a")
    assert read({DID: told})[0][0].profile_text == told["description"]


@pytest.mark.parametrize("body", [[], {"did": 7}, profile(did(5)), {}, "null"])
def test_other_shapes_are_malformed(body):
    answers, _methods = read(getProfile=reply(body))
    assert error_of(answers[0]) == ("malformed", "unexpected-shape", False)


@pytest.mark.parametrize(
    "typed", ["@wren.example", "Wren.Example", "https://bsky.app/profile/wren.example?x=1"]
)
def test_a_handle_or_a_profile_s_address_will_do(typed):
    assert PROVIDERS["bluesky"].parse({"handle": typed}) == WREN


def test_outside_the_sandbox_the_public_host_is_asked():
    account = PROVIDERS["bluesky"].parse({"handle": "wren.bsky.social"})
    assert account == Account("@wren.bsky.social", "public.api.bsky.app")
    assert PROVIDERS["bluesky"].parse({"handle": DID}).account_id == DID


@pytest.mark.parametrize("typed", ["", "wren", "@localhost", "127.0.0.1", "a b.example", "@a@x.y"])
def test_other_handles_are_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount):
        PROVIDERS["bluesky"].parse({"handle": typed})
