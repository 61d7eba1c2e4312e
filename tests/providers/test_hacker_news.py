from datetime import UTC, datetime

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, PostReading, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import error_of, visit

WREN = Account("news.example/user?id=Wren", "news.example", "Wren")
MONDAY = int(datetime(2026, 11, 9, 12, tzinfo=UTC).timestamp())
NULL = reply("null")
PER_POST = {"points", "comments", "comments_written"}


def user(**changes):
    return {
        "id": "Wren",
        "created": 1551520800,
        "karma": 2937,
        "about": 'I bind.<p><a href="https:&#x2F;&#x2F;wren.example">here</a>',
        "submitted": [],
    } | changes


def story(number, **changes):
    return {
        "id": number,
        "by": "Wren",
        "type": "story",
        "time": MONDAY + number,
        "title": "Paste &amp; patience",
        "score": 61,
        "descendants": 6,
        "kids": [9000],
    } | changes


def comment(number, **changes):
    said = {"id": number, "by": "Wren", "type": "comment", "time": MONDAY + number}
    return said | {"text": "Somebody else may be quoted here.", "parent": 1} | changes


def read(items=(), account=WREN, **changes):
    known = {str(item["id"]): item for item in items}

    def script(asked):
        kind, name = asked.target.removesuffix(".json").split("/")[2:]
        if kind == "user":
            return [reply(user(**({"submitted": [int(one) for one in known]} | changes)))]
        return [reply(known.get(name))]

    answers, server = visit("hacker_news", [account], script)
    return answers[0], [asked.target for asked in server.asked]


def test_karma_submissions_and_comments_written_are_read():
    answer, targets = read([comment(12), story(11)])
    assert answer == Reading(
        account_id="Wren",
        handle="news.example/user?id=Wren",
        name="Wren",
        address="https://news.example/user?id=Wren",
        values={"karma": 2937.0},
        posts=(
            PostReading(
                "12",
                "",
                datetime.fromtimestamp(MONDAY + 12, UTC),
                "",
                {"points": 0.0, "comments": 0.0, "comments_written": 1.0},
            ),
            PostReading(
                "11",
                "https://news.example/item?id=11",
                datetime.fromtimestamp(MONDAY + 11, UTC),
                "Paste & patience",
                {"points": 61.0, "comments": 6.0, "comments_written": 0.0},
            ),
        ),
        profile_text='I bind.<p><a href="https://wren.example">here</a>',
    )
    assert targets == ["/v0/user/Wren.json", "/v0/item/12.json", "/v0/item/11.json"]


def test_nothing_older_than_the_week_is_asked_for():
    old = [story(n, time=MONDAY - 90_000 - n) for n in range(5, 0, -1)]
    answer, targets = read([story(30), *old])
    assert [post.external_id for post in answer.posts] == ["30"]
    assert (len(targets), answer.hidden) == (3, frozenset())


def test_the_newest_come_first_whatever_the_order():
    answer, _targets = read([story(3), story(9), story(5)])
    assert [post.external_id for post in answer.posts] == ["9", "5", "3"]


def test_no_more_than_twenty_are_asked_for_and_then_the_week_is_not_whole():
    answer, targets = read([story(n) for n in range(100, 130)])
    assert len(targets) == 21
    assert (len(answer.posts), answer.hidden) == (20, PER_POST)


def test_what_was_deleted_killed_or_said_by_others_is_left_out():
    answer, _targets = read(
        [
            story(9, deleted=True),
            story(8, dead=True),
            story(7, by="wren"),
            story(6, type="job"),
            {"id": 5},
            story(4),
        ]
    )
    assert [post.external_id for post in answer.posts] == ["4"]


def test_a_count_that_is_kept_back_is_hidden():
    said = story(9)
    del said["descendants"]
    assert read([said])[0].hidden == {"comments"}


def test_an_item_that_does_not_come_leaves_the_karma():
    def script(asked):
        if "user" in asked.target:
            return [reply(user(submitted=[1, 2]))]
        return [reply({}, 503)]

    answers, server = visit("hacker_news", [WREN], script)
    assert (answers[0].values, answers[0].hidden) == ({"karma": 2937.0}, PER_POST)
    assert len(server.asked) == 2


def test_a_limit_half_way_is_a_limit():
    def script(asked):
        return [reply(user(submitted=[1])) if "user" in asked.target else reply({}, 429)]

    answers, _server = visit("hacker_news", [WREN], script)
    assert error_of(answers[0]) == ("rate_limited", "HTTP 429", False)


def test_nobody_is_told_by_null():
    answers, _server = visit("hacker_news", [WREN], lambda asked: [NULL])
    assert error_of(answers[0]) == ("not_found", "null", False)


@pytest.mark.parametrize(
    "changes",
    [{"id": "wren"}, {"karma": None}, {"karma": "many"}, {"submitted": 7}, {"karma": 1e300}],
)
def test_other_shapes_are_malformed(changes):
    assert error_of(read(**changes)[0]) == ("malformed", "unexpected-shape", False)


def test_a_moment_out_of_range_is_malformed():
    answer = read([story(9, time=1e15)])[0]
    assert error_of(answer) == ("malformed", "unexpected-shape", False)


@pytest.mark.parametrize(
    "typed", ["Wren", "@Wren", "https://news.ycombinator.com/user?id=Wren&x=1"]
)
def test_a_name_keeps_its_capitals(typed):
    account = PROVIDERS["hacker_news"].parse({"handle": typed})
    assert account == Account("Wren", "hacker-news.firebaseio.com", "Wren")


def test_an_invented_profile_leads_to_the_sandbox_and_its_handle_does_too():
    account = PROVIDERS["hacker_news"].parse({"handle": "https://news.example/user?id=Wren"})
    assert account == WREN
    assert PROVIDERS["hacker_news"].parse({"handle": account.handle}) == account


@pytest.mark.parametrize("typed", ["", "w", "a b", "x" * 21, "https://lobste.rs/~wren", "a/b"])
def test_other_names_are_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount):
        PROVIDERS["hacker_news"].parse({"handle": typed})
