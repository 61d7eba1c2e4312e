from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, PostReading, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, visit

TYPED = Account("@wren@social.example", "social.example")
WREN = replace(TYPED, software="mastodon 4.4")
KNOWN = replace(WREN, account_id="1016")
HOST = "social.example/api/v1/accounts"
LOOKUP = f"{HOST}/lookup?acct=wren"
STATUSES = f"{HOST}/1016/statuses?limit=40"
OWN_STATUSES = f"{STATUSES}&exclude_reblogs=true"
PER_POST = {"replies", "boosts", "favourites", "replies_written", "boosts_made"}
NOTHING_GIVEN = {"replies_written": 0.0, "boosts_made": 0.0}

# The shape of a recorded answer of Mastodon 4.4, with an invented person in it.
ACCOUNT = {
    "id": "1016",
    "username": "wren",
    "acct": "wren",
    "display_name": "Wren \u202eAshdown\u0000",
    "locked": False,
    "bot": False,
    "discoverable": None,
    "indexable": True,
    "created_at": "2019-03-02T00:00:00.000Z",
    "note": "<p>Binds books</p>",
    "url": "https://social.example/@wren",
    "uri": "https://social.example/users/wren",
    "followers_count": 678,
    "following_count": 187,
    "statuses_count": 830,
    "last_status_at": "2026-11-12",
    "hide_collections": True,
    "emojis": [],
    "fields": [],
}


def status(number, at="2026-11-10T13:54:36.000Z", **changes):
    return {
        "id": str(number),
        "created_at": at,
        "visibility": "public",
        "spoiler_text": "",
        "uri": f"https://social.example/users/wren/statuses/{number}",
        "url": f"https://social.example/@wren/{number}",
        "content": f"<p>Post {number}</p>",
        "reblog": None,
        "replies_count": 3,
        "reblogs_count": 2,
        "favourites_count": 1,
    } | changes


def read(account=None, statuses=(), source=WREN, **more):
    table = {LOOKUP: reply(ACCOUNT | (account or {})), STATUSES: reply(list(statuses))} | more
    answers, server = visit("mastodon", [source], table)
    return answers[0], server


def test_an_account_and_its_posts_are_read():
    answer, server = read(statuses=[status(7)])
    assert answer == Reading(
        account_id="1016",
        handle="@wren@social.example",
        name="Wren Ashdown",
        address="https://social.example/@wren",
        values={"followers": 678.0, "following": 187.0, "posts": 830.0},
        posts=(
            PostReading(
                external_id="7",
                address="https://social.example/@wren/7",
                posted_at=datetime(2026, 11, 10, 13, 54, 36, tzinfo=UTC),
                text="Post 7",
                counts={"replies": 3.0, "boosts": 2.0, "favourites": 1.0} | NOTHING_GIVEN,
            ),
        ),
        software="mastodon 4.4",
        profile_text="Binds books",
    )
    assert server.targets == [LOOKUP, STATUSES]


def test_a_known_account_is_asked_for_by_its_id():
    table = {f"{HOST}/1016": reply(ACCOUNT), STATUSES: reply([])}
    answers, server = visit("mastodon", [KNOWN], table)
    assert answers[0].account_id == "1016"
    assert server.targets == [f"{HOST}/1016", STATUSES]


def test_minus_one_is_hidden_and_not_a_number():
    answer, _server = read({"followers_count": -1})
    assert (answer.values, answer.hidden) == ({"following": 187, "posts": 830}, {"followers"})


@pytest.mark.parametrize("count", [True, 1.5, "678", [678], {"n": 1}])
def test_what_is_no_count_makes_the_answer_malformed(count):
    answer, _server = read({"followers_count": count})
    assert error_of(answer) == ("malformed", "unexpected-shape", False)


def test_suspended_accounts_are_not_stored_as_zero():
    zeros = {"suspended": True, "followers_count": 0, "following_count": 0, "statuses_count": 0}
    assert error_of(read(zeros)[0]) == ("suspended", "suspended", False)


