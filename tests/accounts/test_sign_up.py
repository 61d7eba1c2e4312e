"""Making an account, from the form to the first page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_forms import sign_up

URL = "/account/signup/"


@pytest.mark.django_db
def test_signing_up_makes_a_person_with_a_name_and_a_zone(client):
    response = client.post(URL, sign_up())
    person = User.objects.get()
    assert (response.status_code, response.url) == (302, "/")
    assert (person.email, person.display_name, person.time_zone, person.writing_first) == (
        "wren@example.org",
        "Wren",
        "Europe/London",
        True,
    )
    assert get_user(client) == person


@pytest.mark.django_db
def test_what_was_typed_is_kept_except_the_password(client):
    response = client.post(URL, sign_up(email="wren", password1="three quiet herons"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Wren"' in page
    assert 'value="wren"' in page
    assert 'value="Europe/London" selected' in page
    assert "three quiet herons" not in page
    assert 'href="#id_email"' in page


@pytest.mark.django_db
def test_on_ones_own_machine_a_second_account_for_an_address_is_refused(client, wren):
    response = client.post(URL, sign_up(email="WREN@example.org"))
    assert response.status_code == 422
    assert "There is already an account with this address." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed")
def test_elsewhere_nobody_learns_who_has_an_account(client, wren, mailoutbox):
    known = client.post(URL, sign_up())
    unknown = client.post(URL, sign_up(email="ines@example.org"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.subject for mail in mailoutbox] == [
        "You have an account already",
        "Is this your address?",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize("address", ["wren@example.org", "ines@example.org"])
def test_a_known_address_costs_as_many_hashes_as_an_unknown_one(client, wren, monkeypatch, address):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client.post(URL, sign_up(email=address))
    assert hashed == ["three quiet herons"]


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed")
def test_opening_the_link_in_the_same_browser_signs_in(client, mailoutbox):
    assert client.post(URL, sign_up()).url == reverse("account_email_verification_sent")
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[0].body)[1]
    assert client.get(link).status_code == 200
    assert not get_user(client).is_authenticated
    client.post(link)
    assert get_user(client).email == "wren@example.org"


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed")
def test_opening_the_link_elsewhere_confirms_and_signs_nobody_in(client, mailoutbox):
    client.post(URL, sign_up())
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[0].body)[1]
    client.cookies.clear()
    assert client.post(link).url == reverse("account_login")
    assert not get_user(client).is_authenticated


@pytest.mark.django_db
def test_two_sign_ups_at_once_make_one_person(client, monkeypatch):
    def taken(*_, **__):
        raise IntegrityError

    monkeypatch.setattr(User, "save", taken)
    response = client.post(URL, sign_up())
    assert (response.status_code, response.url) == (302, "/account/login/")


@pytest.mark.django_db
def test_a_mail_server_that_refuses_is_said_and_loses_nobody(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = client.post(URL, sign_up())
    assert response.status_code == 302
    assert User.objects.count() == 1
    said = [str(message) for message in response.wsgi_request._messages]
    assert "Our mail could not be sent. Please ask for it again in a few minutes." in said
