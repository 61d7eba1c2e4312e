"""Leaving: the password first, a date, seven days in which nothing happens, and a way back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from apps.core.weeks import Week
from apps.metrics.models import Proof, Source
from apps.metrics.turns import _still_wanted
from apps.portability.leaving import DAYS_TO_STAY, leave, stay
from apps.portability.letters import send_letters
from apps.portability.models import Leaving
from apps.review.reminders import write_reminder
from tests.portability.conftest import NOW
from tests.support.factories import make_entry, make_source, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a plain password"
LEAVE, LEAVING, STAY = (reverse(f"portability:{name}") for name in ("leave", "leaving", "stay"))


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed_in(client, wren):
    client.force_login(wren)
    return client


def confirm(client, answer):
    """Give the password that the answer leads to; return the page after it."""
    assert answer.url.startswith(reverse("account_reauthenticate"))
    return client.post(answer.url, {"password": PASSWORD})


def test_the_page_says_how_much_goes_and_offers_to_take_it_along(signed_in, wren):
    make_entry(wren, Week(2026, 40))
    page = signed_in.get(LEAVE).content.decode()
    assert "<dt>Weeks</dt><dd>1</dd>" in page
    assert reverse("portability:export") in page


def test_a_sign_in_a_moment_ago_is_not_enough(client, wren):
    client.post(reverse("account_login"), {"login": wren.email, "password": PASSWORD})
    answer = client.post(LEAVE)
    wren.refresh_from_db()
    assert wren.erase_at is None
    assert confirm(client, answer).url == LEAVING
    wren.refresh_from_db()
    assert wren.erase_at == NOW + DAYS_TO_STAY


def test_the_wrong_password_changes_nothing(signed_in, wren):
    answer = signed_in.post(LEAVE)
    assert signed_in.post(answer.url, {"password": "another"}).status_code == 422
    wren.refresh_from_db()
    assert wren.erase_at is None


def test_every_page_leads_to_the_one_with_the_date_and_a_way_to_stay(signed_in, wren):
    leave(user=wren, now=NOW)
    for name in ("review:home", "review:notebook", "metrics:source_list", "accounts:preferences"):
        assert signed_in.get(reverse(name)).url == LEAVING
    page = signed_in.get(LEAVING).content.decode()
    assert "Everything of yours is erased on 25 November 2026 at 20:00." in page
    assert f'action="{STAY}"' in page


def test_taking_everything_along_and_signing_out_stay_open(signed_in, wren):
    leave(user=wren, now=NOW)
    assert signed_in.get(reverse("portability:export")).status_code == 200
    assert signed_in.get(reverse("portability:kept")).status_code == 200
    assert signed_in.post(reverse("account_logout")).url == reverse("review:home")


def test_who_has_no_password_takes_everything_along_too(signed_in, wren):
    wren.set_unusable_password()
    wren.save()
    signed_in.force_login(wren)
    leave(user=wren, now=NOW)
    asked = signed_in.post(reverse("portability:export"))
    signed_in.post(asked.url, {"send": "1"})
    code = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", mail.outbox[-1].body)[0]
    assert signed_in.post(asked.url, {"code": code}).url == reverse("portability:export")
    assert wren.exports.count() == 1


def test_what_is_sent_from_another_tab_changes_nothing(signed_in, wren):
    leave(user=wren, now=NOW)
    write = reverse("review:write", args=[Week(2026, 47)])
    assert signed_in.post(write, {"body": "Late", "revision": 0}).url == LEAVING
    assert not wren.entries.exists()


def test_meanwhile_nothing_is_visited_and_no_visit_under_way_is_kept(wren):
    source = make_source(wren, next_visit_at=NOW)
    leave(user=wren, now=NOW)
    assert not Source.objects.due(NOW + timedelta(days=2)).exists()
    assert list(_still_wanted([turn_of(source)])) == []


def turn_of(source):
    """Return a turn whose visit to the source has landed."""
    from apps.metrics.lanes import Claim
    from apps.metrics.reading import Errand, Turn, Visit

    visit = Visit(Errand.to(source, since=NOW), None, 0.0)
    return Turn(Claim(1, source.host, 1, 0), NOW, [visit])


def test_meanwhile_its_public_page_and_its_shared_links_are_gone(client, wren):
    source = make_source(wren, address="https://social.example/@wren")
    Proof.objects.create(source=source, code="abc", made_at=NOW)
    shown = reverse("proof_shown", args=["abc"])
    assert client.get(shown).status_code == 200
    leave(user=wren, now=NOW)
    assert client.get(shown).status_code == 404


def test_one_mail_confirms_it_and_no_reminder_is_written(wren, settings):
    settings.SITE_URL = "https://sidenote.example"
    leave(user=wren, now=NOW)
    leave(user=wren, now=NOW)
    assert [send_letters(now=NOW), send_letters(now=NOW)] == [1, 0]
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        [wren.email], "Your account goes on 25 November 2026 at 20:00",
    )  # fmt: skip
    assert "\nhttps://sidenote.example/account/leaving/\n" in message.body
    wren.refresh_from_db()
    letter = wren.letters.get()
    assert write_reminder(letter, NOW) is None


def test_whoever_stays_has_everything_as_it_was(signed_in, wren):
    visited = make_source(wren, next_visit_at=NOW + timedelta(hours=3))
    unvisited = make_source(wren, state="needs_you")
    leave(user=wren, now=NOW)
    assert signed_in.post(STAY).url == reverse("review:home")
    wren.refresh_from_db()
    assert (wren.erase_at, Leaving.objects.count(), wren.letters.count()) == (None, 0, 0)
    due = dict(Source.objects.values_list("pk", "next_visit_at"))
    assert due == {visited.pk: NOW, unvisited.pk: None}
    assert signed_in.get(reverse("review:home")).status_code == 200


def test_whoever_stays_and_leaves_again_is_told_again(wren):
    for _ in range(2):
        leave(user=wren, now=NOW)
        assert send_letters(now=NOW) == 1
        stay(user=wren, now=NOW)
    assert len(mail.outbox) == 2


def test_a_letter_that_waits_is_not_sent_to_somebody_who_stayed(wren):
    leave(user=wren, now=NOW)
    stay(user=wren, now=NOW)
    assert send_letters(now=NOW) == 0


def test_somebody_who_does_not_leave_is_led_back_and_can_stay(signed_in):
    assert signed_in.get(LEAVING).url == reverse("accounts:preferences")
    assert signed_in.post(STAY).status_code == 302


def test_nobody_else_is_closed_out(client, wren):
    leave(user=wren, now=NOW)
    client.force_login(make_user())
    assert client.get(reverse("review:home")).status_code == 200
