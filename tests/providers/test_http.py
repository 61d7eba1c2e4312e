import asyncio
import gzip
import os
import tracemalloc
import zlib

import pytest

from apps.providers.base import Outcome, ProviderError
from apps.providers.http import Answer, Budget, Door, loopback_address
from tests.providers.hostile import always, drip, reply, routes, serving

HASTY = Budget(connect=1, read=0.2, total=0.4)
URL = "https://host.example/x"
MANY = {f"X_{n}": "b" for n in range(20_000)}


def fetch(script, url=URL, *, budget=None, method="get_json", **options):
    """What the door makes of a script: an answer, or the error as (outcome, detail)."""

    async def go(address):
        async with Door(sandbox_address=address, budget=budget, resolve=lambda _: []) as door:
            return await getattr(door, method)(url, **options)

    with serving(script) as hostile:
        try:
            return asyncio.run(go(hostile.address)), hostile
        except ProviderError as error:
            return (error.outcome, error.detail), hostile


def outcome(script, url=URL, **options):
    return fetch(script, url, **options)[0]


def test_a_visit_may_take_this_much_and_no_more():
    assert Budget() == Budget(
        connect=5, read=10, total=20, body=2_000_000, headers=64_000, redirects=3
    )


def test_an_answer_is_read_whole():
    answer, hostile = fetch(always(reply({"a": [1, 2.5, "é"]}, X_Thing="yes")))
    assert answer == Answer(200, answer.headers, {"a": [1, 2.5, "é"]}, URL)
    assert answer.headers["x-thing"] == "yes"
    asked = hostile.asked[0]
    assert (asked.host, asked.target) == ("host.example", "/x")
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["user-agent"].startswith("Sidenote")
    assert "cookie" not in asked.headers


@pytest.mark.parametrize("name", ["Accept", "accept", "ACCEPT"])
def test_a_header_is_sent_once_however_it_is_spelt(name):
    for method in ("get_json", "get_bytes"):
        _answer, hostile = fetch(always(reply({})), method=method, headers={name: "a/b"})
        assert hostile.asked[0].headers["accept"] == "a/b"


def test_gzip_is_unpacked():
    body = gzip.compress(b'{"a": 1}')
    assert outcome(always(reply(body, Content_Encoding="gzip"))).data == {"a": 1}


def test_an_error_keeps_its_status_and_its_reason():
    assert outcome(always(reply({"error": "no"}, 400))).data == {"error": "no"}
    page = outcome(always(reply("<h1>no</h1>", 500, type="text/html")))
    assert (page.status, page.data) == (500, None)


@pytest.mark.parametrize(
    "answer",
    [
        reply("<h1>Welcome</h1>", type="text/html"),
        reply('{"a": 1}', type="text/plain"),
        reply('{"a": 1}', type="application/json; charset=utf-7"),
        reply('{"a": 1}'.encode("utf-16"), type="application/json; charset=utf-16"),
        reply('{"a": 1'),
        reply(""),
        reply('{"a": 1e999}'),
        reply('{"a": -1e999}'),
        reply('{"a": NaN}'),
        reply('{"a": Infinity}'),
        reply('{"a": ' + "9" * 5000 + "}"),
        reply("[" * 100_000),
        reply('{"a":' * 100_000),
        reply("[" * 65 + "]" * 65),
        reply(b'{"a": "\xff"}'),
    ],
    ids=lambda answer: answer[-30:].decode("latin-1"),
)
def test_what_is_not_proper_json_is_malformed(answer):
    assert outcome(always(answer)) == (Outcome.MALFORMED, "not-json")


def test_json_may_have_a_mark_at_its_start_and_brackets_in_its_strings():
    text = '\ufeff{"a": "' + "[" * 200 + '\\""}'
    assert outcome(always(reply(text))).data == {"a": "[" * 200 + '"'}


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "gzip,gzip,gzip", "zstd"])
def test_one_encoding_at_most_and_that_one_gzip(encoding):
    body = gzip.compress(b"{}")
    said = outcome(always(reply(body, Content_Encoding=encoding)))
    assert said == (Outcome.MALFORMED, "unknown-encoding")


def test_two_encoding_headers_are_two_encodings():
    head = reply(gzip.compress(b"{}")).replace(
        b"\r\n", b"\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n", 1
    )
    assert outcome(always(head)) == (Outcome.MALFORMED, "unknown-encoding")


@pytest.mark.parametrize(
    "body", [b"not gzip", gzip.compress(b'{"a": 1}')[:-4]], ids=["none", "cut"]
)
def test_a_broken_encoding_is_malformed(body):
    said = outcome(always(reply(body, Content_Encoding="gzip")))
    assert said == (Outcome.MALFORMED, "broken-encoding")


def bomb(megabytes):
    """Zeros, packed a thousand to one, made piece by piece."""
    pack = zlib.compressobj(9, wbits=31)
    pieces = [pack.compress(bytes(1 << 20)) for _ in range(megabytes)]
    return b"".join([*pieces, pack.flush()])


