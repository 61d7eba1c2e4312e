"""Choosing a new password, with the old one or with a link."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.accounts.conftest import PASSWORD

NEW = "three quiet herons"


def ask_for_link(client, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "wren@example.org"})
    assert response.url == reverse("account_reset_password_done")
    return re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]


def test_a_link_lets_one_choose_a_password_once(client, wren, mailoutbox):
    link = ask_for_link(client, mailoutbox)
    form = client.get(link).url
    assert client.get(form).status_code == 200
    response = client.post(form, {"password1": NEW, "password2": NEW})
    wren.refresh_from_db()
    assert response.url == reverse("account_reset_password_from_key_done")
    assert wren.check_password(NEW)
    assert "This link no longer works" in client.get(link).content.decode()


def test_two_passwords_that_differ_are_refused(client, wren, mailoutbox):
    form = client.get(ask_for_link(client, mailoutbox)).url
    response = client.post(form, {"password1": NEW, "password2": "another one"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"password2": ["The two new passwords differ."]}
    assert wren.check_password(PASSWORD)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, wren, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "ines@example.org"})
    assert response.url == reverse("account_reset_password_done")
    assert mailoutbox == []


@pytest.mark.parametrize("address", ["wren@example.org", "ines@example.org"])
def test_a_mail_server_that_refuses_tells_nobody_who_has_an_account(
    client, wren, settings, address
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = client.post(reverse("account_reset_password"), {"email": address})
    assert response.url == reverse("account_reset_password_done")
    assert [str(message) for message in response.wsgi_request._messages] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["1-abc", "zzzzzzzzzzzzz-abc", "zzzzzzzzzzzzzz-abc", "1-%00", "1-é"]
)
def test_a_link_of_nobodys_is_a_page(client, key):
    response = client.get(f"/account/password/reset/key/{key}/")
    assert response.status_code == 200
    assert "This link no longer works" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["abc", "abc:def:ghi", "é:é", ":::", "a" * 5000])
def test_a_confirmation_of_nobodys_is_a_page(client, key):
    response = client.get(f"/account/confirm-email/{key}/")
    assert response.status_code == 200
    assert "This link no longer works" in response.content.decode()


def test_changing_the_password_keeps_this_browser_signed_in(signed_in, wren, mailoutbox):
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    response = signed_in.post(reverse("account_change_password"), typed)
    wren.refresh_from_db()
    assert response.url == reverse("accounts:preferences")
    assert wren.check_password(NEW)
    assert signed_in.get(reverse("accounts:preferences")).status_code == 200


def test_changing_the_password_takes_the_old_one(signed_in, wren):
    typed = {"oldpassword": "another", "password1": NEW, "password2": NEW}
    response = signed_in.post(reverse("account_change_password"), typed)
    assert response.status_code == 422
    assert "This is not your present password." in response.content.decode()


def test_a_person_without_a_password_is_asked_who_it_is_before_choosing_one(signed_in, wren):
    wren.set_unusable_password()
    wren.save()
    signed_in.force_login(wren)
    asked = reverse("account_set_password")
    assert signed_in.get(reverse("account_change_password")).url == asked
    assert signed_in.get(asked).url.startswith(reverse("accounts:ask_by_mail"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("mjölk", ["A password has eight characters or more."]),
        ("93105562847", ["Digits alone are soon guessed. Put a letter or a sign in."]),
        ("password", ["This is one of the passwords that are guessed first."]),
        ("wren@example.org", ["This is too close to your name or your address."]),
    ],
)
def test_a_password_that_will_not_do_is_told_in_our_words(client, password, words):
    form = {"email": "wren@example.org", "password1": password, "time_zone": "UTC"}
    response = client.post(reverse("account_signup"), form)
    assert response.status_code == 422
    assert response.context["form"].errors["password1"] == words
