from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.core.weeks import NoSuchWeek, Week, local_day, midnight, weeks_between

LONDON, APIA = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Apia")


def test_a_week_is_written_and_read_in_the_iso_way():
    assert str(Week.parse("2026-W53")) == "2026-W53"
    assert (Week(2026, 53).monday, Week(2026, 53).sunday) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    "text",
    [
        "2025-W53",
        "2026-W00",
        "2026-W54",
        "2026-46",
        "2026-w46",
        " 2026-W46",
        "2026-W46\n",
        "２０２６-W46",
        "-026-W46",
        "1989-W01",
        "2101-W01",
        "",
    ],
)
def test_what_names_no_week_is_refused(text):
    with pytest.raises(NoSuchWeek):
        Week.parse(text)


def test_the_first_and_the_last_days_of_a_year_may_belong_to_another():
    assert Week.containing(date(2027, 1, 1)) == Week(2026, 53)
    assert Week.containing(date(2024, 12, 30)) == Week(2025, 1)


def test_weeks_are_ordered_and_stepped_over_the_end_of_a_year():
    assert Week(2026, 53).next == Week(2027, 1)
    assert Week(2027, 1).previous == Week(2026, 53)
    assert Week(2026, 53).shift(-53) == Week(2025, 52)
    assert Week(2026, 53) < Week(2027, 1)


def test_weeks_between_counts_both_ends():
    assert weeks_between(Week(2026, 52), Week(2027, 1)) == [
        Week(2026, 52),
        Week(2026, 53),
        Week(2027, 1),
    ]
    assert weeks_between(Week(2027, 1), Week(2026, 52)) == []


@pytest.mark.parametrize(
    ("week", "hours"), [(Week(2026, 13), 167), (Week(2026, 43), 169), (Week(2026, 20), 168)]
)
def test_a_week_is_as_long_as_its_clocks_say(week, hours):
    first, last = week.bounds(LONDON)
    assert last - first == timedelta(hours=hours)


def test_a_day_is_the_one_of_the_persons_zone():
    moment = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert (local_day(moment, LONDON), local_day(moment, APIA)) == (
        date(2026, 11, 15),
        date(2026, 11, 16),
    )


def test_a_date_that_never_was_has_no_length():
    skipped = date(2011, 12, 30)
    assert midnight(skipped, APIA) == midnight(skipped + timedelta(days=1), APIA)


def test_a_midnight_that_the_clocks_skipped_is_still_a_moment():
    beirut = ZoneInfo("Asia/Beirut")
    assert midnight(date(2022, 3, 27), beirut) == datetime(2022, 3, 26, 22, tzinfo=UTC)
