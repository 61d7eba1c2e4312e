"""When a reminder is due: by the person's own clock, in weeks of any length."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.reminding import next_reminder

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
CAIRO, APIA = ZoneInfo("Africa/Cairo"), ZoneInfo("Pacific/Apia")
SUNDAY = 7
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Cairo", "Asia/Kolkata"]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "after", "expected"),
    [
        (LONDON, SUNDAY, time(18), "2026-11-18 12:00", "2026-11-22 18:00"),
        (LONDON, SUNDAY, time(18), "2026-11-22 17:59", "2026-11-22 18:00"),
        (LONDON, SUNDAY, time(18), "2026-11-22 18:00", "2026-11-29 18:00"),
        # Summer time ends on 25 October: a week of 169 hours.
        (LONDON, SUNDAY, time(18), "2026-10-18 17:00", "2026-10-25 18:00"),
        # It begins on 29 March: 02:30 does not exist in Berlin, and is 03:30.
        (BERLIN, SUNDAY, time(2, 30), "2026-03-28 12:00", "2026-03-29 01:30"),
        # 02:30 comes twice on 25 October: the first one.
        (BERLIN, SUNDAY, time(2, 30), "2026-10-24 12:00", "2026-10-25 00:30"),
        (BERLIN, SUNDAY, time(2, 30), "2026-10-25 00:30", "2026-11-01 01:30"),
        # There is no midnight in Cairo on Friday 24 April 2026.
        (CAIRO, 5, time(0), "2026-04-22 12:00", "2026-04-23 22:00"),
        # Week 53 of 2026 ends on 3 January.
        (LONDON, SUNDAY, time(18), "2026-12-30 12:00", "2027-01-03 18:00"),
        # Samoa had no 30 December in 2011.
        (APIA, 5, time(18), "2011-12-29 12:00", "2011-12-31 04:00"),
    ],
)
def test_the_next_reminder_is_at_the_person_s_own_time(zone, day, at, after, expected):
    assert next_reminder(day=day, at=at, zone=zone, after=utc(after)) == utc(expected)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.integers(1, 7),
    at=st.times(),
    after=st.integers(0, 15 * 366 * 24 * 60).map(
        lambda minutes: utc("2012-01-10 00:00") + timedelta(minutes=minutes)
    ),
)
def test_it_is_on_that_weekday_within_a_week_and_an_hour(zone, day, at, after):
    moment = next_reminder(day=day, at=at, zone=zone, after=after)
    local = moment.astimezone(zone)
    assert local.isoweekday() == day
    assert after < moment <= after + timedelta(days=7, hours=1)
    shown = datetime.combine(local.date(), local.time())
    wanted = datetime.combine(local.date(), at)
    assert timedelta(0) <= shown - wanted <= timedelta(hours=1)
