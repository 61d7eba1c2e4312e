"""The places where people show their work, read by the providers themselves."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import ProviderError
from apps.providers.http import Budget, Door
from apps.sandbox.makers import count, number_of
from apps.sandbox.network import serving
from apps.sandbox.values import posts

DAY = date(2026, 11, 15)
NOW = datetime(2026, 11, 15, 21, tzinfo=UTC)
SINCE = datetime(2026, 11, 9, tzinfo=UTC)
PLACES = {
    "github": "https://github.example/{}",
    "youtube": "https://tube.example/@{}",
    "hacker_news": "https://news.example/user?id={}",
    "feeds": "https://blog.example/{}/feed.xml",
}


@pytest.fixture(scope="module")
def address():
    with serving(day=DAY, slowness=0.01) as where:
        yield where


def parse(provider, user, **more):
    if provider == "stack_exchange":
        typed = f"https://stackexchange.example/users/{number_of(user)}/{user}"
    else:
        typed = PLACES[provider].format(user)
    if provider == "youtube":
        more = {"key": "k1"} | more
    return PROVIDERS[provider].parse({"handle": typed, **more})


def read(address, provider, account):
    async def go():
        budget = Budget(connect=2, read=2, total=5)
        async with Door(sandbox_address=address, budget=budget) as door:
            return await PROVIDERS[provider].read(door, [account], since=SINCE, now=NOW)

    return asyncio.run(go())[0]


@pytest.mark.parametrize("person", ["wren", "teodor"])
@pytest.mark.parametrize("provider", ["github", "youtube", "stack_exchange", "hacker_news"])
def test_what_is_counted_of_a_person_is_read(address, provider, person):
    reading = read(address, provider, parse(provider, person))
    step = reading.precision.get("subscribers", 1)
    for key, told in reading.values.items():
        made = count(person, f"{provider}.{key}", DAY)
        assert told == (made // step * step if key == "subscribers" else made)
    kinds = {spec.key for spec in PROVIDERS[provider].metrics if spec.kind != "per_post"}
    assert (set(reading.values), reading.hidden) == (kinds, frozenset())


@pytest.mark.parametrize("document", ["feed.xml", "atom.xml", "feed.json"])
def test_a_blog_says_the_same_in_each_dialect(address, document):
    account = PROVIDERS["feeds"].parse({"handle": f"https://blog.example/wren/{document}"})
    reading = read(address, "feeds", account)
    said = [post.text for post in reversed(posts("wren", SINCE.date()))]
    assert [post.text for post in reading.posts] == said
    assert reading.name == "From the bench of Wren Ashdown"


@pytest.mark.parametrize("provider", ["github", "feeds"])
def test_what_did_not_change_is_not_sent_again(address, provider):
    account = parse(provider, "wren")
    first = read(address, provider, account)
    known = replace(account, account_id=first.account_id, validators=first.validators)
    again = read(address, provider, known)
    assert (again.is_unchanged, again.validators) == (True, first.validators)


def test_what_was_said_on_hacker_news_is_stories_and_comments(address):
    written = [
        (post.counts["comments_written"], bool(post.address))
        for post in read(address, "hacker_news", parse("hacker_news", "wren")).posts
    ]
    assert sorted(written) == [(0.0, True), (1.0, False), (1.0, False), (1.0, False)]


@pytest.mark.parametrize(
    ("provider", "word", "outcome"),
    [
        ("github", "limited", "rate_limited"),
        ("github", "missing", "not_found"),
        ("github", "signin", "needs_sign_in"),
        ("github", "broken", "transient"),
        ("github", "html", "malformed"),
        ("youtube", "limited", "rate_limited"),
        ("youtube", "missing", "not_found"),
        ("youtube", "signin", "needs_sign_in"),
        ("youtube", "broken", "transient"),
        ("stack_exchange", "limited", "rate_limited"),
        ("stack_exchange", "missing", "not_found"),
        ("stack_exchange", "signin", "needs_sign_in"),
        ("stack_exchange", "suspended", "suspended"),
        ("hacker_news", "missing", "not_found"),
        ("hacker_news", "limited", "rate_limited"),
        ("feeds", "gone", "gone"),
        ("feeds", "limited", "rate_limited"),
        ("feeds", "html", "malformed"),
    ],
)
def test_it_misbehaves_by_a_word_in_the_name(address, provider, word, outcome):
    answer = read(address, provider, parse(provider, word))
    assert isinstance(answer, ProviderError)
    assert answer.outcome == outcome


@pytest.mark.parametrize("provider", ["youtube", "stack_exchange"])
def test_a_key_that_ran_out_is_refused(address, provider):
    answer = read(address, provider, parse(provider, "wren", key="expired"))
    assert isinstance(answer, ProviderError)
    assert answer.outcome == "needs_sign_in"


def test_a_name_that_changed_leads_on_and_hidden_numbers_stay_hidden(address):
    assert read(address, "github", parse("github", "moved")).handle == "github.example/wren"
    assert read(address, "youtube", parse("youtube", "hidden")).hidden == {"subscribers"}
    hidden = read(address, "github", parse("github", "hidden"))
    assert (hidden.values, len(hidden.hidden)) == ({}, 4)
