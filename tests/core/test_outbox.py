"""A letter goes once, whoever dies on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction

from apps.core.models import Letter
from apps.core.outbox import LEASE, claim, new_letter, send_due
from tests.support.factories import make_user
from tests.support.mail import DiesAfter, DiesBefore, Refuses, SenderDied, at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
DAY = timedelta(days=1)


def put(user=None, period="2026-W47"):
    user = user or make_user()
    letter = new_letter(
        user_id=user.pk, kind="test", period=period, now=NOW, give_up_at=NOW + 2 * DAY
    )
    letter.save()
    return letter


def write(letter, now):
    return EmailMessage("Subject", f"Written at {now:%H:%M}", to=[letter.user.email])


def send(now=NOW, writer=write):
    return send_due(now=now, writers={"test": writer})


def state_of(letter):
    letter.refresh_from_db()
    return letter.state


def test_a_letter_goes_once():
    letter = put()
    assert [send(), send(), send(NOW + DAY)] == [1, 0, 0]
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [letter.message_id]
    assert (state_of(letter), letter.ended_at, letter.lease_until) == ("sent", NOW, None)


def test_there_is_one_letter_a_person_kind_and_period():
    letter = put()
    with pytest.raises(IntegrityError), transaction.atomic():
        put(letter.user)
    put(letter.user, "2026-W48")


def test_a_sender_that_dies_before_the_mail_server_has_it_loses_nothing(settings):
    letter = put()
    settings.EMAIL_BACKEND = at(DiesBefore)
    with pytest.raises(SenderDied):
        send()
    assert (state_of(letter), letter.lease_until) == ("sending", NOW + LEASE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(NOW + LEASE - timedelta(seconds=1)) == 0
    assert send(NOW + LEASE) == 1
    assert len(mail.outbox) == 1


def test_a_sender_that_dies_before_it_can_note_the_sending_doubles_under_the_same_id(settings):
    letter = put()
    settings.EMAIL_BACKEND = at(DiesAfter)
    with pytest.raises(SenderDied):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(NOW + LEASE) == 1
    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert ids == [letter.message_id] * 2
    assert send(NOW + DAY) == 0


def test_a_sender_that_dies_while_writing_loses_nothing():
    def dies(_letter, _now):
        raise SenderDied

    letter = put()
    with pytest.raises(SenderDied):
        send(writer=dies)
    assert send(NOW + LEASE) == 1
    assert state_of(letter) == "sent"


def test_a_mail_server_that_refuses_is_asked_again_later_and_later(settings, caplog):
    letter = put()
    settings.EMAIL_BACKEND = at(Refuses)
    waits, now = [], NOW
    for _ in range(4):
        assert send(now) == 0
        assert state_of(letter) == "waiting"
        waits.append(int((letter.next_at - now).total_seconds() // 60))
        now = letter.next_at
    assert waits == [2, 4, 8, 16]
    assert letter.user.email not in caplog.text
    assert "person@example.org" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(now) == 1


def test_a_letter_that_is_too_late_is_given_up():
    letter = put()
    assert send(NOW + 2 * DAY) == 0
    assert (state_of(letter), mail.outbox) == ("given_up", [])


def test_a_letter_that_is_not_needed_any_more_is_dropped():
    letter = put()
    assert send(writer=lambda _letter, _now: None) == 0
    assert (state_of(letter), mail.outbox) == ("dropped", [])


def test_who_lost_the_lease_notes_nothing():
    letter = put()
    assert claim(letter, now=NOW)

    def slow(late, now):
        # While this sender writes, its lease ends and another one sends.
        Letter.objects.update(fence=9, state="sent", lease_until=None, ended_at=NOW)
        return write(late, now)

    assert send(NOW + LEASE, writer=slow) == 0
    assert (state_of(letter), letter.fence) == ("sent", 9)


def test_a_kind_that_nobody_writes_waits():
    letter = put()
    assert send_due(now=NOW, writers={}) == 0
    assert state_of(letter) == "waiting"


def test_looking_for_letters_takes_one_query(django_assert_num_queries):
    for n in range(1, 40):
        put(period=f"2026-W{n:02d}")
    Letter.objects.update(state="sent")
    with django_assert_num_queries(1):
        assert send() == 0


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_letter_once():
    letters = [put(period=f"2026-W{n:02d}") for n in range(1, 13)]
    together = Barrier(2)

    def sender(_number):
        together.wait()
        try:
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sender, range(2))) == 12
    sent = sorted(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert sent == sorted(letter.message_id for letter in letters)
