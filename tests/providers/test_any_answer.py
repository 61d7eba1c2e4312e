"""Whatever stands in one place of an answer, a provider makes a sound reading of it or an error."""

import asyncio
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.providers import PROVIDERS
from apps.providers.answers import Answer
from apps.providers.base import ProviderError, Reading
from apps.providers.http import Door
from apps.providers.text import ID_LIMIT
from apps.providers.urls import parse_address
from apps.sandbox.apis import Request, answer
from apps.sandbox.people import PEOPLE

NOW = datetime(2026, 11, 15, 21, tzinfo=UTC)
SINCE = datetime(2026, 11, 9, tzinfo=UTC)
TYPED = {
    "mastodon": {"handle": "@{}@social.example"},
    "misskey": {"handle": "@{}@notes.example"},
    "peertube": {"handle": "@{}@videos.example"},
    "activitypub": {"handle": "@{}@garden.example"},
    "bluesky": {"handle": "@{}.example"},
    "klout": {"address": "https://score.example/v2", "identity": "1001"},
    "json_number": {
        "address": "https://numbers.example/{}.json", "pointer": "/readers/total", "name": "n",
    },
}  # fmt: skip
odd = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 10**39, 1e308, 0.5, "0", "-1", "x" * 700, "\ud800", "\x00", "2026"])
    | st.sampled_from(["https://127.0.0.1/", "javascript:x()", "9999-12-31T23:59:59Z", "public"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


class Meddling(Door):
    """A door to the invented network that puts `what` in one place among all the answers."""

    def __init__(self, where, what):
        super().__init__()
        self.left, self.what = where, what

    async def send(self, url, question):
        address = parse_address(url)
        said = answer(Request.read(address.host, address.target, NOW, question.body or b""))
        headers = {name.lower(): text for name, text in said.headers.items()}
        headers["content-type"] = said.content_type
        return Answer(said.status, headers, said.body, url)

    async def get_json(self, url, **options):
        return self.meddled(await super().get_json(url, **options))

    async def post_json(self, url, data, **options):
        return self.meddled(await super().post_json(url, data, **options))

    def meddled(self, said):
        return Answer(said.status, said.headers, self.changed(said.data), said.address)

    def changed(self, data):
        self.left -= 1
        if self.left == 0:
            return self.what
        if isinstance(data, dict):
            return {key: self.changed(value) for key, value in data.items()}
        if isinstance(data, list):
            return [self.changed(value) for value in data[:3]] + data[3:]
        return data


def read(provider, door, accounts):
    async def go():
        async with door:
            return await provider.read(door, accounts, since=SINCE, now=NOW)

    return asyncio.run(go())


def faults(provider, reading):
    """Name what is wrong with a reading, if anything is."""
    specs = {spec.key: spec for spec in provider.metrics}
    per_post = {key for key, spec in specs.items() if spec.kind == "per_post"}
    values = [
        *reading.values.values(),
        *(n for post in reading.posts for n in post.counts.values()),
    ]
    yield from (f"value {n}" for n in values if not math.isfinite(n) or abs(n) > 1e15)
    yield from (key for key in {*reading.values, *reading.hidden} if key not in specs)
    yield from (
        "an id" for text in (reading.account_id, reading.handle) if not 0 < len(text) <= 300
    )
    yield from ("words" for text in (reading.name, reading.profile_text) if "\x00" in text)
    for post in reading.posts:
        yield from per_post - reading.hidden - post.counts.keys()
        if not post.external_id or len(post.external_id) > ID_LIMIT or len(post.text) > 500:
            yield "a post"
        if post.address and not post.address.startswith("https://"):
            yield "an address"


@pytest.mark.parametrize("key", sorted(TYPED))
@settings(max_examples=20, deadline=None)
@given(where=st.integers(1, 90), what=odd, known=st.booleans())
def test_an_answer_with_something_odd_in_one_place(key, where, what, known):
    provider = PROVIDERS[key]
    typed = [{name: text.format(person) for name, text in TYPED[key].items()}
             for person in ("wren", "odile")]  # fmt: skip
    accounts = [provider.parse(fields) for fields in typed]
    if known:
        found = read(provider, Meddling(0, None), accounts)
        accounts = [
            type(one)(one.handle, one.host, seen.account_id, one.settings, software=seen.software)
            for one, seen in zip(accounts, found, strict=True)
        ]
    answers = read(provider, Meddling(where, what), accounts)
    assert all(isinstance(one, Reading | ProviderError) for one in answers)
    assert [list(faults(provider, one)) for one in answers if isinstance(one, Reading)] == [
        [] for one in answers if isinstance(one, Reading)
    ]


def test_untouched_the_invented_network_reads_well():
    for key, fields in TYPED.items():
        typed = {name: text.format("wren") for name, text in fields.items()}
        (found,) = read(PROVIDERS[key], Meddling(0, None), [PROVIDERS[key].parse(typed)])
        assert isinstance(found, Reading), (key, found)
    assert PEOPLE["wren"].score_id == "1001"