def test_a_bomb_is_cut_at_the_limit_and_takes_little_memory():
    packed = bomb(100)
    tracemalloc.start()
    said = outcome(always(reply(packed, Content_Encoding="gzip")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said == (Outcome.MALFORMED, "too-large")
    assert peak < 16 << 20


def test_a_body_is_cut_at_two_megabytes_or_at_the_caller_s_limit():
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"

    def flood(asked):
        yield endless
        while not asked.over.is_set():
            yield b"1" * 65536

    assert outcome(flood) == (Outcome.MALFORMED, "too-large")
    long = reply("[" + "1," * 40_000 + "1]")
    assert outcome(always(long), limit=64 * 1024) == (Outcome.MALFORMED, "too-large")
    assert outcome(always(long)).status == 200


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" "),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
    ids=["a header, byte by byte", "endless headers", "a body", "continue for ever", "silence"],
)
def test_whoever_drips_meets_the_deadline(start, piece):
    assert outcome(drip(start, piece), budget=HASTY) == (Outcome.TRANSIENT, "timed-out")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"<h1>an answer of 1991</h1>", (Outcome.TRANSIENT, "broken-answer")),
        (reply("{}", length=10), (Outcome.TRANSIENT, "broken-answer")),
        (reply("{}", X_Long="a" * 200_000), (Outcome.TRANSIENT, "broken-answer")),
        (reply("{}", X_Long="a" * 70_000), (Outcome.MALFORMED, "too-large")),
        (
            reply("{}", **{f"X_{n}": "b" for n in range(20_000)}),
            (Outcome.TRANSIENT, "broken-answer"),
        ),
        (b"", (Outcome.TRANSIENT, "broken-answer")),
    ],
    ids=["HTTP/0.9", "short body", "huge header", "big header", "many headers", "nothing"],
)
def test_broken_answers_end_in_a_named_error(answer, expected):
    assert outcome(always(answer)) == expected


def test_more_than_was_promised_is_not_read():
    assert outcome(always(reply("{}" + "x" * 1000, length=2))).data == {}


def test_redirects_are_followed_by_hand():
    there = reply(b"", 302, Location="//other.example/y?z=1")
    table = {"host.example/x": there, "other.example/y?z=1": reply({"ok": True})}
    answer, hostile = fetch(routes(table))
    assert (answer.data, answer.address) == ({"ok": True}, "https://other.example/y?z=1")
    assert hostile.targets == list(table)


def test_credentials_stay_with_the_host_they_were_for():
    there = reply(b"", 307, Location="https://other.example/")
    table = {"host.example/x": there, "other.example/": reply({})}
    _answer, hostile = fetch(routes(table), headers={"Authorization": "Bearer w", "Accept": "a/b"})
    assert "authorization" in hostile.asked[0].headers
    assert "authorization" not in hostile.asked[1].headers
    assert [asked.headers["accept"] for asked in hostile.asked] == ["a/b", "a/b"]


def test_cookies_are_not_kept():
    table = {
        "host.example/x": reply(b"", 302, Location="/y", Set_Cookie="a=b; Path=/"),
        "host.example/y": reply({}),
    }
    _answer, hostile = fetch(routes(table))
    assert [asked.headers.get("cookie") for asked in hostile.asked] == [None, None]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "https://localhost/",
        "http://other.example/",
        "file:///etc/hosts",
        "gopher://other.example/",
        "https://other.example:8080/",
        "https://a@other.example/",
    ],
)
def test_a_redirect_that_leads_astray_is_refused(location):
    said, hostile = fetch(always(reply(b"", 302, Location=location)))
    assert said == (Outcome.REFUSED, "address-refused")
    assert len(hostile.asked) == 1


def test_what_a_host_redirects_to_is_not_refused_for_good():
    async def go(url, address):
        async with Door(sandbox_address=address) as door:
            with pytest.raises(ProviderError) as caught:
                await door.get_json(url)
            return caught.value.permanent

    for location in ("http://127.0.0.1/", "http://host.example/y", "::x"):
        with serving(always(reply(b"", 302, Location=location))) as hostile:
            assert asyncio.run(go(URL, hostile.address)) is False
            assert asyncio.run(go("http://127.0.0.1/", hostile.address)) is True


def test_the_pace_lies_between_two_requests_to_one_host(monkeypatch):
    waits = []

    async def wait(seconds):
        waits.append(round(seconds, -2))  # what the requests themselves took is not of interest

    async def go(address):
        async with Door(sandbox_address=address, pace=1000.0) as door:
            return await door.get_json(URL)

    table = {
        "host.example/x": reply(b"", 302, Location="/y"),
        "host.example/y": reply(b"", 302, Location="https://other.example/"),
        "other.example/": reply({}),
    }
    with serving(routes(table)) as hostile:
        monkeypatch.setattr(asyncio, "sleep", wait)
        asyncio.run(go(hostile.address))
    assert waits == [1000.0]


def test_redirects_end_after_three():
    said, hostile = fetch(always(reply(b"", 302, Location="/x")))
    assert said == (Outcome.TRANSIENT, "too-many-redirects")
    assert len(hostile.asked) == 4


def test_a_refresh_in_a_page_is_not_a_redirect():
    page = "<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>"
    said, hostile = fetch(always(reply(page, type="text/html", Refresh="0; url=/y")))
    assert said == (Outcome.MALFORMED, "not-json")
    assert len(hostile.asked) == 1


def test_the_environment_is_not_trusted(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9/")
    assert outcome(always(reply({"a": 1}))).data == {"a": 1}


def test_nobody_listening_is_said_like_any_other_failure():
    async def go():
        async with Door(sandbox_address="127.0.0.1:9") as door:
            await door.get_json(URL)

    with pytest.raises(ProviderError) as caught:
        asyncio.run(go())
    assert (caught.value.outcome, caught.value.detail) == (Outcome.TRANSIENT, "unreachable")


@pytest.mark.parametrize(
    "address", ["0.0.0.0:8001", "10.0.0.1:1", "sandbox:8001", "8.8.8.8:80", ""]
)
def test_a_sandbox_elsewhere_is_refused(address):
    with pytest.raises(ValueError, match=r"."):
        loopback_address(address)
