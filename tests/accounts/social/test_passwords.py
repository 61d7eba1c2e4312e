"""The switch that turns passwords off."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from apps.accounts.models import User
from apps.accounts.passwords import check_ways_in
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def off(settings):
    settings.PASSWORDS = False


PAGES = [
    "/account/password/change/",
    "/account/password/set/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-set-password/",
    "/account/password/reset/key/done/",
    "/account/reauthenticate/",
]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_off_there_is_no_page_of_a_password(signed_in, off, url, method):
    assert getattr(signed_in, method)(url, {"password": PASSWORD}).status_code == 404


def test_off_no_password_is_taken(client, wren, off):
    typed = {"login": wren.email, "password": PASSWORD}
    assert client.post("/account/login/", typed).status_code == 404
    assert not get_user(client).is_authenticated
    assert authenticate(None, email=wren.email, password=PASSWORD) is None


@pytest.mark.parametrize("url", ["/", "/account/login/", "/account/preferences/"])
def test_off_no_form_asks_for_one(client, off, url):
    page = client.get(url, follow=True).text
    assert 'type="password"' not in page
    assert "/password/" not in page


def test_off_an_account_is_made_without_one(client, off, mailoutbox):
    assert 'type="password"' not in client.get("/account/signup/").text
    sent = {"email": "ines@example.org", "time_zone": "UTC", "password1": PASSWORD}
    assert client.post("/account/signup/", sent).status_code == 302
    assert not User.objects.get(email="ines@example.org").has_usable_password()


def test_off_a_password_is_not_what_somebody_is_asked_for_again(signed_in, off):
    assert signed_in.get("/account/ways/totp/activate/").url.startswith("/account/is-it-you/")
    page = signed_in.get("/account/is-it-you/").text
    assert "/account/reauthenticate/" not in page


def test_off_the_preferences_offer_no_password(signed_in, off):
    page = signed_in.get("/account/").text
    assert "/password/" not in page
    assert "/account/ways-in/" in page


def test_on_everything_is_as_it_was(client, wren):
    assert authenticate(None, email=wren.email, password=PASSWORD) == wren
    assert client.get("/account/signup/").status_code == 200


def test_a_copy_that_nobody_could_enter_does_not_start(settings, off):
    assert check_ways_in() == []
    settings.SIGN_IN_WITH_MASTODON = settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
    (told,) = check_ways_in()
    assert (told.id, told.level) == ("accounts.E001", 40)
    assert "MASTODON_SIGN_IN=on" in told.hint
    settings.SOCIALACCOUNT_PROVIDERS = {"github": {"APPS": [{"client_id": "a", "secret": "b"}]}}
    assert check_ways_in() == []


def test_the_check_is_one_of_those_that_are_made_at_the_start(settings, off):
    settings.SIGN_IN_WITH_MASTODON = settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
    with pytest.raises(SystemCheckError, match=r"accounts\.E001"):
        call_command("check")
