import json
import os
import signal
import socket
import subprocess
import sys
from datetime import date
from http.client import HTTPConnection

import pytest

from apps.sandbox.network import SandboxServer, serving
from apps.sandbox.values import value

DAY = date(2026, 11, 15)


@pytest.fixture(scope="module")
def address():
    with serving(day=DAY, slowness=0.01) as where:
        yield where


def ask(address, host, path):
    connection = HTTPConnection(address, timeout=5)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    is_json = answer.headers["Content-Type"].startswith("application/json")
    return answer.status, answer.headers, json.loads(body) if is_json else body


def test_it_answers_by_host_with_the_values_of_the_day(address):
    lookup = "/api/v1/accounts/lookup?acct=wren"
    status, _headers, account = ask(address, "social.example", lookup)
    assert status == 200
    assert account["followers_count"] == value("wren", "mastodon.followers", DAY)
    assert ask(address, "other.example", lookup)[0] == 404


def test_statuses_are_paged_by_link_until_there_are_no_more(address):
    path = "/api/v1/accounts/101676433880210018/statuses?limit=40"
    seen = []
    while path:
        _status, headers, statuses = ask(address, "social.example", path)
        seen += [status["id"] for status in statuses]
        link = headers.get("Link", "")
        path = link.partition(">")[0].partition("social.example")[2] if 'rel="next"' in link else ""
    assert len(seen) > 150
    assert seen == sorted(set(seen), reverse=True)


def test_both_spellings_of_the_score_are_spoken(address):
    odd = ask(address, "score.example", "/v2/user.json/1001/score")[2]
    even = ask(address, "score.example", "/v2/user.json/1002/score")[2]
    assert odd["score"] == str(value("wren", "klout.score", DAY))
    assert sorted(odd) == ["bucket", "score", "scoreDelta"]
    assert sorted(even) == ["score", "scoreDeltas"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("limited", 429),
        ("broken", 500),
        ("html", 200),
        ("gone", 410),
        ("signin", 401),
        ("slow", 200),
    ],
)
def test_it_misbehaves_by_host_and_by_handle(address, word, status):
    by_host = ask(address, f"{word}.example", "/api/v1/accounts/lookup?acct=anyone")
    by_handle = ask(address, "social.example", f"/api/v1/accounts/lookup?acct={word}")
    assert [by_host[0], by_handle[0]] == [status, status]
    assert ("X-RateLimit-Reset" in by_host[1]) == (word == "limited")


def test_a_batch_leaves_out_whoever_cannot_be_shown(address):
    path = "/xrpc/app.bsky.actor.getProfiles?actors=wren.example&actors=suspended.example"
    profiles = ask(address, "bsky.example", path)[2]["profiles"]
    assert [profile["handle"] for profile in profiles] == ["wren.example"]
    many = "&".join(f"actors=u{n}.example" for n in range(26))
    assert ask(address, "bsky.example", f"/xrpc/app.bsky.actor.getProfiles?{many}")[0] == 400


@pytest.mark.parametrize("elsewhere", ["0.0.0.0:0", "192.0.2.1:0", "8.8.8.8:0", "nonsense"])
def test_it_listens_on_loopback_alone(elsewhere):
    with pytest.raises(ValueError, match=r"loopback|address"):
        SandboxServer(elsewhere)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_stops_at_once(signal_number):
    command = [sys.executable, "manage.py", "sandbox", "--address", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1].rstrip(".")
        # Somebody is being kept waiting when the signal comes.
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: slow.example\r\n\r\n")
            process.send_signal(signal_number)
            try:
                assert process.wait(timeout=5) == 0
            finally:
                process.kill()
