"""A fall to nothing or below: believed once it is told again, and told by no page before."""

from datetime import timedelta

import pytest

from apps.metrics.gaps import gap_words, gaps
from apps.metrics.models import FetchAttempt, Measurement, Snapshot
from apps.metrics.pages import source_rows
from apps.metrics.recording import record_visit
from apps.metrics.sealing import seal
from apps.providers.base import Reading
from tests.support.factories import make_metric, measure
from tests.support.keyed import keyed, reading
from tests.support.metrics import NOW, TODAY, again, due, score, values

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
POSTS = frozenset(["replies", "boosts", "favourites", "replies_written", "boosts_made"])


def told(source, at, *, hidden=POSTS, **counts):
    reading = Reading(source.account_id, source.handle, "Wren", "", counts, hidden=hidden)
    record_visit(source, reading, at=at)


def with_followers(value=640.0):
    source = due()
    measure(make_metric(source, "followers"), {TODAY - ONE_DAY: value})
    return source


def test_it_is_not_believed_and_no_word_is_said_of_it():
    source = with_followers()
    told(source, NOW, hidden=frozenset(), followers=0.0, posts=100.0)
    assert ("followers", TODAY) not in values(source)
    found = again(source)
    assert (values(source)["posts", TODAY], found.state, found.detail) == (100.0, "fresh", "")


def test_told_again_on_the_same_day_it_is_still_not_believed():
    source = with_followers()
    for hours in (0, 3):
        told(source, NOW + timedelta(hours=hours), followers=0.0, posts=100.0)
    assert ("followers", TODAY) not in values(source)


def test_told_again_on_a_later_day_it_is_believed():
    source = with_followers()
    for days in (0, 2):
        told(source, NOW + days * ONE_DAY, followers=0.0, posts=100.0)
    kept = {day: value for (key, day), value in values(source).items() if key == "followers"}
    assert kept == {TODAY - ONE_DAY: 640.0, TODAY + 2 * ONE_DAY: 0.0}


def test_a_number_between_two_zeros_begins_the_wait_again():
    source = with_followers()
    for hours, value in ((0, 0.0), (1, 641.0), (24, 0.0)):
        told(source, NOW + timedelta(hours=hours), followers=value)
    assert ("followers", TODAY + ONE_DAY) not in values(source)


def test_a_zero_of_another_number_says_nothing_of_this_one():
    source = with_followers()
    measure(make_metric(source, "posts"), {TODAY - ONE_DAY: 100.0})
    told(source, NOW, followers=640.0, posts=0.0)
    told(source, NOW + ONE_DAY, followers=0.0, posts=0.0)
    assert ("followers", TODAY + ONE_DAY) not in values(source)
    assert values(source)["posts", TODAY + ONE_DAY] == 0.0


def test_a_level_may_be_nothing_at_once():
    source = score()
    measure(make_metric(source), {TODAY - ONE_DAY: 47.0})
    told(source, NOW, hidden=frozenset(), score=0.0)
    assert values(source)["score", TODAY] == 0.0


def test_a_visit_that_told_nothing_else_is_a_visit_and_its_day_a_gap_with_a_reason():
    source = with_followers()
    told(source, NOW, followers=0.0)
    source = again(source)
    assert (source.state, source.outcome, source.last_success_at) == ("fresh", "ok", NOW)
    assert list(Snapshot.objects.values_list("day", flat=True)) == [TODAY - ONE_DAY]
    (row,) = source_rows([source], now=NOW)
    assert row.strip_words == "Fetched on 2 of the last 28 days."
    assert FetchAttempt.objects.get().detail == "zero:followers"
    (gap,) = gaps(source, TODAY, TODAY, until=TODAY)
    assert gap_words(gap) == (
        "18 November 2026: it told zero or less, which is not believed until it is told again."
    )


def test_nothing_but_hidden_numbers_is_hidden():
    source = with_followers()
    told(source, NOW, hidden=POSTS | {"followers"})
    assert again(source).state == "hidden"


@pytest.mark.usefixtures("keyed_provider")
def test_a_total_below_nothing_is_believed_once_it_is_told_again():
    source = keyed(sealed_secret=seal("key-one"))
    for days in (0, 1, 2):
        record_visit(again(source), reading(values={"karma": -3.0}), at=NOW + days * ONE_DAY)
    kept = {day: value for (key, day), value in values(source).items() if key == "karma"}
    assert kept == {TODAY + ONE_DAY: -3.0, TODAY + 2 * ONE_DAY: -3.0}


def test_a_count_below_nothing_is_never_a_value_and_spoils_no_other():
    source = with_followers()
    for days in (0, 1):
        told(source, NOW + days * ONE_DAY, followers=-1.0, posts=100.0)
    found = again(source)
    hidden = "boosts,boosts_made,favourites,followers,replies,replies_written"
    assert (found.state, found.detail) == ("fresh", hidden)
    assert [key for key, _day in values(source)] == ["followers", "posts", "posts"]


@pytest.mark.usefixtures("keyed_provider")
def test_a_rounded_number_that_falls_to_nothing_waits_like_any_other():
    source = keyed(sealed_secret=seal("key-one"))
    for value in (640.0, 0.0):
        given = {"values": {"followers": value}, "precision": {"followers": 10.0}}
        record_visit(again(source), reading(**given), at=NOW + (value == 0) * ONE_DAY)
    followers = Measurement.objects.filter(metric__key="followers")
    assert [(one.day, one.origin, one.precision) for one in followers] == [(TODAY, "rounded", 10.0)]
