""" "Not modified": what was last measured holds today, and nothing else is ever confirmed by it."""

from datetime import timedelta

import pytest

from apps.metrics.corrections import correct_reading
from apps.metrics.models import FetchAttempt, Measurement, PostCount, Snapshot, Source
from apps.metrics.operations import fetch_source, replace_key
from apps.metrics.recording import record_visit
from apps.providers.base import MetricSpec, Outcome, PostReading, ProviderError
from tests.support.keyed import Keyed, keyed, reading
from tests.support.metrics import NOW, TODAY, again, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyed_provider")]
ONE_DAY = timedelta(days=1)
ETAG = {"etag": '"a1"'}
UNCHANGED = {"values": {}, "is_unchanged": True, "name": "", "address": ""}


def post(number, at, replies):
    return PostReading(number, "", at, "Mine", {"replies": float(replies)})


@pytest.fixture
def source():
    return keyed()


@pytest.fixture(autouse=True)
def _without_a_key(monkeypatch):
    monkeypatch.setattr(Keyed, "fields", Keyed.fields[:1])


def visit(source, at=NOW, **given):
    record_visit(again(source), reading(**given), at=at)
    return again(source)


def known(source):
    return again(source).known_validators


def test_the_words_of_a_whole_answer_are_kept_for_the_next_visit(source):
    visit(source, validators=ETAG, software="mastodon 4.5")
    assert (known(source), again(source).software) == (ETAG, "mastodon 4.5")


@pytest.mark.parametrize(
    "given",
    [
        {"hidden": frozenset(["karma"])},
        {"values": {"followers": 0.0, "karma": 12.0}},
        {"validators": {"etag": "a\nb"}},
        {"validators": {"etag": "a" * 501}},
    ],
)
def test_they_are_not_kept_with_an_answer_that_was_not_whole(source, given):
    visit(source, validators=ETAG)
    visit(source, NOW + ONE_DAY, **{"validators": ETAG} | given)
    assert known(source) == {}


def test_they_are_dropped_when_a_visit_fails(source):
    visit(source, validators=ETAG)
    record_visit(again(source), ProviderError(Outcome.TRANSIENT, "HTTP 500"), at=NOW)
    assert known(source) == {}


def test_they_are_dropped_when_the_person_asks_or_gives_another_key(source):
    for act in (
        lambda: fetch_source(source=source, now=NOW),
        lambda: replace_key(source=source, secret="key-two", now=NOW),
    ):
        visit(source, validators=ETAG)
        act()
        assert known(source) == {}


def test_they_are_dropped_when_a_reading_is_corrected(source):
    visit(source, validators=ETAG)
    row = Measurement.objects.get(metric__key="followers")
    correct_reading(measurement=row, value=3.0, reason="Wrong", now=NOW)
    assert known(source) == {}


def test_they_are_not_sent_once_the_kind_counts_something_else(source, monkeypatch):
    visit(source, validators=ETAG)
    newer = MetricSpec("followers", "counter", "Followers", "followers", definition=2)
    monkeypatch.setattr(Keyed, "metrics", (newer, *Keyed.metrics[1:]))
    assert known(source) == {}


def test_the_days_numbers_are_those_last_measured_with_their_origin(source):
    posts = (post("7", NOW - ONE_DAY, 3), post("8", NOW, 4))
    visit(source, validators=ETAG, posts=posts, precision={"followers": 10.0})
    found = visit(source, NOW + ONE_DAY, **UNCHANGED)
    tomorrow = TODAY + ONE_DAY
    told = {key: value for (key, day), value in values(source).items() if day == tomorrow}
    assert told == {"followers": 640.0, "karma": 12.0, "replies": 7.0}
    row = Measurement.objects.get(metric__key="followers", day=tomorrow)
    assert (row.origin, row.precision, row.taken_at) == ("rounded", 10.0, NOW + ONE_DAY)
    assert (found.state, found.outcome, found.name) == ("fresh", "not_modified", "Wren")
    assert FetchAttempt.objects.latest("at").outcome == "not_modified"
    assert Snapshot.objects.filter(day=tomorrow).count() == 1
    assert set(PostCount.objects.values_list("day", flat=True)) == {tomorrow}
    assert known(source) == ETAG


def test_in_a_new_week_only_its_own_posts_count(source):
    visit(source, validators=ETAG, posts=(post("7", NOW, 3),))
    monday = NOW + 5 * ONE_DAY
    visit(source, monday, **UNCHANGED)
    assert values(source)["replies", monday.date()] == 0.0
    assert PostCount.objects.get().day == TODAY


@pytest.mark.parametrize("lost", [Snapshot, Measurement])
def test_where_nothing_stands_nothing_is_confirmed(source, lost):
    visit(source, validators=ETAG)
    lost.objects.all().delete()
    found = visit(source, NOW + ONE_DAY, **UNCHANGED)
    assert (found.state, found.detail) == ("late", "nothing-to-confirm")
    assert Snapshot.objects.filter(day__gt=TODAY).count() == 0


def test_a_number_that_was_corrected_meanwhile_is_not_confirmed(source):
    visit(source, validators=ETAG)
    row = Measurement.objects.get(metric__key="followers")
    correct_reading(measurement=row, value=None, reason="Wrong", now=NOW)
    assert visit(source, NOW + ONE_DAY, **UNCHANGED).detail == "nothing-to-confirm"


def test_another_account_confirms_nothing(source):
    visit(source, validators=ETAG)
    found = visit(source, NOW + ONE_DAY, **UNCHANGED | {"account_id": "2"})
    assert found.detail == "nothing-to-confirm"


def test_the_first_visit_may_say_by_which_kind_the_place_is_read():
    source = keyed(confirmed_at=None, account_id="")
    Source.objects.filter(pk=source.pk).update(provider="mastodon")
    found = visit(source, read_by="keyed")
    assert (found.provider, found.state) == ("keyed", "fresh")
    assert visit(source, NOW + ONE_DAY, read_by="mastodon").provider == "keyed"


def test_a_place_that_turns_out_to_be_connected_already_stays_unconfirmed(source):
    other = keyed(source.user, confirmed_at=None, account_id="", handle="@two")
    Source.objects.filter(pk=other.pk).update(provider="mastodon")
    found = visit(other, read_by="keyed")
    assert (found.provider, found.detail) == ("mastodon", "already-connected")
