"""One reminder a week, in words alone, and stopped with one click."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Preferences
from apps.accounts.reminding import follow_the_clock, keep_reminder
from apps.core.models import Letter
from apps.core.weeks import Week
from apps.review import tasks
from apps.review.reminders import GIVE_UP_AFTER, remind, stop_token
from tests.support.factories import make_entry, make_user
from tests.support.mail import DiesAfter, DiesBefore, Refuses, SenderDied, at

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 11, 18, 12, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
MINUTE, DAY, A_WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
WEEK = Week(2026, 47)


def reminded(day=7, hour=18, now=BEFORE, **fields):
    """Return a person who wants a reminder on Sundays at six."""
    user = make_user(**fields)
    keep_reminder(user=user, day=day, at=time(hour), now=now)
    return user


def move(user, zone, now):
    user.time_zone = zone
    user.save()
    follow_the_clock(user=user, now=now)


def run(start, end, step=timedelta(hours=1)):
    """Let the clock run; return when a mail went."""
    sent, now = [], start
    while now <= end:
        sent += [now] * remind(now=now)
        now += step
    return sent


def test_a_reminder_is_a_sentence_and_two_links(settings):
    settings.SITE_URL = "https://sidenote.example"
    user = reminded()
    assert [remind(now=SUNDAY - MINUTE), remind(now=SUNDAY), remind(now=SUNDAY)] == [0, 1, 0]
    (message,) = mail.outbox
    stop = f"https://sidenote.example/reminders/{stop_token(user.pk)}/stop/"
    assert (message.to, message.subject) == ([user.email], "The page for week 47")
    assert message.body.split("\n") == [
        "It’s Sunday. The page for week 47 is open if you want it.",
        "",
        "https://sidenote.example/write/2026-W47/",
        "",
        "To get no more of these, open this page:",
        stop,
        "",
        "--",
        "Sidenote, https://sidenote.example",
        "",
        "",
    ]
    headers = message.message()
    assert headers["List-Unsubscribe"] == f"<{stop}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Message-ID"] == Letter.objects.get().message_id


def test_links_start_at_the_site_s_address_whatever_the_queue_says():
    reminded()
    remind(now=SUNDAY)
    assert set(re.findall(r"https?://[^/\s]+", mail.outbox[0].body)) == {"http://localhost:8000"}


def test_one_comes_each_week_through_a_year_of_53_weeks():
    user = reminded(time_zone="Europe/London", now=datetime(2026, 1, 1, tzinfo=UTC))
    kept, sent = user.preferences, []
    while (due := kept.next_reminder_at) < datetime(2027, 1, 11, tzinfo=UTC):
        assert [remind(now=due - MINUTE), remind(now=due)] == [0, 1]
        sent.append(due.astimezone(user.zone))
        kept.refresh_from_db()
    assert [str(Week.containing(one.date())) for one in sent] == [
        *(str(Week(2026, n)) for n in range(1, 54)),
        "2027-W01",
    ]
    assert {f"{one:%A %H:%M}" for one in sent} == {"Sunday 18:00"}


@pytest.mark.parametrize("fields", [{"finished_at": BEFORE}, {"rested_at": BEFORE}])
def test_none_comes_for_a_week_that_is_written_or_a_rest(fields):
    make_entry(reminded(), WEEK, **fields)
    assert remind(now=SUNDAY) == 0
    assert Letter.objects.get().state == "dropped"
    assert remind(now=SUNDAY + A_WEEK) == 1


def test_a_page_that_was_begun_is_no_reason_to_be_silent():
    make_entry(reminded(), WEEK, body="A beginning.")
    assert remind(now=SUNDAY) == 1


def test_at_the_beginning_of_a_week_it_is_about_the_week_before():
    user = reminded(day=1)
    assert remind(now=SUNDAY + DAY) == 1
    assert "It’s Monday. The page for week 47 is open" in mail.outbox[0].body
    make_entry(user, WEEK.next, finished_at=SUNDAY + A_WEEK)
    assert remind(now=SUNDAY + DAY + A_WEEK) == 0


def test_somebody_new_is_reminded_of_the_week_in_which_they_came():
    reminded(day=2, date_joined=datetime(2026, 11, 16, 8, tzinfo=UTC), now=BEFORE - 2 * DAY)
    remind(now=BEFORE - DAY + timedelta(hours=6))
    assert "The page for week 47" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Pacific/Auckland", "Pacific/Honolulu"),
        ("Pacific/Honolulu", "Pacific/Auckland"),
        ("Asia/Tokyo", "America/Los_Angeles"),
    ],
)
@pytest.mark.parametrize("hours", [-24, -6, -1, 1, 6, 24])
def test_who_travels_midweek_gets_at_most_one_a_week(first, then, hours):
    user = reminded(time_zone=first)
    flown = SUNDAY + timedelta(hours=hours)
    sent = run(BEFORE, flown, step=timedelta(hours=2))
    move(user, then, flown)
    sent += run(flown, SUNDAY + 3 * DAY, step=timedelta(hours=2))
    periods = list(Letter.objects.values_list("period", flat=True))
    assert len(sent) == len(set(periods)) == len(periods)
    assert len(sent) <= 1


def test_who_moved_is_reminded_by_the_new_clock():
    user = reminded()
    move(user, "America/New_York", BEFORE)
    assert run(BEFORE, SUNDAY + DAY) == [SUNDAY + timedelta(hours=5)]


def test_another_day_in_the_same_week_brings_no_second_one():
    user = reminded(day=4)
    assert len(run(BEFORE, SUNDAY - DAY)) == 1
    keep_reminder(user=user, day=7, at=time(18), now=SUNDAY - DAY)
    assert run(SUNDAY - DAY, SUNDAY + MINUTE) == []


def test_a_late_worker_still_sends_and_says_which_day_it_is():
    reminded()
    assert remind(now=SUNDAY + DAY) == 1
    assert "It’s Monday. The page for week 47 is open" in mail.outbox[0].body


def test_after_two_days_it_is_not_sent_any_more():
    user = reminded()
    assert remind(now=SUNDAY + GIVE_UP_AFTER) == 0
    assert not Letter.objects.exists()
    assert Preferences.objects.get(user=user).next_reminder_at == SUNDAY + A_WEEK


@pytest.mark.parametrize("server", [DiesBefore, DiesAfter, Refuses])
def test_a_sender_that_fails_loses_nothing(settings, server):
    reminded()
    settings.EMAIL_BACKEND = at(server)
    with suppress(SenderDied):
        remind(now=SUNDAY)
    already = len(mail.outbox)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = SUNDAY + timedelta(minutes=5)
    assert [remind(now=later), remind(now=later), remind(now=SUNDAY + DAY)] == [1, 0, 0]
    assert len(mail.outbox) - already == 1
    assert len({message.message()["Message-ID"] for message in mail.outbox}) == 1


def test_a_death_between_the_letter_and_the_next_moment_leaves_neither():
    def dies(execute, sql, *rest):
        if sql.startswith("INSERT") and "core_letter" in sql:
            raise SenderDied
        return execute(sql, *rest)

    user = reminded()
    with connection.execute_wrapper(dies), suppress(SenderDied):
        remind(now=SUNDAY)
    assert Preferences.objects.get(user=user).next_reminder_at == SUNDAY
    assert remind(now=SUNDAY) == 1


@pytest.mark.parametrize("what", ["stopped", "asleep"])
def test_none_comes_to_somebody_who_does_not_want_it_any_more(settings, what):
    user = reminded()
    settings.EMAIL_BACKEND = at(Refuses)
    remind(now=SUNDAY)
    if what == "stopped":
        keep_reminder(user=user, day=None, at=time(18), now=SUNDAY)
    else:
        user.is_active = False
        user.save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remind(now=SUNDAY + timedelta(hours=1)) == 0
    assert Letter.objects.get().state == "dropped"


def test_one_click_stops_them_without_a_sign_in_and_without_a_key_of_the_form():
    user = reminded()
    page = reverse("review:reminder_stop", args=[stop_token(user.pk)])
    client = Client(enforce_csrf_checks=True)
    assert "Stop the reminders?" in client.get(page).content.decode()
    assert Preferences.objects.get(user=user).reminder_day == 7
    answer = client.post(page, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "No more reminders" in answer.content.decode()) == (200, True)
    assert Preferences.objects.get(user=user).reminder_day is None
    assert run(BEFORE, SUNDAY + A_WEEK) == []
    assert client.post(page).status_code == 200


@pytest.mark.parametrize("token", ["1", "1:x", "x", "1:" + "é" * 9, "tampered"])
def test_a_token_that_we_did_not_make_stops_nothing(token):
    user = reminded()
    token = stop_token(user.pk)[:-2] + "__" if token == "tampered" else token
    address = reverse("review:reminder_stop", args=[token])
    assert Client().post(address).status_code == 404
    assert Preferences.objects.get(user=user).reminder_day == 7


def test_somebody_who_is_gone_cannot_be_stopped_any_more_and_that_is_well():
    assert Client().post(reverse("review:reminder_stop", args=[stop_token(999)])).status_code == 200


def test_looking_who_is_due_takes_the_same_queries_for_one_and_for_thirty(
    django_assert_num_queries,
):
    reminded()
    with django_assert_num_queries(2):
        remind(now=BEFORE)
    for _ in range(29):
        reminded()
    with django_assert_num_queries(2):
        remind(now=BEFORE)


def test_the_task_and_the_command_do_the_same(capsys):
    reminded()
    with time_machine.travel(SUNDAY, tick=False):
        tasks.remind()
        call_command("remind")
    assert (len(mail.outbox), capsys.readouterr().out) == (1, "0 reminders sent\n")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_each():
    for _ in range(6):
        reminded()

    def work(_number):
        try:
            return remind(now=SUNDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 6
    assert len({tuple(message.to) for message in mail.outbox}) == len(mail.outbox) == 6
