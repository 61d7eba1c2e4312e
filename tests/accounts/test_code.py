"""Signing in with a link or a code that comes by e-mail."""

from __future__ import annotations

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.urls import reverse

from tests.support.pages import plain

ASK, TYPE = reverse("account_request_login_code"), reverse("account_confirm_login_code")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def ask(client, address="wren@example.org"):
    return client.post(ASK, {"email": address})


def link_and_code(mailoutbox):
    body = mailoutbox[-1].body
    link = re.search(r"http://localhost:8000(/\S+)", body)[1]
    return link, re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", body.partition(link)[2])[0]


def test_the_code_signs_in(client, wren, mailoutbox):
    assert ask(client).url == TYPE
    _link, code = link_and_code(mailoutbox)
    assert client.post(TYPE, {"code": code.lower().replace("-", "")}).url == "/"
    assert get_user(client) == wren


def test_opening_the_link_signs_nobody_in_and_its_button_does(client, wren, mailoutbox):
    ask(client)
    link, _code = link_and_code(mailoutbox)
    page = client.get(link)
    assert page.status_code == 200
    assert not get_user(client).is_authenticated
    code = re.search(r'name="code" value="([^"]*)"', page.content.decode())[1]
    assert client.post(TYPE, {"code": code}).url == "/"
    assert get_user(client) == wren


def test_in_another_browser_the_link_opens_nothing(client, wren, mailoutbox):
    ask(client)
    link, code = link_and_code(mailoutbox)
    client.cookies.clear()
    assert "Another browser asked" in client.get(link).content.decode()
    assert client.post(TYPE, {"code": code}).url == ASK
    assert not get_user(client).is_authenticated


def test_a_code_is_good_for_fifteen_minutes(client, wren, mailoutbox):
    ask(client)
    _link, code = link_and_code(mailoutbox)
    with time_machine.travel(time.time() + 15 * 60 + 1):
        assert client.post(TYPE, {"code": code}).url == ASK


def test_a_code_is_good_once(client, wren, mailoutbox):
    ask(client)
    _link, code = link_and_code(mailoutbox)
    client.post(TYPE, {"code": code})
    client.post(reverse("account_logout"))
    assert client.post(TYPE, {"code": code}).url == ASK


def test_after_three_wrong_codes_the_right_one_is_refused(client, wren, mailoutbox):
    ask(client)
    _link, code = link_and_code(mailoutbox)
    answers = [client.post(TYPE, {"code": "wrong"}).status_code for _ in range(3)]
    assert answers == [422, 422, 302]
    assert client.post(TYPE, {"code": code}).url == ASK


@pytest.mark.parametrize("typed", ["wrong", "", "\0", "x" * 5000, "\u202ebcdf", "🙂", "-"])
def test_a_known_and_an_unknown_address_get_the_same_pages(client, wren, mailoutbox, typed):
    told = []
    for address in ("wren@example.org", "ines@example.org"):
        asked = ask(client, address)
        steps = [client.get(TYPE), client.post(TYPE, {"code": typed})]
        bodies = [TOKEN.sub("", step.content.decode()) for step in steps]
        told.append((asked.status_code, asked.url, [step.status_code for step in steps], bodies))
        client.cookies.clear()
    assert told[0] == told[1]
    assert told[0][2] == [200, 422]
    assert [mail.to for mail in mailoutbox] == [["wren@example.org"]]


def test_of_a_mail_that_was_not_taken_nothing_is_said(client, wren, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = ask(client)
    assert (response.url, [str(one) for one in response.wsgi_request._messages]) == (TYPE, [])


def test_an_account_that_sleeps_gets_no_mail(client, wren, mailoutbox):
    wren.is_active = False
    wren.save()
    assert (ask(client).url, mailoutbox) == (TYPE, [])


def test_a_fourth_mail_within_five_minutes_has_to_wait(client, wren, mailoutbox):
    for _ in range(3):
        ask(client)
        client.cookies.clear()
    refused = ask(client)
    assert refused.status_code == 422
    assert "That was tried too often." in plain(refused.content.decode())
    assert len(mailoutbox) == 3


def test_on_a_shared_computer_the_session_ends_with_the_browser(client, wren, mailoutbox):
    ask(client)
    _link, code = link_and_code(mailoutbox)
    cookie = client.post(TYPE, {"code": code, "shared": "on"}).cookies["sidenote"]
    assert cookie["max-age"] == ""
    assert b"<body data-shared>" in client.get(reverse("accounts:preferences")).content


def test_signing_in_goes_on_to_our_own_pages(client, wren, mailoutbox):
    answer = client.post(ASK, {"email": wren.email, "next": "/account/"})
    _link, code = link_and_code(mailoutbox)
    assert client.post(answer.url, {"code": code, "next": "/account/"}).url == "/account/"


def test_a_link_opened_by_somebody_signed_in_leads_home(signed_in):
    assert signed_in.get(reverse("accounts:sign_in_link", args=["BCDF-GHJK"])).url == "/"


def come_with_a_code(client, mailoutbox):
    ask(client)
    _link, code = link_and_code(mailoutbox)
    return client.post(TYPE, {"code": code})


def made_by(person, *, confirmed):
    """An account that was made with a password and one elsewhere, by whoever it was."""
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=confirmed)
    SocialAccount.objects.create(user=person, provider="mastodon", uid="social.example/7")


def test_who_first_shows_that_the_mail_is_theirs_has_the_account_alone(
    client, wren, confirmed, mailoutbox
):
    """auth-026: a stranger may have made it before, with a password or an account of theirs."""
    made_by(wren, confirmed=False)
    page = client.get(come_with_a_code(client, mailoutbox).url, follow=True)
    wren.refresh_from_db()
    assert get_user(client) == wren
    assert (wren.has_usable_password(), SocialAccount.objects.exists()) == (False, False)
    assert "You can choose a new one" in plain(page.content.decode())
    assert wren.emailaddress_set.get().verified


def test_an_address_that_was_confirmed_before_keeps_what_it_has(
    client, wren, confirmed, mailoutbox
):
    made_by(wren, confirmed=True)
    come_with_a_code(client, mailoutbox)
    wren.refresh_from_db()
    assert (wren.has_usable_password(), SocialAccount.objects.exists()) == (True, True)
