"""What Mastodon tells beside the levels: many accounts at once, what was given, and limits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Rate, Reading
from tests.providers.hostile import reply
from tests.providers.test_mastodon import (
    ACCOUNT,
    HOST,
    KNOWN,
    LOOKUP,
    OWN_STATUSES,
    PER_POST,
    STATUSES,
    WREN,
    read,
    status,
)
from tests.providers.visiting import NOW, error_of, visit

MINE = {"id": "1016", "username": "wren"}


def known(number, **changes):
    return replace(KNOWN, account_id=str(number), handle=f"@u{number}@social.example", **changes)


def entity(number):
    return ACCOUNT | {"id": str(number), "username": f"u{number}"}


def many(numbers, missing=()):
    """A server with so many accounts; those missing are left out of a batch."""

    def script(asked):
        if asked.target.startswith("/api/v1/accounts?id"):
            kept = [entity(n) for n in numbers if n not in missing]
            return [reply([one for one in kept if f"={one['id']}" in asked.target])]
        number = int(asked.target.split("/")[4])
        if asked.target.partition("?")[0].endswith("statuses"):
            return [reply([])]
        return [reply({"error": "Record not found"}, 404) if number in missing else
                reply(entity(number))]  # fmt: skip

    return script


def test_known_accounts_are_asked_for_at_once_and_those_left_out_singly():
    accounts = [known(number) for number in (7, 8, 9)]
    answers, server = visit("mastodon", accounts, many([7, 8, 9], missing=[8]))
    assert [isinstance(answer, Reading) for answer in answers] == [True, False, True]
    assert error_of(answers[1]) == ("not_found", "HTTP 404", False)
    paths = [asked.target.partition("?")[0].partition("accounts")[2] for asked in server.asked]
    assert paths == ["", "/7/statuses", "/8", "/9/statuses"]


@pytest.mark.parametrize(
    "changes",
    [{"software": "mastodon 4.2"}, {"software": "hometown 4.4"}, {"software": "unknown"},
     {"secret": "a-token"}],
)  # fmt: skip
def test_where_the_software_cannot_they_are_asked_for_singly(changes):
    accounts = [known(number, **changes) for number in (7, 8)]
    answers, server = visit("mastodon", accounts, many([7, 8]))
    assert [answer.account_id for answer in answers] == ["7", "8"]
    assert len(server.asked) == 4


def test_a_batch_that_fails_falls_back():
    def script(asked):
        if asked.target.startswith("/api/v1/accounts?id"):
            return [reply("<h1>Not here</h1>", type="text/html")]
        return many([7, 8])(asked)

    answers, server = visit("mastodon", [known(7), known(8)], script)
    assert [answer.account_id for answer in answers] == ["7", "8"]
    assert len(server.asked) == 5


def test_after_a_limit_nothing_more_is_asked():
    said = {f"{HOST}/7": reply({"error": "Throttled"}, 429, Retry_After="60")}
    accounts = [known(7, software="hometown"), known(8, software="hometown")]
    answers, server = visit("mastodon", accounts, said)
    assert [error_of(one) for one in answers] == [
        ("rate_limited", "HTTP 429", False),
        ("transient", "out-of-time", False),
    ]
    assert len(server.asked) == 1


def test_a_host_that_fails_five_times_in_a_row_is_asked_nothing_more():
    accounts = [known(number, software="hometown") for number in range(7)]
    answers, server = visit("mastodon", accounts, lambda asked: [reply({}, 500)])
    assert [error_of(one)[1] for one in answers] == ["HTTP 500"] * 5 + ["out-of-time"] * 2
    assert len(server.asked) == 5


def test_the_last_request_allowed_tells_when_to_ask_again():
    ends = (NOW + timedelta(minutes=4)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    spent = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": ends}
    older = f'<https://{STATUSES}&max_id=7>; rel="next"'
    said = {LOOKUP: reply(ACCOUNT), STATUSES: reply([status(7)], Link=older, **spent)}
    answers, server = visit("mastodon", [WREN, known(8)], said)
    assert answers[0].rest_until == NOW + timedelta(minutes=4)
    assert answers[0].hidden == PER_POST
    assert error_of(answers[1]) == ("transient", "out-of-time", False)
    assert server.targets == [LOOKUP, STATUSES]


def test_replies_and_boosts_are_counted_and_nothing_of_others_is_kept():
    statuses = [
        status(9, in_reply_to_id="5", in_reply_to_account_id="77", account=MINE),
        status(8, in_reply_to_id="7", in_reply_to_account_id="1016", account=MINE),
        status(7, account=MINE),
        status(6, content="", reblog=status(1, content="<p>Their words</p>"), account=MINE),
    ]
    posts = read(statuses=statuses)[0].posts
    given = [(one.counts["replies_written"], one.counts["boosts_made"]) for one in posts]
    assert given == [(1, 0), (0, 0), (0, 0), (0, 1)]
    boost = posts[-1]
    assert (boost.external_id, boost.text, boost.address) == ("6", "", "")
    assert boost.counts == dict.fromkeys(PER_POST, 0.0) | {"boosts_made": 1.0}
    assert "Their words" not in repr(posts)


def test_a_boost_that_is_not_public_is_not_counted():
    posts = read(statuses=[status(6, visibility="private", reblog=status(1))])[0].posts
    assert posts == ()


def test_of_somebody_who_boosts_without_end_the_own_posts_are_still_counted():
    boosts = [status(n, reblog=status(1)) for n in range(40, 0, -1)]
    onward = f'<https://{STATUSES}>; rel="next"'
    said = {
        LOOKUP: reply(ACCOUNT),
        STATUSES: reply(boosts, Link=onward),
        OWN_STATUSES: reply([status(7)]),
    }
    answers, server = visit("mastodon", [WREN], said)
    assert [post.external_id for post in answers[0].posts] == ["7"]
    assert answers[0].hidden == {"boosts_made"}
    assert server.targets == [LOOKUP, *[STATUSES] * 5, OWN_STATUSES]


def test_pleroma_says_zero_where_a_count_is_hidden():
    flags = {"hide_followers_count": True, "hide_follows_count": False}
    zero = {"followers_count": 0, "following_count": 0, "pleroma": flags}
    answer, _server = read(zero)
    assert (answer.values, answer.hidden) == ({"following": 0, "posts": 830}, {"followers"})
    answer, _server = read(zero | {"followers_count": 5})
    assert answer.values["followers"] == 5


def test_a_profile_is_read_for_a_proof():
    link = '<a href="https://a.example/?x=1&amp;y=2">a…</a>'
    note = f"<p>Binds <b>books</b>. sidenote-7f3a</p><p>{link}</p>"
    fields = [{"name": "Pages", "value": '<a href="https://wren.example/" rel="me">wren</a>'}]
    answer, _server = read({"note": note, "fields": fields})
    assert answer.profile_text.splitlines() == [
        *("Binds books. sidenote-7f3a", "", "a…", "https://a.example/?x=1&y=2"),
        *("Pages", "wren", "https://wren.example/"),
    ]
    assert "wren.example" not in repr(answer)


def test_what_mastodon_publishes_as_its_limit():
    assert PROVIDERS["mastodon"].published_limit(WREN) == Rate(300, 300)
