"""Every account page is in the design: our base, our words, a heading, no placeholder."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

STRANGER = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_request_login_code",
]
SIGNED_IN = [
    "accounts:preferences",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "accounts:session_list",
    "mfa_index",
    "mfa_list_webauthn",
]


def check(page):
    assert page.count("<h1>") == 1
    assert 'class="leaf mast"' in page
    assert "placeholder" not in page
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", page) == []
    assert re.findall(r"\b(only|just|unfortunately|sorry|please contact)\b", page, re.I) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", STRANGER)
def test_a_strangers_page(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_signed_in_page(signed_in, name):
    response = signed_in.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/"])
def test_the_foot_says_who_runs_this_copy(client, settings, address):
    settings.SITE_OPERATOR = "Mika <b>"
    foot = client.get(address).content.decode().partition("<footer")[2]
    assert "Sidenote on localhost:8000, run by Mika &lt;b&gt;." in foot


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_a_signed_in_person_needs_no_door(signed_in, name):
    assert signed_in.get(reverse(name)).url == "/"
