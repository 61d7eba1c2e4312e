import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account
from apps.providers.nodeinfo import UNKNOWN, reader_of, version_of
from tests.providers.hostile import reply
from tests.providers.visiting import NOW, error_of, software

HOST = "social.example"
WELL_KNOWN = f"{HOST}/.well-known/nodeinfo"
DOCUMENT = f"{HOST}/nodeinfo/2.1"
WREN = Account("@wren@social.example", HOST)


def link(version="2.1", href=f"https://{DOCUMENT}"):
    return {"rel": f"http://nodeinfo.diaspora.software/ns/schema/{version}", "href": href}


def told(runs, links=None):
    links = [link("2.0", f"https://{HOST}/nodeinfo/2.0"), link()] if links is None else links
    return {
        WELL_KNOWN: reply({"links": links}),
        DOCUMENT: reply({"version": "2.1", "software": runs}),
    }


def ask(said):
    answer, server = software(WREN, said)
    return answer, server.targets


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ({"name": "mastodon", "version": "4.4.2"}, "mastodon 4.4"),
        ({"name": "Mastodon", "version": "4.3.0-alpha.1+glitch"}, "mastodon 4.3"),
        ({"name": " Hometown ", "version": "v1"}, "hometown"),
        ({"name": "iceshrimp.net"}, "iceshrimp.net"),
        ({"name": "<b>", "version": "1.0"}, UNKNOWN),
        ({"name": "a" * 200, "version": "1.0"}, UNKNOWN),
        ({"version": "1.0"}, UNKNOWN),
        ([], UNKNOWN),
        ("mastodon", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_host_says_what_it_runs(runs, expected):
    assert ask(told(runs)) == (expected, [WELL_KNOWN, DOCUMENT])


@pytest.mark.parametrize(
    "links",
    [
        [],
        None,
        "x",
        [{}],
        [link(href="https://other.example/nodeinfo/2.1")],
        [link(href=f"http://{DOCUMENT}")],
        [link(href="http://127.0.0.1/")],
        [link("9.9")],
    ],
)
def test_only_the_host_itself_is_believed(links):
    said = {WELL_KNOWN: reply({"links": links}), DOCUMENT: reply({"software": {"name": "x"}})}
    assert ask(said) == (UNKNOWN, [WELL_KNOWN])


def test_a_host_that_points_elsewhere_says_nothing_of_itself():
    there = "www.social.example/.well-known/nodeinfo"
    said = told({"name": "mastodon"}) | {
        WELL_KNOWN: reply(b"", 302, Location=f"https://{there}"),
        there: reply({"links": [link(href=f"https://{DOCUMENT}")]}),
    }
    assert ask(said) == (UNKNOWN, [WELL_KNOWN, there])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (reply("<h1>Hello</h1>", type="text/html"), UNKNOWN),
        (reply("gone", 410), UNKNOWN),
        (reply({"error": "sign in"}, 401), UNKNOWN),
        (reply(b"", 302, Location="http://127.0.0.1/"), UNKNOWN),
        (reply("<h1>Sorry</h1>", 502, type="text/html"), ""),
    ],
)
def test_a_host_that_does_not_say_is_asked_again_only_when_it_was_unwell(said, expected):
    assert ask({WELL_KNOWN: said}) == (expected, [WELL_KNOWN])


def test_a_host_that_asks_to_slow_down_is_heard():
    answer, _targets = ask({WELL_KNOWN: reply({}, 429, Retry_After="60")})
    assert error_of(answer) == ("rate_limited", "HTTP 429", False)
    assert (answer.retry_at - NOW).total_seconds() == 60


@pytest.mark.parametrize(
    ("runs", "reader"),
    [
        ("mastodon 4.4", "mastodon"),
        ("hometown 1.1", "mastodon"),
        ("gotosocial 0.19", "mastodon"),
        ("pixelfed", "mastodon"),
        ("sharkey 2026.5", "misskey"),
        ("foundkey", "misskey"),
        ("peertube 7.3", "peertube"),
        ("wordpress 6.9", "activitypub"),
        ("iceshrimp.net", "activitypub"),
        (UNKNOWN, ""),
        ("", ""),
    ],
)
def test_each_software_has_the_reader_that_fits(runs, reader):
    assert reader_of(runs) == reader
    assert not reader or reader in PROVIDERS


def test_a_version_is_its_first_two_numbers():
    assert version_of("mastodon 4.10") > version_of("mastodon 4.3") > version_of("mastodon")
