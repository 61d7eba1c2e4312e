"""Changing the e-mail address, which takes the password and a link."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_forms import sign_up
from tests.security.doors import say_again

URL = "/account/email/"


@pytest.fixture
def known(signed_in, wren):
    """Signed in, with a confirmed address, and the password given a moment ago."""
    EmailAddress.objects.create(user=wren, email=wren.email, verified=True, primary=True)
    say_again(signed_in, wren)
    return signed_in


def test_the_password_is_asked_for_first(signed_in, wren):
    response = signed_in.post(URL, {"action_add": "", "email": "new@example.org"})
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_the_old_address_counts_until_the_new_one_is_confirmed(known, wren, mailoutbox):
    assert known.post(URL, {"action_add": "", "email": "new@example.org"}).url == URL
    wren.refresh_from_db()
    assert wren.email == "wren@example.org"
    page = known.get(URL).content.decode()
    assert "Not confirmed yet" in page
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]
    known.post(link)
    wren.refresh_from_db()
    assert wren.email == "new@example.org"
    assert [(mail.to, mail.subject) for mail in mailoutbox[1:]] == [
        (["wren@example.org"], "Your e-mail address was changed")
    ]


def test_a_second_factor_is_no_hindrance(known, wren, mailoutbox):
    TOTP.activate(wren, "JBSWY3DPEHPK3PXP")
    known.post(URL, {"action_add": "", "email": "new@example.org"})
    known.post(re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1])
    wren.refresh_from_db()
    assert wren.email == "new@example.org"


def test_a_change_can_be_taken_back(known, wren):
    known.post(URL, {"action_add": "", "email": "new@example.org"})
    known.post(URL, {"action_remove": "", "email": "new@example.org"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["wren@example.org"]


@pytest.mark.parametrize("address", ["", "new", "wren@example.org", "a\0@example.org"])
def test_an_address_that_cannot_be_kept_is_refused(known, address):
    assert known.post(URL, {"action_add": "", "email": address}).status_code == 422


LATER = "ines@example.org"
BY_MAIL = ("account_request_login_code", "account_reset_password")


@pytest.fixture
def wished(known, confirmed, mailoutbox):
    """Wren has asked for an address that she has not confirmed; the link in its mail."""
    known.post(URL, {"action_add": "", "email": LATER})
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]
    mailoutbox.clear()
    return link


@pytest.mark.parametrize("name", BY_MAIL)
def test_an_address_that_was_not_confirmed_opens_nobody_s_account(wished, mailoutbox, name):
    Client().post(reverse(name), {"email": LATER})
    assert mailoutbox == []


@pytest.mark.parametrize("name", BY_MAIL)
def test_the_old_one_still_does(wished, wren, mailoutbox, name):
    Client().post(reverse(name), {"email": wren.email})
    assert [mail.to for mail in mailoutbox] == [[wren.email]]


def test_whose_it_is_makes_an_account_of_their_own_with_it(wished, wren, mailoutbox):
    ines = Client()
    assert ines.post(reverse("account_signup"), sign_up(email=LATER)).status_code == 302
    assert ines.post(wished).status_code == 404
    for name in BY_MAIL:
        mailoutbox.clear()
        Client().post(reverse(name), {"email": LATER})
        assert [mail.to for mail in mailoutbox] == [[LATER]]
    owners = User.objects.values_list("email", "emailaddress__email").order_by("email")
    assert list(owners) == [(LATER, LATER), (wren.email, wren.email)]