@pytest.mark.parametrize(
    ("acct", "expected"),
    [("wren@new.example", "@wren@new.example"), ("robin", "@robin@social.example"), ("<b>", "")],
)
def test_moved_accounts_say_where_to(acct, expected):
    answer, _server = read({"moved": ACCOUNT | {"acct": acct}})
    assert error_of(answer) == ("moved", "moved", True)
    assert answer.moved_to == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (reply({"error": "needs a user"}, 401), ("needs_sign_in", "needs-token", False)),
        (reply({"error": "not allowed"}, 403), ("needs_sign_in", "needs-token", False)),
        (reply({"error": "Record not found"}, 404), ("not_found", "HTTP 404", False)),
        (reply("gone", 410, type="text/plain"), ("gone", "HTTP 410", True)),
        (reply({"error": "Gedrosselt"}, 429), ("rate_limited", "HTTP 429", False)),
        (reply("<h1>500</h1>", 500, type="text/html"), ("transient", "HTTP 500", False)),
        (reply("<h1>Hello</h1>", type="text/html"), ("malformed", "not-json", False)),
        (reply([]), ("malformed", "unexpected-shape", False)),
        (reply({"id": "1"}), ("malformed", "unexpected-shape", False)),
        (reply(b"", 302, Location="http://127.0.0.1/"), ("refused", "address-refused", False)),
    ],
)
def test_every_way_of_failing_has_its_name(said, expected):
    answers, _server = visit("mastodon", [WREN], {LOOKUP: said})
    assert error_of(answers[0]) == expected


def test_a_limit_ends_when_the_host_says_so():
    ends = (NOW + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = reply({"error": "Throttled"}, 429, X_RateLimit_Reset=ends)
    answers, _server = visit("mastodon", [WREN], {LOOKUP: said})
    assert answers[0].retry_at == NOW + timedelta(minutes=5)


def test_own_public_posts_since_then_are_kept():
    statuses = [
        status(9, visibility="unlisted"),
        status(8, visibility="private"),
        status(7, visibility="direct"),
        status(5, at="2026-11-09T00:00:00.000Z"),
        status(4, at="2026-11-08T23:59:59.000Z"),
    ]
    answer, _server = read(statuses=statuses)
    assert [post.external_id for post in answer.posts] == ["9", "5"]
    assert answer.hidden == frozenset()


def paged(total):
    """A server with a post a minute, forty a page, older ones by way of Link."""
    start = datetime(2026, 11, 15, tzinfo=UTC)

    def script(asked):
        if "lookup" in asked.target:
            return [reply(ACCOUNT)]
        first = int(asked.target.partition("max_id=")[2] or total)
        times = {n: start - timedelta(minutes=total - n) for n in range(first, first - 40, -1)}
        page = [status(n, at=at.isoformat()) for n, at in times.items() if n > 0]
        onward = f"https://{asked.host}/api/v1/accounts/1016/statuses?limit=40&max_id={first - 40}"
        link = f'<{onward}>; rel="next", <https://{asked.host}/>; rel="prev"' if first > 40 else ""
        return [reply(page, Link=link)]

    return script


def test_pages_are_followed_by_their_links():
    answers, server = visit("mastodon", [WREN], paged(100))
    assert [post.external_id for post in answers[0].posts] == [str(n) for n in range(100, 0, -1)]
    assert answers[0].hidden == frozenset()
    assert len(server.asked) == 4


def test_after_five_pages_the_totals_are_not_known():
    answers, server = visit("mastodon", [WREN], paged(1000))
    assert len(answers[0].posts) == 200
    assert answers[0].hidden == PER_POST
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "onward", ["https://other.example/x", "http://social.example/x", "https://10.0.0.1/x", "::x"]
)
def test_a_next_page_elsewhere_is_not_followed_and_leaves_the_totals_open(onward):
    said = reply([status(7)], Link=f'<{onward}>; rel="next"')
    answers, server = visit("mastodon", [WREN], {LOOKUP: reply(ACCOUNT), STATUSES: said})
    assert len(answers[0].posts) == 1
    assert answers[0].hidden == PER_POST
    assert server.targets == [LOOKUP, STATUSES]


def test_a_next_page_that_is_not_needed_leaves_nothing_open():
    old = status(6, at="2026-11-08T23:59:59.000Z")
    said = reply([status(7), old], Link='<https://other.example/x>; rel="next"')
    answers, _server = visit("mastodon", [WREN], {LOOKUP: reply(ACCOUNT), STATUSES: said})
    assert answers[0].hidden == frozenset()


