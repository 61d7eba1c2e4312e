import pytest

from apps.providers.http import judge
from apps.providers.urls import (
    Address,
    RefusedAddress,
    join_address,
    parse_address,
    parse_host,
    public_link,
)
from tests.providers.cases.addresses import ALLOWED, REFUSED, UNREADABLE

BASE = parse_address("https://host.example/a/b?x=1")


def unasked(host):
    raise AssertionError(f"{host} was looked up")


def flat(groups):
    return [pytest.param(case, id=f"{group}-{n}") for group in groups
            for n, case in enumerate(groups[group])]  # fmt: skip


@pytest.mark.parametrize("url", flat(UNREADABLE))
def test_what_cannot_be_read_safely_is_refused_before_any_look_up(url):
    assert not judge(url, unasked).allowed
    with pytest.raises(RefusedAddress):
        parse_address(url)


@pytest.mark.parametrize("case", flat(REFUSED))
def test_names_that_lead_somewhere_closed_are_refused(case):
    url, answers = case
    assert str(parse_address(url)) == url
    assert not judge(url, lambda _: answers).allowed


@pytest.mark.parametrize(("url", "answers"), ALLOWED)
def test_public_addresses_are_allowed(url, answers):
    assert judge(url, lambda _: answers).reason == ""


def test_the_table_is_long_enough_to_mean_something():
    number = sum(map(len, UNREADABLE.values())) + sum(map(len, REFUSED.values())) + len(ALLOWED)
    assert number >= 200


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a@example.com/", "a name or a password inside the address"),
        ("http://ex%61mple.com/", "a name or a password inside the address"),
        ("http://example.com/\n", "a character that has no place in an address"),
        ("http://127.1/", "a number in place of a name"),
        ("http://127.0.0.1/", "not a public address: loopback"),
        ("http://[fe80::1]/", "not a public address: not public IPv6"),
        ("http://printer/", "a name without a domain"),
        ("http://nas.local/", "a name that is not on the public network"),
        ("http://example.com:22/", "a port other than 80 and 443"),
        ("ftp://example.com/", "not an http or https address"),
        ("http://a.example/", "a name that leads to private network"),
    ],
)
def test_the_reason_is_said_in_plain_words(url, reason):
    assert judge(url, lambda _: ["10.0.0.1"]).reason == reason


def test_a_name_that_does_not_resolve_is_refused():
    def fail(host):
        raise OSError("no such name")

    assert judge("https://nowhere.example/", fail).reason == "a name that does not resolve"


def test_an_address_is_read_once_into_its_pieces():
    read = parse_address("HTTP://Bücher.Example:443/Straße?q=a b#top".replace(" ", "+"))
    assert read == Address("http", "xn--bcher-kva.example", 443, "/Stra%C3%9Fe?q=a+b")
    assert str(read) == "http://xn--bcher-kva.example:443/Stra%C3%9Fe?q=a+b"
    assert parse_address(str(read)) == read


def test_encoded_line_breaks_stay_encoded():
    assert parse_address("http://host.example/%0d%0aX:1").target == "/%0d%0aX:1"


def test_a_host_alone_is_read_as_strictly():
    assert parse_host("Social.Example") == "social.example"
    near = ("localhost", "a b.example", "social.example:443", "social.example/x", "")
    for host in (*near, "[2a00:1450::1", "[2a00:1450::1x", "[8.8.8.8]"):
        with pytest.raises(RefusedAddress):
            parse_host(host)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/c", "https://host.example/c"),
        ("c?d=1", "https://host.example/a/c?d=1"),
        ("../c", "https://host.example/c"),
        ("//other.example/c", "https://other.example/c"),
        ("http://other.example/c", "http://other.example/c"),
    ],
)
def test_redirects_are_read_against_where_they_came_from(location, expected):
    assert str(join_address(BASE, location)) == expected


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "//localhost/",
        "file:///etc/hosts",
        "\\\\evil.example",
        "/\n",
        "///x.y",
        "::x",
    ],
)
def test_redirects_are_read_as_strictly_as_typed_addresses(location):
    with pytest.raises(RefusedAddress):
        join_address(BASE, location)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "http://10.0.0.1/", None, 7, "x" * 600])
def test_links_that_a_network_sends_are_dropped_when_they_are_not_public(text):
    assert public_link(text) == ""
    assert public_link(f"https://a.example/{'x' * 600}") == ""
