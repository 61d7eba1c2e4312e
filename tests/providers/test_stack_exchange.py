from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, Rate, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, visit

HOST = "stackexchange.example"


def account(user=12, site=HOST, secret=""):
    return Account(f"{site}/users/{user}", HOST, f"{site}/{user}", secret=secret)


def user(number=12, **changes):
    return {
        "user_id": number,
        "account_id": 500_012,
        "user_type": "registered",
        "display_name": "Wren Ashdown",
        "reputation": 9131,
        "reputation_change_week": 40,
        "badge_counts": {"gold": 1, "silver": 13, "bronze": 69},
        "website_url": "https://sidenote.example/is/abc",
        "link": f"https://{HOST}/users/{number}/wren",
    } | changes


def wrapper(*items, **changes):
    return {"items": items, "has_more": False, "quota_max": 300, "quota_remaining": 299} | changes


def read(said, accounts=None):
    script = said if callable(said) else lambda asked: said
    answers, server = visit(
        "stack_exchange", accounts or [account()], lambda asked: [reply(script(asked))]
    )
    return answers, server.asked


def refuse(number, message="No", accounts=None):
    told = {"error_id": number, "error_name": "no", "error_message": message}
    accounts = accounts or [account()]
    return visit("stack_exchange", accounts, lambda asked: [reply(told, 400)])[0][0]


def query(asked):
    return parse_qs(asked.target.partition("?")[2])


def test_reputation_and_each_kind_of_badge_are_read():
    answers, asked = read(wrapper(user()))
    assert answers == [
        Reading(
            account_id=f"{HOST}/12",
            handle=f"{HOST}/users/12",
            name="Wren Ashdown",
            address=f"https://{HOST}/users/12/wren",
            values={"reputation": 9131.0, "gold": 1.0, "silver": 13.0, "bronze": 69.0},
            profile_text="https://sidenote.example/is/abc",
        )
    ]
    assert asked[0].target == f"/2.3/users/12?site={HOST}&pagesize=100"


def test_one_request_asks_for_all_of_a_site_that_share_a_key():
    accounts = [account(n, secret="k1") for n in (1, 2)]
    accounts += [account(3, "physics.stackexchange.com", "k1"), account(4, secret="k2"), account(5)]

    def script(asked):
        numbers = asked.target.partition("?")[0].rpartition("/")[2].split(";")
        return wrapper(*(user(int(number)) for number in numbers))

    answers, asked = read(script, accounts)
    assert [answer.account_id for answer in answers] == [one.account_id for one in accounts]
    assert [one.target.partition("?")[0] for one in asked] == [
        "/2.3/users/1;2", "/2.3/users/3", "/2.3/users/4", "/2.3/users/5",
    ]  # fmt: skip
    assert [query(one).get("key") for one in asked] == [["k1"], ["k1"], ["k2"], None]


def test_whoever_is_left_out_is_not_found():
    answers, _asked = read(wrapper(user(1)), [account(1), account(2)])
    assert isinstance(answers[0], Reading)
    assert error_of(answers[1]) == ("not_found", "no-such-user", False)


def test_backoff_on_a_good_answer_is_waited_for_with_two_seconds_to_spare():
    rest = datetime(2026, 11, 15, 20, 0, 12, tzinfo=UTC)
    accounts = [account(1), account(2, "physics.stackexchange.com")]
    answers, asked = read(wrapper(user(1), backoff=10), accounts)
    assert answers[0].rest_until == rest
    # The other site was not asked, which is nobody's failure: it stays due.
    assert error_of(answers[1]) == ("transient", "out-of-time", False)
    assert len(asked) == 1


def test_the_last_request_of_the_day_brings_a_rest_until_the_next():
    answers, _asked = read(wrapper(user(), quota_remaining=0))
    assert answers[0].rest_until == datetime(2026, 11, 16, tzinfo=UTC)


