from datetime import UTC, datetime, timedelta

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, PostReading, Rate, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, visit

HOST = "videos.example"
WREN = Account("@wren@videos.example", HOST, software="peertube 7.3")
CHANNEL = f"{HOST}/api/v1/video-channels/wren"
OWNER = f"{HOST}/api/v1/accounts/wren"
LIST = "videos?sort=-publishedAt&count=100&start={}&nsfw=both"
VIDEOS = f"{CHANNEL}/{LIST.format(0)}"
PER_POST = {"views", "likes", "comments"}

# The shape of a channel as PeerTube 7 sends it, with an invented person in it.
WRENS = {
    "id": 41,
    "url": f"https://{HOST}/video-channels/wren",
    "name": "wren",
    "host": HOST,
    "displayName": "Wren binds",
    "description": "Slow videos. https://wren.example/",
    "support": None,
    "followersCount": 75,
    "followingCount": 0,
    "isLocal": True,
}


def video(number, at="2026-11-10T09:00:00.000Z", **changes):
    return {
        "id": number,
        "uuid": f"0f3c2a1e-0000-4000-8000-{number:012}",
        "url": f"https://{HOST}/videos/watch/{number}",
        "name": f"Video {number}",
        "publishedAt": at,
        "views": 228,
        "likes": 42,
        "dislikes": 1,
        "comments": 8,
    } | changes


def problem(status, title="Not Found"):
    body = {"type": "about:blank", "title": title, "status": status, "detail": title}
    return reply(body, status, type="application/problem+json; charset=utf-8")


def page(videos, total=None):
    return reply({"total": len(videos) if total is None else total, "data": videos})


def read(said=None, account=WREN, **more):
    table = {CHANNEL: reply(WRENS), VIDEOS: page([])} | (said or {})
    answers, server = visit("peertube", [account], table)
    return answers[0], server


def test_a_channel_and_its_videos_are_read():
    answer, server = read({VIDEOS: page([video(7)])})
    assert answer == Reading(
        account_id=f"https://{HOST}/video-channels/wren",
        handle="@wren@videos.example",
        name="Wren binds",
        address=f"https://{HOST}/video-channels/wren",
        values={"followers": 75.0, "posts": 1.0},
        posts=(
            PostReading(
                external_id="0f3c2a1e-0000-4000-8000-000000000007",
                address=f"https://{HOST}/videos/watch/7",
                posted_at=datetime(2026, 11, 10, 9, tzinfo=UTC),
                text="Video 7",
                counts={"views": 228.0, "likes": 42.0, "comments": 8.0},
            ),
        ),
        software="peertube 7.3",
        profile_text="Slow videos. https://wren.example/",
    )
    assert server.targets == [CHANNEL, VIDEOS]


def test_where_there_is_no_channel_of_that_name_there_may_be_an_account():
    owner = WRENS | {"url": f"https://{HOST}/accounts/wren"}
    said = {CHANNEL: problem(404), OWNER: reply(owner), f"{OWNER}/{LIST.format(0)}": page([])}
    answer, _server = read(said)
    assert answer.account_id == f"https://{HOST}/accounts/wren"
    known = Account(WREN.handle, HOST, answer.account_id, software="peertube 7.3")
    again, server = read(said, known)
    assert again.account_id == answer.account_id
    assert server.targets == [OWNER, f"{OWNER}/{LIST.format(0)}"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (problem(404), ("not_found", "HTTP 404", False)),
        (problem(403, "Forbidden"), ("needs_sign_in", "HTTP 403", False)),
        (problem(429, "Too Many Requests"), ("rate_limited", "HTTP 429", False)),
        (problem(500), ("transient", "HTTP 500", False)),
        (reply("", 410), ("gone", "HTTP 410", True)),
        (reply("<h1>Hello</h1>", type="text/html"), ("malformed", "not-json", False)),
        (reply([]), ("malformed", "unexpected-shape", False)),
        (reply(WRENS | {"host": "other.example"}), ("malformed", "unexpected-shape", False)),
        (reply(WRENS | {"url": "https://other.example/x"}),
         ("malformed", "unexpected-shape", False)),
        (reply(WRENS | {"followersCount": 1.5}), ("malformed", "unexpected-shape", False)),
    ],
)  # fmt: skip
def test_every_way_of_failing_has_its_name(said, expected):
    assert error_of(read({CHANNEL: said})[0]) == expected


def test_a_limit_is_told_in_seconds():
    spent = {"RateLimit_Remaining": "0", "RateLimit_Reset": "9"}
    answer, _server = read({VIDEOS: reply({"total": 0, "data": []}, **spent)})
    assert answer.rest_until == NOW + timedelta(seconds=9)
    limited = reply({}, 429, Retry_After="10", **spent)
    assert read({CHANNEL: limited})[0].retry_at == NOW + timedelta(seconds=10)


def test_videos_since_then_are_kept_and_pages_followed():
    start = datetime(2026, 11, 15, tzinfo=UTC)
    videos = [video(n, at=(start - timedelta(hours=n)).isoformat()) for n in range(130)]
    second = f"{CHANNEL}/{LIST.format(100)}"
    answer, server = read({VIDEOS: page(videos[:100], 130), second: page(videos[100:], 130)})
    assert server.targets == [CHANNEL, VIDEOS, second]
    assert (len(answer.posts), answer.values["posts"], answer.hidden) == (130, 130, frozenset())
    answer, server = read({VIDEOS: page([*videos[:5], video(9, at="2026-11-08T00:00:00Z")], 900)})
    assert (len(answer.posts), len(server.asked), answer.hidden) == (5, 2, frozenset())


def test_what_a_server_keeps_back_is_hidden():
    answer, _server = read({VIDEOS: problem(403)})
    assert (answer.values, answer.hidden) == ({"followers": 75}, {"posts", *PER_POST})
    bare = {key: value for key, value in video(7).items() if key != "comments"}
    answer, _server = read({VIDEOS: page([bare])})
    assert answer.hidden == {"comments"}


@pytest.mark.parametrize(
    "typed",
    ["@wren@videos.example", "https://videos.example/c/wren/videos",
     "https://videos.example/video-channels/wren", "https://videos.example/a/wren"],
)  # fmt: skip
def test_a_handle_or_a_channel_s_address_will_do(typed):
    account = Account("@wren@videos.example", HOST)
    assert PROVIDERS["peertube"].parse({"handle": typed}) == account


def test_what_peertube_publishes_as_its_limit():
    assert PROVIDERS["peertube"].published_limit(WREN) == Rate(50, 10)
