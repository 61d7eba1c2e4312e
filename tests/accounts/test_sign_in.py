"""Signing in and out, and where one goes next."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from tests.accounts.conftest import PASSWORD

URL = "/account/login/"


def sign_in(client, **given):
    typed = {"login": "Wren@example.org", "password": PASSWORD} | given
    return client.post(URL, typed)


def test_signing_in_leads_to_the_first_page(client, wren):
    assert sign_in(client).url == "/"
    assert get_user(client) == wren


@pytest.mark.parametrize("given", [{"password": "another"}, {"login": "ines@example.org"}])
def test_a_wrong_pair_says_the_same_whichever_is_wrong(client, wren, given):
    response = sign_in(client, **given)
    assert response.status_code == 422
    assert "This address and this password do not belong together." in response.content.decode()


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_refused_sign_in_is_a_page_whatever_is_asked_for(client, wren, accept):
    response = client.post(URL, {"login": "x"}, headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")


@pytest.mark.parametrize("page", ["/account/", "/weeks/2026-W47/?a=b"])
def test_signing_in_goes_on_to_our_own_pages(client, wren, page):
    assert sign_in(client, next=page).url == page


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "http://localhost/account/",
        "http://testserver/account/",
        "javascript:alert(1)",
        "account/",
        "\x00/account/",
        "/" + "a" * 3000,
    ],
)
def test_signing_in_goes_nowhere_else(client, wren, page):
    assert sign_in(client, next=page).url == "/"


@pytest.mark.django_db
def test_the_sixth_wrong_try_has_to_wait(client, wren):
    for _ in range(5):
        sign_in(client, password="another")
    response = sign_in(client)
    assert response.status_code == 422
    assert "That was tried too often." in response.content.decode()


@pytest.mark.django_db
def test_too_many_forms_from_one_address_get_a_page(client, wren, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, password="another")
    response = sign_in(client)
    assert response.status_code == 429
    assert "That was a lot at once" in response.content.decode()


def test_an_account_that_sleeps_is_not_entered(client, wren):
    wren.is_active = False
    wren.save()
    assert sign_in(client).url == reverse("account_inactive")
    assert not get_user(client).is_authenticated


def test_signing_out_takes_a_post(signed_in):
    assert signed_in.get(reverse("account_logout")).status_code == 200
    assert get_user(signed_in).is_authenticated
    assert signed_in.post(reverse("account_logout")).url == "/"
    assert not get_user(signed_in).is_authenticated
