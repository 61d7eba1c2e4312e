from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from apps.sandbox.people import PEOPLE, texts_of
from apps.sandbox.values import PASSED_ON, POST_METRICS, passed_on, posts, value

GLUE_SUNDAY = date(2026, 11, 15)
GLUE_MONDAY = date(2026, 11, 9)
SUNDAYS = [GLUE_SUNDAY - timedelta(weeks=back) for back in range(104)][::-1]


def wren(metric: str) -> list[float]:
    return [value("wren", metric, sunday) for sunday in SUNDAYS]


def test_followers_grow_quietly_over_two_years():
    followers = wren("mastodon.followers")
    assert followers[0] == 478
    assert followers[-1] == 678
    assert max(abs(after - before) for before, after in pairwise(followers)) <= 5


def test_the_thread_about_glue_stands_out():
    replies = wren("mastodon.replies")
    assert replies[-1] == 64
    assert sorted(replies)[-2] < 50
    assert value("wren", "mastodon.boosts", GLUE_SUNDAY) == 212


def test_a_few_weeks_are_quiet():
    assert 4 <= sum(replies < 10 for replies in wren("mastodon.replies")) <= 16


def test_the_score_wanders_between_its_bounds():
    scores = [value("wren", "klout.score", GLUE_SUNDAY - timedelta(days=n)) for n in range(730)]
    assert 40 < min(scores) < 45
    assert 52 < max(scores) < 60
    assert max(abs(after - before) for before, after in pairwise(scores)) < 3


@pytest.mark.parametrize("network", list(POST_METRICS))
@pytest.mark.parametrize("person", list(PEOPLE))
def test_totals_agree_with_the_posts(person, network):
    for sunday in SUNDAYS:
        week = posts(person, sunday - timedelta(days=6), network)
        for key in POST_METRICS[network]:
            total = sum(post.counts(sunday)[key] for post in week)
            assert value(person, f"{network}.{key}", sunday) == total
        before = value(person, f"{network}.posts", sunday - timedelta(days=7))
        assert value(person, f"{network}.posts", sunday) - before == len(week)


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
@pytest.mark.parametrize("person", list(PEOPLE))
def test_nobody_says_the_same_thing_twice_within_a_year(person, network):
    said: dict[str, date] = {}
    for back in range(520, -260, -1):
        for post in posts(person, GLUE_MONDAY - timedelta(weeks=back), network):
            day = post.posted_at.date()
            assert (day - said.get(post.text, date.min)).days > 365
            said[post.text] = day


def test_posts_come_in_order_inside_their_week():
    week = posts("wren", GLUE_MONDAY)
    assert [post.posted_at.strftime("%a") for post in week] == ["Tue", "Wed", "Thu"]
    assert [post.external_id for post in week] == sorted(post.external_id for post in week)
    assert datetime(2026, 11, 9, tzinfo=UTC) < week[0].posted_at


def test_answers_arrive_over_days_and_never_go_away():
    post = posts("wren", GLUE_MONDAY)[0]
    days = [post.posted_at.date() + timedelta(days=age) for age in range(6)]
    replies = [post.counts(day)["replies"] for day in days]
    assert replies == sorted(replies)
    assert replies[0] < replies[-1] == post.finals["replies"]


def test_posts_are_many_and_fit_where_they_are_posted():
    assert len(texts_of("wren")) > 60
    texts = [text for person in PEOPLE for text in texts_of(person)]
    assert len(set(texts)) == len(texts)
    assert max(map(len, texts)) <= 280


def test_an_unknown_metric_is_an_error():
    with pytest.raises(KeyError):
        value("wren", "mastodon.influence", GLUE_SUNDAY)


@pytest.mark.parametrize("network", list(PASSED_ON))
def test_what_is_passed_on_is_counted_in_its_week(network):
    key, most = PASSED_ON[network]
    totals = {value("wren", f"{network}.{key}", sunday) for sunday in SUNDAYS}
    assert {0, most - 1} <= totals <= set(range(most))
    for sunday in SUNDAYS[-20:]:
        told = passed_on("wren", sunday - timedelta(days=6), network)
        assert value("wren", f"{network}.{key}", sunday) == len(told)
        assert sorted(set(told)) == list(told)
    answered = sum(value("wren", f"{network}.replies_written", sunday) for sunday in SUNDAYS)
    assert answered > 10
