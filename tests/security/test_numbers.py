"""Odd numbers: kept exactly, or refused with a sentence; in an address they name nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from apps.metrics.models import Measurement
from tests.support.factories import make_metric, make_source, make_user
from tests.support.review import NOW

pytestmark = pytest.mark.django_db

TYPED: dict[str, float | None] = {
    "2147483648": 2147483648.0,
    "9223372036854775807": None,  # beyond 10^15, which is the most
    "9" * 5000: None,
    "-1": -1.0,
    "-0": 0.0,
    "1e309": None,
    "NaN": None,
    "Infinity": None,
    "\u0661\u0662": None,  # digits of other scripts are not taken
    "1e3": None,
    "1,5": None,
    " ": None,
    "true": None,
    "1e20": None,
    "1_000": None,
    "1000000000000000": 1e15,
    "1000000000000001": None,
}


@pytest.fixture
def by_hand(client):
    with time_machine.travel(NOW, tick=False):
        person = make_user()
        client.force_login(person)
        source = make_source(person, "by_hand")
        make_metric(source)
        yield source


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: typed[:20])
def test_a_number_is_kept_exactly_or_refused(client, by_hand, typed):
    address = reverse("metrics:number_add", args=[by_hand.pk])
    answer = client.post(address, {"value": typed, "day": "2026-11-15"})
    kept = list(Measurement.objects.values_list("value", flat=True))
    expected = TYPED[typed]
    assert (answer.status_code, kept) == ((422, []) if expected is None else (302, [expected]))
    assert client.get(reverse("review:source_history", args=[by_hand.pk])).status_code == 200
    if expected is None and len(typed) < 100:
        assert "error" in answer.content.decode()


NO_ROW = ("0", "-1", "abc", "9" * 19, "9" * 30, "%00", "1.0", "1e3", "٣")


@pytest.mark.parametrize("before", ["/sources/", "/goals/", "/sidenotes/", "/decks/", "/trends/"])
def test_a_number_in_an_address_that_names_nothing_is_not_found(client, by_hand, before):
    told = {given: client.get(f"{before}{given}/").status_code for given in NO_ROW}
    assert told == dict.fromkeys(NO_ROW, 404)


NAMES = ("page", "before", "page_size", "limit", "weeks")


@pytest.mark.parametrize("value", ["1000000000", "-1", "9" * 5000, "NaN", "\x00", ""])
def test_a_number_in_a_query_is_taken_or_left(client, by_hand, value):
    metric = by_hand.metrics.get()
    for page in (
        reverse("review:notebook"),
        reverse("review:week_list"),
        reverse("review:trend", args=[metric.pk]),
        reverse("review:source_history", args=[by_hand.pk]),
    ):
        assert client.get(page, dict.fromkeys(NAMES, value)).status_code in (200, 302, 404)


DAYS: dict[str, date | None] = {
    "9999-12-31": None,
    "0001-01-01": None,
    "10000-01-01": None,
    "2025-02-29": None,
    "2024-02-29": date(2024, 2, 29),
    "2024-02-30": None,
    "-62135596801": None,
    "2016-12-31T23:59:60Z": None,
    "2016-12-31": date(2016, 12, 31),
    "2026-11-18": date(2026, 11, 18),
    "2026-11-19": None,  # tomorrow
    "1989-12-31": None,
    "": None,
    "2026-11-15\x00": None,
}


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_is_kept_exactly_or_refused(client, by_hand, typed):
    address = reverse("metrics:number_add", args=[by_hand.pk])
    answer = client.post(address, {"value": "5", "day": typed})
    kept = list(Measurement.objects.values_list("day", flat=True))
    expected = DAYS[typed]
    assert (answer.status_code, kept) == ((422, []) if expected is None else (302, [expected]))


WEEKS = {
    "2026-W46": 200,
    "2026-W53": 404,  # a real week, which has not come yet
    "2020-W53": 200,
    "2025-W53": 404,
    "2026-W00": 404,
    "2026-W54": 404,
    "0000-W01": 404,
    "9999-W52": 404,
    "10000-W01": 404,
    "2026-46": 404,
    "٢٠٢٦-W46": 404,
}


@pytest.mark.parametrize("week", WEEKS)
def test_a_week_in_an_address_is_one_that_there_is(client, by_hand, week):
    assert client.get(f"/write/{week}/").status_code == WEEKS[week]
    assert client.get(f"/weeks/{week}/").status_code in (WEEKS[week], 302)


ZONES = {
    "Australia/Lord_Howe": True,
    "Asia/Kathmandu": True,
    "Pacific/Kiritimati": True,
    "Pacific/Apia": True,
    "America/Nowhere": False,
    "": False,
    "UTC\x00": False,
    "../../etc/passwd": False,
    "Factory": False,
}


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_zone_is_one_of_the_list_and_decides_the_week(client, by_hand, zone):
    sent = {"display_name": "", "time_zone": zone, "writing_first": "True"}
    answer = client.post(reverse("accounts:preferences"), sent)
    by_hand.user.refresh_from_db()
    expected = (302, zone) if ZONES[zone] else (422, "UTC")
    assert (answer.status_code, by_hand.user.time_zone) == expected
    monday_in_the_east = datetime(2026, 11, 22, 11, tzinfo=UTC)
    with time_machine.travel(monday_in_the_east, tick=False):
        has_begun = client.get("/write/2026-W48/").status_code == 200
    assert has_begun == (zone in ("Pacific/Kiritimati", "Pacific/Apia"))


def test_a_route_with_a_number_takes_no_word():
    with pytest.raises(NoReverseMatch):
        reverse("metrics:source", args=["abc"])