def test_the_pages_of_a_server_that_moved_are_followed_there():
    there = "www.social.example/api/v1/accounts/1016/statuses"
    said = {
        LOOKUP: reply(ACCOUNT),
        STATUSES: reply(b"", 302, Location=f"https://{there}?limit=40"),
        f"{there}?limit=40": reply(
            [status(7)], Link=f'<https://{there}?limit=40&max_id=7>; rel="next"'
        ),
        f"{there}?limit=40&max_id=7": reply([status(6)]),
    }
    answers, _server = visit("mastodon", [WREN], said)
    assert [post.external_id for post in answers[0].posts] == ["7", "6"]
    assert answers[0].hidden == frozenset()


def test_another_account_under_the_same_id_is_malformed():
    table = {f"{HOST}/1016": reply(ACCOUNT | {"id": "1017"}), STATUSES: reply([])}
    answers, server = visit("mastodon", [KNOWN], table)
    assert error_of(answers[0]) == ("malformed", "unexpected-shape", False)
    assert server.targets == [f"{HOST}/1016"]


def test_ids_may_be_numbers():
    answer, _server = read({"id": 1016}, [status(7, id=7)])
    assert (answer.account_id, answer.posts[0].external_id) == ("1016", "7")


@pytest.mark.parametrize("odd", [None, "", True, 1.5, []])
def test_what_is_no_id_is_malformed(odd):
    assert error_of(read({"id": odd})[0]) == ("malformed", "unexpected-shape", False)
    assert error_of(read(statuses=[status(7, id=odd)])[0])[0] == "malformed"


def test_a_post_from_the_day_after_tomorrow_is_left_out():
    statuses = [status(8, at="2026-11-16T20:00:01Z"), status(7, at="2026-11-16T20:00:00Z")]
    answer, _server = read(statuses=statuses)
    assert [post.external_id for post in answer.posts] == ["7"]


def test_where_posts_need_a_sign_in_the_account_is_still_read():
    said = {LOOKUP: reply(ACCOUNT), STATUSES: reply({"error": "identity_token_required"}, 401)}
    answer = visit("mastodon", [WREN], said)[0][0]
    assert answer.values["followers"] == 678
    assert answer.hidden == PER_POST


def test_a_post_that_hides_a_count_hides_the_total():
    answer, _server = read(statuses=[status(7), status(6, favourites_count=-1)])
    assert answer.hidden == {"favourites"}


def test_posts_become_plain_text_with_safe_addresses():
    content = "<p>One &amp; <b>two</b><br>three</p><p>four \ud800\u0000<script>x()</script></p>"
    odd = status(7, content=content, spoiler_text="Glue", url="javascript:x()", uri="urn:x")
    post = read(statuses=[odd])[0].posts[0]
    assert (post.text, post.address) == ("Glue\n\nOne & two\nthree\n\nfour \ufffdx()", "")
    long = read(statuses=[status(7, content="<p>" + "word " * 400 + "</p>")])[0].posts[0]
    assert len(long.text) <= 500
    assert long.text.endswith("word…")


@pytest.mark.parametrize(
    "typed",
    [
        "@wren@social.example",
        "wren@Social.Example",
        "  acct:wren@social.example ",
        "https://social.example/@wren",
        "social.example/@wren",
        "https://social.example/users/wren",
        "https://social.example/@wren/117592481857536000",
        "https://other.example/@wren@social.example",
        "https://social.example/@wren?lang=en#top",
    ],
)
def test_a_handle_or_a_profile_s_address_will_do(typed):
    assert PROVIDERS["mastodon"].parse({"handle": typed}) == TYPED


@pytest.mark.parametrize(
    "typed",
    ["", "wren", "@wren", "@wren@", "@wren@localhost", "@wren@10.0.0.1", "@wren@a.example:8080",
     "@a@b@c.example", "https://social.example/", "@wren@social example", "@w\x00@a.example",
     "https://u:p@social.example/@wren", "@" + "w" * 100 + "@a.example", "@wren@%73ocial.example",
     "@wren@[2a00:1450::1]", "https://[2a00:1450::1]/@wren", "@wren@[2a00:1450::1"],
)  # fmt: skip
def test_other_shapes_are_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["mastodon"].parse({"handle": typed})
    assert caught.value.field == "handle"
    assert str(caught.value.message).endswith(".")