@pytest.mark.parametrize("backoff", ["soon", -1e300, []])
def test_an_odd_backoff_does_no_harm(backoff):
    answers, _asked = read(wrapper(user(), backoff=backoff))
    assert len(answers) == 1


def test_a_limit_is_http_400_with_a_number_and_may_say_how_long():
    answer = refuse(502, "too many requests from this IP, more requests available in 900 seconds")
    assert error_of(answer) == ("rate_limited", "HTTP 400", False)
    assert answer.retry_at == datetime(2026, 11, 15, 20, 15, 2, tzinfo=UTC)
    assert refuse(502, "Violation of backoff parameter").retry_at is None


@pytest.mark.parametrize(
    ("number", "secret", "outcome"),
    [
        (400, "k1", "needs_sign_in"),
        (400, "", "not_found"),
        (403, "", "needs_sign_in"),
        (405, "", "needs_sign_in"),
        (404, "", "not_found"),
        (500, "", "transient"),
        (None, "", "transient"),
    ],
)
def test_a_refusal_is_told_by_its_number(number, secret, outcome):
    answer = refuse(number, accounts=[account(secret=secret)])
    assert error_of(answer) == (outcome, "HTTP 400", False)


def test_a_suspended_profile_s_reputation_is_not_believed():
    ends = int(NOW.timestamp()) + 3600
    answers, _asked = read(wrapper(user(reputation=1, timed_penalty_date=ends)))
    assert error_of(answers[0]) == ("suspended", "suspended", False)
    answers, _asked = read(wrapper(user(timed_penalty_date=ends - 7200)))
    assert isinstance(answers[0], Reading)


def test_one_odd_profile_leaves_the_others():
    answers, _asked = read(wrapper(user(1, badge_counts=[]), user(2)), [account(1), account(2)])
    assert error_of(answers[0]) == ("malformed", "unexpected-shape", False)
    assert isinstance(answers[1], Reading)


@pytest.mark.parametrize("body", [[], {}, {"items": 7}, {"items": [7]}, {"items": [{}]}])
def test_other_shapes_are_malformed(body):
    assert error_of(read(body)[0][0]) == ("malformed", "unexpected-shape", False)


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("https://stackoverflow.com/users/12/wren", "stackoverflow.com"),
        ("pt.stackoverflow.com/users/12", "pt.stackoverflow.com"),
        ("https://Physics.StackExchange.com/users/0012/wren?tab=1", "physics.stackexchange.com"),
        ("https://math.meta.stackexchange.com/users/12", "math.meta.stackexchange.com"),
        ("https://mathoverflow.net/users/12/wren", "mathoverflow.net"),
    ],
)  # fmt: skip
def test_a_profile_s_address_names_the_site_and_the_number(typed, site):
    assert PROVIDERS["stack_exchange"].parse({"handle": typed, "key": "k1"}) == Account(
        f"{site}/users/12", "api.stackexchange.com", f"{site}/12", secret="k1"
    )


def test_an_invented_profile_leads_to_the_sandbox_and_its_handle_does_too():
    found = PROVIDERS["stack_exchange"].parse({"handle": f"https://{HOST}/users/12/wren"})
    assert found == account()
    assert PROVIDERS["stack_exchange"].parse({"handle": found.handle}) == found


@pytest.mark.parametrize(
    "typed",
    ["", "wren", "12", "https://stackexchange.com/users/12", "https://stackoverflow.com/users/wren",
     "https://www.stackexchange.com/users/12", "https://stackoverflow.com.evil.example/users/12"],
)  # fmt: skip
def test_another_shape_is_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["stack_exchange"].parse({"handle": typed})
    assert caught.value.field == "handle"


def test_a_key_makes_room():
    limit = PROVIDERS["stack_exchange"].published_limit
    assert limit(account()) == Rate(300, 86_400)
    assert limit(account(secret="k1")) == Rate(10_000, 86_400)
