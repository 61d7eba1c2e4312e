from datetime import UTC, datetime

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, Rate, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import error_of, visit

WREN = Account("github.example/wren", "github.example")
KNOWN = Account("github.example/wren", "github.example", "4100", secret="t0ken")
TAG = 'W/"3a1f"'


def profile(**changes):
    return {
        "login": "wren",
        "id": 4100,
        "node_id": "MDQ6VXNlcjQxMDA=",
        "type": "User",
        "name": "Wren Ashdown",
        "blog": "https://sidenote.example/is/abc",
        "bio": "Binds books.",
        "public_repos": 29,
        "public_gists": 6,
        "followers": 113,
        "following": 46,
    } | changes


def read(said, account=WREN):
    answers, server = visit("github", [account], lambda asked: [said])
    return answers[0], server.asked


def test_a_profile_is_read():
    answer, asked = read(reply(profile(), ETag=TAG))
    assert answer == Reading(
        account_id="4100",
        handle="github.example/wren",
        name="Wren Ashdown",
        address="https://github.example/wren",
        values={"followers": 113.0, "following": 46.0, "repositories": 29.0, "gists": 6.0},
        validators={"etag": TAG},
        profile_text="Binds books.\nhttps://sidenote.example/is/abc",
    )
    assert [one.target for one in asked] == ["/users/wren"]
    assert asked[0].headers["accept"] == "application/vnd.github+json"
    assert asked[0].headers["x-github-api-version"] == "2022-11-28"
    assert "authorization" not in asked[0].headers


def test_a_known_account_is_asked_for_by_its_number_with_the_token():
    answer, asked = read(reply(profile(login="wren-ashdown")), KNOWN)
    assert answer.handle == "github.example/wren-ashdown"
    assert asked[0].target == "/user/4100"
    assert asked[0].headers["authorization"] == "Bearer t0ken"


def test_what_did_not_change_is_said_to_hold():
    account = Account("@wren", "github.example", "4100", validators={"etag": TAG})
    answer, asked = read(reply(status=304, ETag=TAG), account)
    assert asked[0].headers["if-none-match"] == TAG
    assert answer == Reading(
        account_id="4100",
        handle="@wren",
        name="",
        address="https://github.example/wren",
        values={},
        is_unchanged=True,
        validators={"etag": TAG},
    )


def test_not_modified_without_a_question_is_no_answer():
    assert error_of(read(reply(status=304))[0]) == ("transient", "HTTP 304", False)


def test_the_last_request_allowed_brings_a_rest():
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1794776400"}
    answer, _asked = read(reply(profile(), **headers))
    assert answer.rest_until == datetime(2026, 11, 15, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("headers", "retry_at"),
    [
        (
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1794776400"},
            datetime(2026, 11, 15, 21, 0, tzinfo=UTC),
        ),
        ({"Retry-After": "90"}, datetime(2026, 11, 15, 20, 1, 30, tzinfo=UTC)),
        ({}, None),
    ],
)
def test_a_limit_is_403_or_429_and_says_until_when(status, headers, retry_at):
    told = {"message": "Slow down", "documentation_url": "https://x.example/rate-limits"}
    answer, _asked = read(reply(told, status, **headers))
    assert error_of(answer) == ("rate_limited", f"HTTP {status}", False)
    assert answer.retry_at == retry_at


@pytest.mark.parametrize(
    ("status", "outcome"), [(401, "needs_sign_in"), (403, "needs_sign_in"), (404, "not_found")]
)
def test_a_refusal_is_told_by_its_status(status, outcome):
    answer, _asked = read(reply({"message": "No"}, status), KNOWN)
    assert error_of(answer) == (outcome, f"HTTP {status}", False)


def test_a_redirect_is_followed_and_another_host_never_sees_the_token():
    def script(asked):
        if asked.host == "github.example":
            return [reply(status=301, Location="https://elsewhere.example/user/4100")]
        return [reply(profile())]

    answers, server = visit("github", [KNOWN], script)
    assert isinstance(answers[0], Reading)
    assert "authorization" not in server.asked[1].headers


def test_a_count_that_is_left_out_is_hidden():
    told = profile()
    del told["followers"]
    answer, _asked = read(reply(told))
    assert (answer.hidden, "followers" in answer.values) == ({"followers"}, False)


@pytest.mark.parametrize(
    "body", [[], {}, None, profile(id=5), profile(followers="113"), profile(login="../x")]
)
def test_other_shapes_are_malformed(body):
    assert error_of(read(reply(body), KNOWN)[0]) == ("malformed", "unexpected-shape", False)


@pytest.mark.parametrize(
    "typed",
    ["wren", " @wren ", "github.com/wren", "https://www.github.com/wren/?tab=repositories#top"],
)
def test_a_name_or_a_profile_s_address_will_do(typed):
    assert PROVIDERS["github"].parse({"handle": typed}) == Account("@wren", "api.github.com")


def test_an_invented_profile_leads_to_the_sandbox_and_its_handle_does_too():
    account = PROVIDERS["github"].parse({"handle": "https://github.example/wren"})
    assert account == WREN
    assert PROVIDERS["github"].parse({"handle": account.handle}) == account


@pytest.mark.parametrize(
    "typed", ["", "a b", "-wren", "https://gitlab.com/wren", "github.com/wren/book", "x" * 70]
)
def test_another_shape_is_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["github"].parse({"handle": typed})
    assert caught.value.field == "handle"


@pytest.mark.parametrize("typed", ["a b", "a\nb", "ключ", "x" * 301])
def test_a_token_that_cannot_be_one_is_told_beside_its_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["github"].parse({"handle": "wren", "token": typed})
    assert caught.value.field == "token"
    assert typed not in str(caught.value.message)


def test_a_token_makes_room():
    account = PROVIDERS["github"].parse({"handle": "wren", "token": " t0ken "})
    assert account.secret == "t0ken"
    assert PROVIDERS["github"].published_limit(account) == Rate(5000, 3600)
    assert PROVIDERS["github"].published_limit(WREN) == Rate(60, 3600)
