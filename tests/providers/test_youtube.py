from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, PostReading, Rate, Reading
from apps.providers.youtube_api import next_quota
from tests.providers.hostile import reply
from tests.providers.visiting import error_of, visit

CHANNEL = "UCwren__________________"
WREN = Account("tube.example/@wren", "tube.example", secret="k1")
KNOWN = Account("tube.example/@wren", "tube.example", CHANNEL, secret="k1")
MIDNIGHT = datetime(2026, 11, 16, 8, tzinfo=UTC)


def channel_id(number):
    return f"UC{number:_<22}"


def channel(of=CHANNEL, **statistics):
    return {
        "kind": "youtube#channel",
        "id": of,
        "snippet": {
            "title": "Wren Ashdown",
            "description": "Books, slowly.",
            "customUrl": "@wren",
            "publishedAt": "2019-03-02T09:00:00Z",
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"UU{of[2:]}"}},
        "statistics": {
            "viewCount": "257300",
            "subscriberCount": "11500",
            "hiddenSubscriberCount": False,
            "videoCount": "40",
        }
        | statistics,
    }


def upload(video, at="2026-11-10T14:14:36Z"):
    told = {"videoId": video, "videoPublishedAt": at}
    return {"snippet": {"title": f"Film {video}"}, "contentDetails": told}


def video(of, **statistics):
    counts = {"viewCount": "1380", "likeCount": "60", "commentCount": "6", "favoriteCount": "0"}
    return {"id": of, "statistics": counts | statistics}


def refusal(status, reason, place="errors"):
    return reply({"error": {"code": status, "message": "No", place: [{"reason": reason}]}}, status)


def read(accounts=(KNOWN,), shown=(), uploads=(), videos=(), **said):
    listed = {"channels": shown or [channel()], "playlistItems": uploads, "videos": videos}

    def script(asked):
        method = asked.target.partition("?")[0].rpartition("/")[2]
        if method in said:
            return [said[method](asked) if callable(said[method]) else said[method]]
        return [reply({"items": list(listed[method])})]

    answers, server = visit("youtube", accounts, script)
    return answers, server.asked


def methods(asked):
    return [one.target.partition("?")[0].rpartition("/")[2] for one in asked]


def query(asked):
    return parse_qs(asked.target.partition("?")[2])


def test_a_channel_and_its_week_s_videos_are_read():
    answers, asked = read(
        [WREN], uploads=[upload("abc12"), upload("old99", "2026-11-01T10:00:00Z")],
        videos=[video("abc12")],
    )  # fmt: skip
    assert answers == [
        Reading(
            account_id=CHANNEL,
            handle="tube.example/@wren",
            name="Wren Ashdown",
            address=f"https://tube.example/channel/{CHANNEL}",
            values={"subscribers": 11500.0, "views": 257300.0, "videos": 40.0},
            posts=(
                PostReading(
                    external_id="abc12",
                    address="https://tube.example/watch?v=abc12",
                    posted_at=datetime(2026, 11, 10, 14, 14, 36, tzinfo=UTC),
                    text="Film abc12",
                    counts={"plays": 1380.0, "likes": 60.0, "comments": 6.0},
                ),
            ),
            precision={"subscribers": 100.0},
            profile_text="Books, slowly.",
        )
    ]
    assert methods(asked) == ["channels", "playlistItems", "videos"]
    assert query(asked[0])["forHandle"] == ["@wren"]
    assert query(asked[1])["playlistId"] == [f"UU{CHANNEL[2:]}"]
    assert query(asked[2])["id"] == ["abc12"]


def test_the_key_goes_in_a_header_and_into_no_address():
    _answers, asked = read()
    assert {one.headers["x-goog-api-key"] for one in asked} == {"k1"}
    assert not [one for one in asked if "k1" in one.target]


