"""The invented fediverse, read by the providers themselves over real sockets."""

import asyncio
import json
from datetime import UTC, date, datetime
from http.client import HTTPConnection

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import ProviderError
from apps.providers.http import Door
from apps.sandbox.network import serving
from apps.sandbox.people import GARDEN_HOST, NOTES_HOST, PEOPLE, SOCIAL_HOST, VIDEOS_HOST
from apps.sandbox.values import value

DAY = date(2026, 11, 15)
NOW = datetime(2026, 11, 15, 21, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
HOSTS = {"mastodon": SOCIAL_HOST, "misskey": NOTES_HOST, "peertube": VIDEOS_HOST}
HOSTS |= {"activitypub": GARDEN_HOST}


@pytest.fixture(scope="module")
def address():
    with serving(day=DAY, slowness=0.01) as where:
        yield where


def read(address, provider, handle):
    async def go():
        async with Door(sandbox_address=address) as door:
            reader = PROVIDERS[provider]
            account = reader.parse({"handle": handle})
            return (await reader.read(door, [account], since=MONDAY, now=NOW))[0]

    answer = asyncio.run(go())
    return str(answer.outcome) if isinstance(answer, ProviderError) else answer


def post(address, host, path, data):
    connection = HTTPConnection(address, timeout=5)
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    connection.request("POST", path, body=body, headers={"Host": host})
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


@pytest.mark.parametrize("person", list(PEOPLE))
@pytest.mark.parametrize("provider", [*HOSTS, "bluesky"])
def test_each_person_is_read_on_each_network_as_invented(address, provider, person):
    host = HOSTS.get(provider)
    answer = read(address, provider, f"@{person}@{host}" if host else f"@{person}.example")
    specs = PROVIDERS[provider].metrics
    counted = {spec.key for spec in specs if spec.kind == "per_post"}
    totals = {key: sum(one.counts[key] for one in answer.posts) for key in counted}
    assert answer.hidden == frozenset()
    assert dict(answer.values) | totals == {
        spec.key: value(person, f"{provider}.{spec.key}", DAY) for spec in specs
    }
    assert PEOPLE[person].name in answer.profile_text


def test_nothing_of_others_comes_along(address):
    for provider, host in HOSTS.items():
        assert "somebody else" not in repr(read(address, provider, f"@wren@{host}").posts)


@pytest.mark.parametrize(
    ("host", "reader", "software"),
    [
        (SOCIAL_HOST, "", "mastodon 4.4"),
        (NOTES_HOST, "misskey", "sharkey 2026.5"),
        (VIDEOS_HOST, "peertube", "peertube 7.3"),
        (GARDEN_HOST, "activitypub", "wordpress 6.9"),
    ],
)
def test_any_handle_may_be_typed_under_mastodon(address, host, reader, software):
    answer = read(address, "mastodon", f"@wren@{host}")
    assert (answer.read_by, answer.software) == (reader, software)


OUTCOMES = {
    SOCIAL_HOST: {"moved": "moved", "suspended": "suspended", "gone": "gone"}
    | {"unsigned": "needs_sign_in", "signin": "needs_sign_in"},
    NOTES_HOST: {"moved": "moved", "suspended": "not_found", "gone": "not_found"}
    | {"unsigned": "needs_sign_in", "signin": "needs_sign_in"},
    VIDEOS_HOST: {"suspended": "not_found", "gone": "gone"}
    | {"unsigned": "needs_sign_in", "signin": "needs_sign_in"},
    GARDEN_HOST: {"moved": "moved", "suspended": "suspended", "gone": "gone", "hidden": "hidden"}
    | {"unsigned": "needs_signature", "signin": "needs_signature"},
}
EVERYWHERE = {"limited": "rate_limited", "missing": "not_found", "broken": "transient"}
EVERYWHERE |= {"html": "malformed"}


@pytest.mark.parametrize(
    ("host", "word", "outcome"),
    [(host, *pair) for host, said in OUTCOMES.items() for pair in (said | EVERYWHERE).items()],
)
def test_it_misbehaves_in_the_shapes_of_each_network(address, host, word, outcome):
    assert read(address, "mastodon", f"@{word}@{host}") == outcome


@pytest.mark.parametrize(
    ("host", "hidden"),
    [(SOCIAL_HOST, {"followers"}), (NOTES_HOST, {"followers", "following"})],
)
def test_it_hides_counts_as_each_network_does(address, host, hidden):
    assert read(address, "mastodon", f"@hidden@{host}").hidden == hidden


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("unsigned", "needs_signature"), ("signin", "needs_sign_in"), ("suspended", "suspended")],
)
def test_a_whole_host_misbehaves_by_its_name(address, word, outcome):
    assert read(address, "mastodon", f"@anyone@{word}.example") == outcome


def test_several_users_are_told_in_their_order_without_those_missing(address):
    ids = {"userIds": ["9odile0", "9nobody0", "9wren0"]}
    status, users = post(address, NOTES_HOST, "/api/users/show", ids)
    assert (status, [user["username"] for user in users]) == (200, ["odile", "wren"])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"wren"', b'{"userIds": "x"}'])
def test_a_question_that_cannot_be_read_is_about_nobody(address, body):
    status, said = post(address, NOTES_HOST, "/api/users/show", body)
    assert (status, said["error"]["code"]) == (404, "NO_SUCH_USER")


def test_a_batch_of_accounts_leaves_out_whoever_is_missing(address):
    connection = HTTPConnection(address, timeout=5)
    ids = "&".join(f"id[]={one}" for one in (PEOPLE["wren"].mastodon_id, "5"))
    connection.request("GET", f"/api/v1/accounts?{ids}", headers={"Host": SOCIAL_HOST})
    accounts = json.loads(connection.getresponse().read())
    connection.close()
    assert [account["username"] for account in accounts] == ["wren"]
