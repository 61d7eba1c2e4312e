"""The page of preferences, the reminder, and what a browser keeps."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.models import Preferences
from apps.journal.models import Entry
from apps.metrics.models import Measurement, Snapshot
from tests.support.factories import make_entry, make_metric, make_source, measure

REMINDER, KEYS = reverse("accounts:reminder"), reverse("accounts:keys")
PREFERENCES, SHARED = reverse("accounts:preferences"), reverse("accounts:shared")
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


@pytest.mark.parametrize(("chosen", "kept"), [("en-gb", "en-gb"), ("", ""), (None, "")])
def test_a_language_is_kept(signed_in, wren, chosen, kept):
    given = {"display_name": "Wren", "time_zone": "UTC", "writing_first": "True"}
    signed_in.post(PREFERENCES, given | ({} if chosen is None else {"language": chosen}))
    wren.refresh_from_db()
    assert wren.language == kept
    assert signed_in.get(PREFERENCES).headers["Content-Language"] == "en-gb"


def test_a_language_that_there_is_not_is_refused(signed_in):
    given = {"display_name": "Wren", "time_zone": "UTC", "writing_first": "True"}
    assert signed_in.post(PREFERENCES, given | {"language": "tlh"}).status_code == 422


def test_another_zone_rewrites_no_day_that_was_kept(signed_in, wren):
    replies = make_metric(make_source(wren), "replies")
    measure(replies, {date(2026, 11, 16): 3, date(2026, 11, 17): 4})
    make_entry(wren, date(2026, 11, 16), body="Words.")
    kept = (Measurement, Snapshot, Entry)
    before = [list(model.objects.order_by("pk").values()) for model in kept]
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        given = {"display_name": "Wren", "time_zone": zone, "writing_first": "True"}
        assert signed_in.post(PREFERENCES, given).status_code == 302
    wren.refresh_from_db()
    assert wren.time_zone == "Pacific/Pago_Pago"
    assert [list(model.objects.order_by("pk").values()) for model in kept] == before


def test_every_section_has_its_anchor(signed_in):
    page = signed_in.get(PREFERENCES).content.decode()
    anchors = re.findall(r'href="#([\w-]+)"', page.partition('class="sans onpage"')[2])[:5]
    assert anchors == ["you", "words-and-numbers", "now-and-then", "this-browser", "signing-in"]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []


@pytest.mark.parametrize(("shared", "age"), [("on", ""), ("off", 60 * 60 * 24 * 90)])
def test_a_computer_becomes_shared_and_ones_own_again(signed_in, shared, age):
    answers = [signed_in.post(SHARED, {"shared": one}) for one in ("on", shared)]
    assert [one.url for one in answers] == [f"{PREFERENCES}#this-browser"] * 2
    assert answers[-1].cookies["sidenote"]["max-age"] == age
    page = signed_in.get(PREFERENCES).content
    assert (b"<body data-shared>" in page) is (shared == "on")
