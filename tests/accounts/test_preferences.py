"""The reminder's preferences, and the keys of a browser."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.models import Preferences

REMINDER, KEYS = reverse("accounts:reminder"), reverse("accounts:keys")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def kept(wren):
    return Preferences.objects.filter(user=wren).values_list(
        "reminder_day", "reminder_time", "next_reminder_at"
    )[0]


def test_a_reminder_is_kept_and_named(signed_in, wren):
    assert signed_in.post(REMINDER, {"day": "7", "at": "18:30"}).status_code == 302
    day, at, due = kept(wren)
    assert (day, at) == (7, time(18, 30))
    assert due.astimezone(wren.zone).strftime("%a %H:%M") == "Sun 18:30"
    page = " ".join(signed_in.get(reverse("accounts:preferences")).content.decode().split())
    assert "Sunday 18:30" in page


def test_no_day_means_none(signed_in, wren):
    signed_in.post(REMINDER, {"day": "7", "at": "18:30"})
    signed_in.post(REMINDER, {"day": "", "at": "18:30"})
    assert kept(wren) == (None, time(18, 30), None)


def test_another_time_zone_moves_the_next_reminder(signed_in, wren):
    signed_in.post(REMINDER, {"day": "7", "at": "18:30"})
    given = {"display_name": "Wren", "time_zone": "Asia/Tokyo", "writing_first": "True"}
    signed_in.post(reverse("accounts:preferences"), given)
    assert kept(wren)[2] == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_reminder_that_is_due_stays_due_when_nothing_of_it_changes(signed_in, wren):
    signed_in.post(REMINDER, {"day": "7", "at": "18:30"})
    due = kept(wren)[2]
    given = {"display_name": "Wren!", "time_zone": wren.time_zone, "writing_first": "True"}
    with time_machine.travel(due + timedelta(seconds=20), tick=False):
        signed_in.force_login(wren)
        assert signed_in.post(reverse("accounts:preferences"), given).status_code == 302
        signed_in.post(REMINDER, {"day": "7", "at": "18:30"})
        assert kept(wren)[2] == due
        signed_in.post(REMINDER, {"day": "7", "at": "18:31"})
        assert kept(wren)[2] == due + timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong", [{"day": "8"}, {"day": "x"}, {"at": ""}, {"at": "25:00"}, {"at": "\x00"}]
)
def test_what_is_no_day_and_no_time_is_said(signed_in, wrong):
    answer = signed_in.post(REMINDER, {"day": "7", "at": "18:00"} | wrong)
    assert (answer.status_code, Preferences.objects.exists()) == (422, False)


def test_single_keys_are_turned_off_and_on_in_this_browser(signed_in):
    assert "js/keys.js" in signed_in.get(KEYS).content.decode()
    signed_in.post(KEYS, {"keys": "off"})
    page = signed_in.get(KEYS).content.decode()
    assert ("js/keys.js" in page, "Turn single keys on" in page) == (False, True)
    signed_in.post(KEYS, {"keys": "on"})
    assert "js/keys.js" in signed_in.get(KEYS).content.decode()


@pytest.mark.django_db
def test_nobody_s_pages_have_no_single_keys(client):
    assert "js/keys.js" not in client.get("/").content.decode()