def test_fifty_channels_of_one_key_are_one_request():
    accounts = [
        Account("@u", "tube.example", channel_id(n), secret="k1" if n < 49 else "k2")
        for n in range(50)
    ]

    def channels(asked):
        return reply({"items": [channel(one) for one in query(asked)["id"][0].split(",")]})

    answers, asked = read(accounts, channels=channels)
    assert [answer.account_id for answer in answers] == [one.account_id for one in accounts]
    lists = [one for one in asked if "/channels?" in one.target]
    assert [len(query(one)["id"][0].split(",")) for one in lists] == [49, 1]
    assert [one.headers["x-goog-api-key"] for one in lists] == ["k1", "k2"]


@pytest.mark.parametrize(
    ("told", "step"),
    [("999", None), ("1000", 10.0), ("11500", 100.0), ("2290000", 10_000.0), ("1234", None)],
)
def test_subscribers_are_cut_to_three_figures(told, step):
    answer = read(shown=[channel(subscriberCount=told)])[0][0]
    assert answer.precision.get("subscribers") == step
    assert answer.values["subscribers"] == float(told)


@pytest.mark.parametrize("told", ["0", None])
def test_hidden_subscribers_are_hidden_whatever_number_stands_there(told):
    shown = channel(hiddenSubscriberCount=True, subscriberCount=told)
    answer = read(shown=[shown])[0][0]
    assert (answer.hidden, answer.precision) == ({"subscribers"}, {})
    assert answer.values == {"views": 257300.0, "videos": 40.0}


@pytest.mark.parametrize("body", [{"items": []}, {"kind": "youtube#channelListResponse"}])
@pytest.mark.parametrize("account", [WREN, KNOWN])
def test_no_such_channel_is_told_by_an_empty_list_or_by_none(account, body):
    answers, _asked = read([account], channels=reply(body))
    assert error_of(answers[0]) == ("not_found", "no-such-channel", False)


def test_without_videos_no_list_is_asked_for():
    answers, asked = read(shown=[channel(videoCount="0")])
    assert (answers[0].posts, answers[0].hidden) == ((), frozenset())
    assert methods(asked) == ["channels"]


def test_a_week_without_videos_asks_for_no_counts():
    answers, asked = read(uploads=[upload("old99", "2026-11-01T10:00:00Z")])
    assert (answers[0].posts, answers[0].hidden) == ((), frozenset())
    assert methods(asked) == ["channels", "playlistItems"]


def test_videos_taken_back_or_kept_from_others_are_left_out():
    gone = {"snippet": {"title": "Private video"}, "contentDetails": {"videoId": "gone1"}}
    answers, _asked = read(
        uploads=[upload("abc12"), upload("def34"), gone], videos=[video("abc12")]
    )
    assert [post.external_id for post in answers[0].posts] == ["abc12"]


def test_a_count_that_is_switched_off_is_hidden():
    told = video("abc12")
    del told["statistics"]["commentCount"]
    answers, _asked = read(uploads=[upload("abc12")], videos=[told])
    assert answers[0].hidden == {"comments"}


def test_a_list_that_does_not_end_leaves_the_week_incomplete():
    endless = reply({"items": [upload("abc12")], "nextPageToken": "more"})
    answers, asked = read(videos=[video("abc12")], playlistItems=endless)
    assert answers[0].hidden == {"plays", "likes", "comments"}
    assert methods(asked).count("playlistItems") == 2


def test_a_list_kept_from_others_leaves_the_week_incomplete():
    answers, _asked = read(playlistItems=refusal(404, "playlistNotFound"))
    assert answers[0].hidden == {"plays", "likes", "comments"}


