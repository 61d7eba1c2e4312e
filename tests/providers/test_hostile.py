"""A host that breaks the rules of HTTP itself: every way ends in a word, in time and in little."""

import asyncio
import gzip
import json
import time
import tracemalloc

import pytest

from apps.providers.base import Outcome, ProviderError
from apps.providers.http import Budget, Door
from tests.providers.hostile import always, drip, reply, routes, serving

HASTY = Budget(connect=1, read=0.2, total=0.4)
URL = "https://host.example/x"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
NOT_JSON = (Outcome.MALFORMED, "not-json")
ROUND_IN_CIRCLES = (Outcome.TRANSIENT, "too-many-redirects")
BROKEN = (Outcome.TRANSIENT, "broken-answer")


def outcome(script, *, budget=None, method="get_json", **options):
    """What the door makes of a script: the data of an answer, or the error in two words."""

    async def go(address):
        async with Door(sandbox_address=address, budget=budget) as door:
            return (await getattr(door, method)(URL, **options)).data

    with serving(script) as server:
        try:
            return asyncio.run(go(server.address))
        except ProviderError as error:
            return error.outcome, error.detail


@pytest.mark.parametrize(
    ("said", "expected"),
    {
        "a size that is no number": (CHUNKED + b"ZZ\r\n{}\r\n0\r\n\r\n", BROKEN),
        "a size below nothing": (CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n", BROKEN),
        "a size beyond all bounds": (CHUNKED + b"F" * 20 + b"\r\n{}", BROKEN),
        "pieces without an end": (CHUNKED + b"2\r\n{}\r\n", BROKEN),
        "an endless trailer": (CHUNKED + b"2\r\n{}\r\n0\r\nX: " + b"a" * 200_000, BROKEN),
        "a coding under the pieces": (
            CHUNKED.replace(b"chunked", b"gzip, chunked") + b"2\r\n{}\r\n0\r\n\r\n",
            BROKEN,
        ),
        "two lengths": (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", BROKEN),
        "a length below nothing": (OK + b"Content-Length: -1\r\n\r\n{}", BROKEN),
        "a length beyond all bounds": (OK + b"Content-Length: " + b"9" * 23 + b"\r\n\r\n", BROKEN),
        "another protocol": (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n{}", BROKEN),
        "a newer protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BROKEN),
        "a status that is none": (b"HTTP/1.1 000 Odd\r\nContent-Length: 2\r\n\r\n{}", BROKEN),
        "a NUL in a header": (OK + b"X: a\x00b\r\nContent-Length: 2\r\n\r\n{}", BROKEN),
        "a header of 8 MB": (OK + b"X: " + b"a" * (8 << 20) + b"\r\n\r\n{}", BROKEN),
        "100,000 headers": (OK + b"X-A: b\r\n" * 100_000 + b"\r\n{}", BROKEN),
        "two kinds of content": (
            OK + b"Content-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
            (Outcome.MALFORMED, "not-json"),
        ),
        "a script for JSON": (reply("{}", type="application/jsonp"), NOT_JSON),
        "nothing, in gzip": (reply(b"", Content_Encoding="gzip"), NOT_JSON),
        "two ways onward": (
            b"HTTP/1.1 302 Go\r\nLocation: /a\r\nLocation: http://127.0.0.1/\r\n\r\n",
            (Outcome.REFUSED, "address-refused"),
        ),
        "a way to itself": (reply(b"", 302, Location=""), ROUND_IN_CIRCLES),
        "a folded header": (OK + b"X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}", {}),
        "words of no alphabet": (
            b"HTTP/1.1 200 \xff\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            {},
        ),
    }.values(),
)  # fmt: skip
def test_what_breaks_the_rules_of_http_has_a_name(said, expected):
    assert outcome(always(said)) == expected


@pytest.mark.parametrize("length", [10, 1 << 30])
def test_a_length_that_lies_costs_neither_time_nor_memory(length):
    def flood(asked):
        yield OK + f"Content-Length: {length}\r\n\r\n".encode()
        while not asked.over.is_set():
            yield b"[" + b"1," * 32_767 + b"1"

    tracemalloc.start()
    began = time.monotonic()
    said = outcome(flood, budget=Budget(read=5, total=10))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said in ((Outcome.MALFORMED, "not-json"), (Outcome.MALFORMED, "too-large"))
    assert time.monotonic() - began < 12
    assert peak < 16 << 20


def test_a_bomb_inside_a_refusal_is_not_opened():
    bomb = gzip.compress(bytes(10 << 20))
    for status in (404, 410, 429, 500):
        said = always(reply(bomb, status, Content_Encoding="gzip"))
        assert outcome(said, method="get_bytes") == b""


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "gzip"])
def test_a_refusal_that_cannot_be_unpacked_keeps_its_status(encoding):
    async def go(address):
        async with Door(sandbox_address=address) as door:
            return (await door.get_json(URL)).status

    with serving(always(reply(b"not packed", 429, Content_Encoding=encoding))) as server:
        assert asyncio.run(go(server.address)) == 429


def test_a_whole_walk_of_redirects_shares_one_deadline():
    def slow(asked):
        asked.over.wait(0.2)
        yield reply(b"", 302, Location="/x")

    began = time.monotonic()
    said = outcome(slow, budget=Budget(read=10, total=0.5))
    assert said == (Outcome.TRANSIENT, "timed-out")
    assert time.monotonic() - began < 5


def test_a_posted_question_meets_the_same_limits():
    assert outcome(drip(OK, b"X: y\r\n"), budget=HASTY, method="post_json", data={}) == (
        Outcome.TRANSIENT,
        "timed-out",
    )
    long = always(reply("[" + "1," * 40_000 + "1]"))
    assert outcome(long, method="post_json", data={}, limit=1000) == (
        Outcome.MALFORMED,
        "too-large",
    )


def test_json_is_posted_whole():
    data = {"username": "wren", "odd": "é\u2028"}
    with serving(always(reply({"ok": True}))) as server:

        async def go():
            async with Door(sandbox_address=server.address) as door:
                return await door.post_json(URL, data, headers={"X-Own": "1"})

        assert asyncio.run(go()).data == {"ok": True}
    asked = server.asked[0]
    assert (asked.method, json.loads(asked.body)) == ("POST", data)
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["content-length"] == str(len(asked.body))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_know_is_never_posted(number):
    with pytest.raises(ValueError, match="JSON"):
        outcome(always(reply({})), method="post_json", data={"n": number})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_posted_question_goes_nowhere_else(status):
    table = {"host.example/x": reply(b"", status, Location="/y"), "host.example/y": reply({"a": 1})}
    with serving(routes(table)) as server:

        async def go():
            async with Door(sandbox_address=server.address) as door:
                return await door.post_json(URL, {"i": "own"})

        answer = asyncio.run(go())
    assert (answer.status, answer.data) == (status, None)
    assert server.targets == ["host.example/x"]


@pytest.mark.parametrize("method", ["get_json", "get_bytes"])
def test_not_modified_is_an_answer(method):
    said = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Encoding: br\r\n\r\n'

    async def go(address):
        async with Door(sandbox_address=address) as door:
            return await getattr(door, method)(URL, headers={"If-None-Match": '"1"'})

    with serving(always(said)) as server:
        answer = asyncio.run(go(server.address))
    assert (answer.status, answer.ok, answer.headers["etag"]) == (304, False, '"1"')
    assert answer.data == (None if method == "get_json" else b"")
    assert server.asked[0].headers["if-none-match"] == '"1"'


def test_no_credential_goes_over_plain_http():
    headers = {"Authorization": "Bearer w", "X-Key": "w", "If-None-Match": '"1"', "Accept": "a/b"}
    table = {
        "host.example/x": reply(b"", 301, Location="https://host.example/y"),
        "host.example/y": reply({}),
    }

    async def go(address):
        async with Door(sandbox_address=address) as door:
            return await door.get_json("http://host.example/x", headers=headers)

    with serving(routes(table)) as server:
        asyncio.run(go(server.address))
    plain, safe = (
        set(asked.headers) & {name.lower() for name in headers} for asked in server.asked
    )
    assert plain == {"if-none-match", "accept"}
    assert safe == {"authorization", "x-key", "if-none-match", "accept"}


def test_bytes_are_handed_on_as_they_are():
    feed = b'<?xml version="1.0" encoding="iso-8859-1"?><rss>\xe9</rss>'
    said = always(reply(feed, type="application/rss+xml"))
    assert outcome(said, method="get_bytes", headers={"Accept": "application/rss+xml"}) == feed
