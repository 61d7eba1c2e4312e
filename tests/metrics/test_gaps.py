"""Days without a number, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.metrics.gaps import Gap, gap_words, gaps
from apps.metrics.models import Pause, Snapshot
from tests.support.factories import make_attempt, make_metric, make_source, make_user, measure

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 9, 28)
NOON = datetime(2026, 9, 28, 12, tzinfo=UTC)


def day(number):
    return MONDAY + timedelta(days=number)


def at(number):
    return NOON + timedelta(days=number)


def test_days_without_a_snapshot_take_the_last_visits_outcome():
    source = make_source(make_user())
    measure(make_metric(source), {day(0): 1.0, day(4): 1.0})
    make_attempt(source, day(1), "malformed")
    make_attempt(source, day(1), "transient", at=at(1) + timedelta(hours=1))
    make_attempt(source, day(2), "transient")
    found = gaps(source, day(0), day(9), until=day(5))
    assert found == [
        Gap(day(1), day(2), "transient"),
        Gap(day(3), day(3), ""),
        Gap(day(5), day(5), ""),
    ]


def test_a_pause_is_told_also_when_it_is_over():
    source = make_source(make_user(), connected_at=at(0), paused_at=at(5))
    Pause.objects.create(source=source, paused_at=at(1), resumed_at=at(2))
    measure(make_metric(source), {day(3): 1.0})
    assert gaps(source, day(-1), day(6), until=day(6)) == [
        Gap(day(-1), day(-1), "not_connected"),
        Gap(day(0), day(0), ""),
        Gap(day(1), day(2), "paused"),
        Gap(day(4), day(4), ""),
        Gap(day(5), day(6), "paused"),
    ]


def test_a_visit_still_to_come_today_is_no_gap():
    source = make_source(make_user(), next_visit_at=at(1))
    assert gaps(source, day(1), day(1), until=day(1)) == []


def test_a_number_typed_in_has_no_gaps():
    assert gaps(make_source(make_user(), "by_hand"), day(0), day(9), until=day(9)) == []


def test_a_date_that_a_zone_left_out_is_no_gap():
    long_ago = datetime(2010, 1, 1, tzinfo=UTC)
    source = make_source(make_user(time_zone="Pacific/Apia", date_joined=long_ago))
    first = date(2011, 12, 29)
    assert gaps(source, first, date(2011, 12, 31), until=date(2026, 1, 1)) == [
        Gap(first, first, ""),
        Gap(date(2011, 12, 31), date(2011, 12, 31), ""),
    ]


def test_a_date_the_person_flew_over_is_no_gap():
    source = make_source(make_user())
    Snapshot.objects.create(source=source, day=day(0), taken_at=at(0))
    Snapshot.objects.create(source=source, day=day(2), taken_at=at(0) + timedelta(hours=20))
    assert gaps(source, day(0), day(2), until=day(2)) == []


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Gap(day(0), day(0), "transient"), "28 September 2026: the host did not answer."),
        (Gap(day(0), day(2), "refused"), "28 to 30 September 2026: the host did not answer."),
        (Gap(day(0), day(5), "paused"), "28 September to 3 October 2026: paused."),
        (
            Gap(date(2025, 12, 31), date(2026, 1, 1), ""),
            "31 December 2025 to 1 January 2026: nobody visited.",
        ),
    ],
)
def test_a_gap_says_which_days_and_why(gap, words):
    assert gap_words(gap) == words