def test_after_the_quota_nothing_more_is_asked_with_that_key():
    accounts = [Account("@u", "tube.example", channel_id(n), secret="k1") for n in range(3)]
    other = Account("@u", "tube.example", channel_id(9), secret="k2")
    channels = [channel(one.account_id) for one in (*accounts, other)]
    used_up = refusal(403, "quotaExceeded")

    def uploads(asked):
        return used_up if asked.headers["x-goog-api-key"] == "k1" else reply({"items": []})

    answers, asked = read([*accounts, other], channels, playlistItems=uploads)
    assert [error_of(answer) for answer in answers[:3]] == [("rate_limited", "HTTP 403", False)] * 3
    assert {answer.retry_at for answer in answers[:3]} == {MIDNIGHT}
    assert isinstance(answers[3], Reading)
    assert methods(asked) == ["channels", "channels", "playlistItems", "playlistItems"]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 15, 20, tzinfo=UTC), datetime(2026, 11, 16, 8, tzinfo=UTC)),
        (datetime(2026, 7, 15, 6, 59, tzinfo=UTC), datetime(2026, 7, 15, 7, tzinfo=UTC)),
        (datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_the_quota_is_new_at_midnight_in_california(now, then):
    assert next_quota(now) == then


@pytest.mark.parametrize(
    ("status", "reason", "place", "outcome"),
    [
        (400, "keyInvalid", "errors", "needs_sign_in"),
        (400, "API_KEY_INVALID", "details", "needs_sign_in"),
        (403, "accessNotConfigured", "errors", "needs_sign_in"),
        (403, "rateLimitExceeded", "errors", "rate_limited"),
        (429, "RATE_LIMIT_EXCEEDED", "details", "rate_limited"),
        (429, "", "errors", "rate_limited"),
        (403, "channelSuspended", "errors", "suspended"),
        (403, "channelClosed", "errors", "gone"),
        (400, "invalidFilters", "errors", "malformed"),
        (500, "backendError", "errors", "transient"),
    ],
)
def test_a_refusal_is_told_by_its_reason(status, reason, place, outcome):
    answers, _asked = read(channels=refusal(status, reason, place))
    assert error_of(answers[0]) == (outcome, f"HTTP {status}", False)


@pytest.mark.parametrize(
    "body",
    [[], {"items": 7}, {"items": [7]}, {"items": [channel() | {"statistics": []}]},
     {"items": [channel() | {"snippet": None}]}, {"items": [channel(viewCount="many")]}],
)  # fmt: skip
def test_other_shapes_are_malformed(body):
    answers, _asked = read(channels=reply(body))
    assert error_of(answers[0]) == ("malformed", "unexpected-shape", False)


@pytest.mark.parametrize(
    ("typed", "handle", "account_id"),
    [
        ("@wren", "@wren", ""),
        ("https://www.youtube.com/@wren/videos", "@wren", ""),
        ("youtube.com/@%C3%A9tienne", "@étienne", ""),
        (CHANNEL, CHANNEL, CHANNEL),
        (f"https://m.youtube.com/channel/{CHANNEL}?x=1", CHANNEL, CHANNEL),
    ],
)
def test_a_handle_an_id_or_an_address_will_do(typed, handle, account_id):
    account = PROVIDERS["youtube"].parse({"handle": typed, "key": "k1"})
    assert account == Account(handle, "www.googleapis.com", account_id, secret="k1")
    assert "k1" not in repr(account)


@pytest.mark.parametrize("typed", ["https://tube.example/@wren", f"tube.example/channel/{CHANNEL}"])
def test_an_invented_page_leads_to_the_sandbox_and_its_handle_does_too(typed):
    account = PROVIDERS["youtube"].parse({"handle": typed, "key": "k1"})
    assert account.host == "tube.example"
    assert PROVIDERS["youtube"].parse({"handle": account.handle, "key": "k1"}) == account


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"handle": ""}, "handle"),
        ({"handle": "wren"}, "handle"),
        ({"handle": "https://vimeo.com/@wren"}, "handle"),
        ({"handle": "https://www.youtube.com/watch?v=abc12"}, "handle"),
        ({"key": ""}, "key"),
        ({"key": "a b"}, "key"),
    ],
)
def test_another_shape_is_told_beside_its_field(changes, field):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["youtube"].parse({"handle": "@wren", "key": "k1"} | changes)
    assert caught.value.field == field


def test_a_key_has_ten_thousand_units_a_day():
    assert PROVIDERS["youtube"].published_limit(KNOWN) == Rate(10_000, 86_400)
