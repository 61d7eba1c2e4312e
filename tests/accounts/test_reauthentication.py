"""Asking again who it is, before something that matters."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from apps.accounts.reauthentication import CODE, ask_again
from tests.accounts.conftest import PASSWORD

BY_MAIL = reverse("accounts:ask_by_mail")
SET = reverse("account_set_password")
MATTERS = [
    "account_email",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "accounts:session_end_others",
]
NEW = "three quiet herons"


@pytest.fixture
def without_a_password(client, wren):
    wren.set_unusable_password()
    wren.save()
    client.force_login(wren)
    return client


def sent_code(mailoutbox):
    return re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", mailoutbox[-1].body)[0]


@pytest.mark.parametrize("name", MATTERS)
def test_a_fresh_sign_in_does_not_count(client, wren, name):
    client.post(reverse("account_login"), {"login": wren.email, "password": PASSWORD})
    given = {"action_add": "", "email": "new@example.org"}
    asked = client.post(reverse(name), given).url
    assert asked.startswith(reverse("account_reauthenticate"))


def test_what_was_sent_is_done_once_the_password_is_given(signed_in, mailoutbox):
    asked = signed_in.post(reverse("account_email"), {"action_add": "", "email": "n@example.org"})
    signed_in.post(asked.url, {"password": PASSWORD, "next": reverse("account_email")})
    assert [mail.to for mail in mailoutbox] == [["n@example.org"]]


def test_the_answer_holds_for_five_minutes(signed_in):
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert signed_in.get(reverse("mfa_activate_totp")).status_code == 200
    with time_machine.travel(time.time() + 5 * 60 + 1):
        assert signed_in.get(reverse("mfa_activate_totp")).status_code == 302


def test_a_stranger_is_asked_to_sign_in(client, db):
    for name in MATTERS[:3]:
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def test_a_view_of_any_app_can_ask(signed_in, wren):
    view = ask_again(lambda request: HttpResponse("done"))
    request = RequestFactory().get("/")
    request.user, request.session = wren, signed_in.session
    with pytest.raises(ReauthenticationRequired):
        view(request)
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    request.session = signed_in.session
    assert view(request).content == b"done"


@pytest.mark.parametrize("name", MATTERS)
def test_who_has_no_password_gets_a_code_by_mail(without_a_password, name):
    given = {"action_add": "", "email": "new@example.org"}
    assert without_a_password.post(reverse(name), given).url.startswith(BY_MAIL)


def test_the_code_from_the_mail_lets_one_choose_a_password(without_a_password, wren, mailoutbox):
    client = without_a_password
    asked = client.get(SET).url
    assert asked == f"{BY_MAIL}?{urlencode({'next': SET})}"
    assert "Send a code" in client.get(asked).content.decode()
    client.post(BY_MAIL, {"send": "1", "next": SET})
    assert client.post(BY_MAIL, {"code": "wrong", "next": SET}).status_code == 422
    code = sent_code(mailoutbox).lower()
    assert client.post(BY_MAIL, {"code": code, "next": SET}).url == SET
    assert client.post(BY_MAIL, {"code": code, "next": SET}).status_code == 422
    client.post(SET, {"password1": NEW, "password2": NEW})
    wren.refresh_from_db()
    assert wren.check_password(NEW)


def test_after_three_wrong_codes_the_right_one_is_refused(without_a_password, mailoutbox):
    without_a_password.post(BY_MAIL, {"send": "1"})
    for _ in range(3):
        without_a_password.post(BY_MAIL, {"code": "wrong"})
    code = sent_code(mailoutbox)
    assert without_a_password.post(BY_MAIL, {"code": code}).status_code == 422


def test_a_code_is_good_for_fifteen_minutes(without_a_password, mailoutbox):
    without_a_password.post(BY_MAIL, {"send": "1"})
    with time_machine.travel(time.time() + 15 * 60 + 1):
        code = sent_code(mailoutbox)
        assert without_a_password.post(BY_MAIL, {"code": code}).status_code == 422


@pytest.mark.parametrize("typed", ["", "\0", "-", "🙂", "x" * 5000])
def test_a_code_that_is_none_is_refused(without_a_password, typed):
    assert without_a_password.post(BY_MAIL, {"code": typed}).status_code == 422


def test_a_fourth_mail_within_five_minutes_is_not_sent(without_a_password, mailoutbox):
    for _ in range(4):
        assert without_a_password.post(BY_MAIL, {"send": "1"}).url == BY_MAIL
    assert len(mailoutbox) == 3


def test_a_password_that_was_typed_is_not_kept_with_the_session(without_a_password):
    answer = without_a_password.post(SET, {"password1": NEW, "password2": NEW})
    assert answer.url == SET
    assert NEW not in str(dict(without_a_password.session))


def test_who_has_a_password_is_asked_for_that(signed_in):
    assert signed_in.get(BY_MAIL).url == reverse("account_reauthenticate")
    signed_in.post(BY_MAIL, {"send": "1"})
    assert CODE not in signed_in.session
