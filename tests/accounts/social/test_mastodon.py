"""Signing in with one's Mastodon host, whole, against a host on loopback."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx2
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts.models import MastodonHost, User
from apps.accounts.social.hosts import authorize_address, tidy_hosts
from apps.sandbox.network import serving
from tests.accounts.social.conftest import begin, come_back
from tests.support.elsewhere import CLIENT_SECRET, TOKEN
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
SIGN_UP = {"email": "wren@example.org", "display_name": "Wren", "time_zone": "Europe/London"}


@pytest.fixture
def wren(db):
    person = make_user(email="wren@example.org")
    SocialAccount.objects.create(user=person, provider="mastodon", uid="social.example/109")
    return person


def test_the_browser_is_sent_to_the_host_with_the_least_scope_and_pkce(client, place, settings):
    parts = urlsplit(begin(client))
    query = dict(parse_qsl(parts.query))
    assert (parts.netloc, parts.path) == (settings.SANDBOX_ADDRESS, "/oauth/authorize")
    assert (query["scope"], query["code_challenge_method"]) == ("profile", "S256")
    back = "http://localhost:8000/account/with/mastodon/social.example/back/"
    assert query["redirect_uri"] == back


def test_a_host_outside_the_sandbox_is_gone_to_over_https(settings):
    assert authorize_address("social.example") == "https://social.example/oauth/authorize"
    settings.SANDBOX_ADDRESS = "127.0.0.1:8001"
    assert authorize_address("mastodon.social") == "https://mastodon.social/oauth/authorize"


def test_somebody_new_makes_an_account_and_comes_in(client, place):
    answer = come_back(client, place)
    assert answer.url == "/account/with/"
    assert "@wren@social.example" in client.get(answer.url).text
    client.post(answer.url, SIGN_UP)
    person = User.objects.get()
    assert (person.email, person.time_zone) == ("wren@example.org", "Europe/London")
    assert not person.has_usable_password()
    assert get_user(client) == person
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == (
        "social.example/109",
        {"name": "@wren@social.example"},
    )


def test_a_new_account_on_a_shared_computer_ends_with_the_browser(client, place):
    answer = come_back(client, place)
    assert "Others use this computer too" in client.get(answer.url).text
    client.post(answer.url, SIGN_UP | {"shared": "on"})
    assert client.session["shared"] is True
    assert client.session.get_expire_at_browser_close()


def test_somebody_known_comes_in(client, place, wren):
    assert come_back(client, place, next="/weeks/").url == "/weeks/"
    assert get_user(client) == wren


def test_a_host_is_registered_with_once_and_its_secret_is_locked(client, place, wren):
    begin(client)
    begin(client)
    assert place.paths().count("POST social.example/api/v1/apps") == 1
    host = MastodonHost.objects.get()
    assert (host.host, host.scope, host.has_pkce) == ("social.example", "profile", True)
    assert CLIENT_SECRET not in host.sealed_secret


def test_an_older_host_is_asked_for_accounts_without_pkce(client, place):
    place.bent["/.well-known/oauth-authorization-server"] = lambda asked: (
        404,
        b"<h1>nothing</h1>",
        {"Content-Type": "text/html"},
    )
    query = dict(parse_qsl(urlsplit(begin(client)).query))
    assert (query["scope"], query.get("code_challenge")) == ("read:accounts", None)


def test_the_token_is_given_back_and_kept_nowhere(client, place, wren):
    come_back(client, place)
    assert place.revoked == [TOKEN]
    assert SocialToken.objects.count() == 0
    kept = [one.get_decoded() for one in Session.objects.all()]
    assert TOKEN not in str(kept)


def test_a_host_that_takes_no_token_back_is_no_hindrance(client, place, wren):
    place.bent["/oauth/revoke"] = lambda asked: (500, {})
    come_back(client, place)
    assert get_user(client) == wren


def test_it_is_the_id_that_counts_and_not_the_handle(client, place, wren):
    place.account = {"id": "110", "username": "wren", "display_name": "Another"}
    assert come_back(client, place).url == "/account/with/"
    assert not get_user(client).is_authenticated


def test_the_same_id_at_another_host_is_somebody_else(client, place, wren):
    assert come_back(client, place, host="other.example").url == "/account/with/"
    assert not get_user(client).is_authenticated


def test_what_a_host_says_of_other_hosts_is_not_believed(client, place):
    place.account |= {"acct": "ada@bank.example", "url": "https://bank.example/@ada"}
    answer = come_back(client, place)
    assert "@wren@social.example" in client.get(answer.url).text


@pytest.mark.parametrize(
    "typed", ["@wren@Social.example", "https://social.example/", "wren@social.example"]
)
def test_a_handle_or_an_address_says_the_host_too(client, place, typed):
    assert "with/mastodon/social.example/back/" in unquote(begin(client, host=typed))


@pytest.mark.parametrize(
    "typed",
    ["", "localhost", "127.0.0.1", "[::1]", "10.0.0.1", "8.8.8.8", "a b", "\x00", "x" * 400,
     "social.example:8080", "javascript:alert(1)", "a" * 60 + "." + "b" * 60 + "." + "c" * 60],
)  # fmt: skip
def test_what_is_no_host_is_told_beside_its_field(client, place, typed):
    answer = client.post("/account/with/mastodon/", {"host": typed})
    assert answer.status_code == 422
    assert "Write the name of your server" in answer.text
    assert place.asked == []


def test_a_host_whose_client_was_forgotten_is_registered_with_anew(client, place, wren):
    place.bent["/oauth/token"] = lambda asked: (401, {"error": "invalid_client"})
    assert come_back(client, place).status_code == 403
    del place.bent["/oauth/token"]
    come_back(client, place)
    assert get_user(client) == wren
    assert place.paths().count("POST social.example/api/v1/apps") == 2


def test_coming_back_by_the_address_of_another_host_opens_nothing(client, place, wren):
    begin(client, host="other.example")
    back = place.authorize(begin(client)).replace("social.example", "other.example")
    assert client.get(back).status_code == 400
    assert not get_user(client).is_authenticated


def test_turned_off_it_is_not_offered_and_not_there(client, place, settings):
    settings.SIGN_IN_WITH_MASTODON = False
    assert "Go on with Mastodon" not in client.get("/account/login/").text
    assert client.get("/account/with/mastodon/").status_code == 404
    assert client.get("/account/with/mastodon/social.example/back/").status_code == 404


def test_the_invented_network_can_be_signed_in_with(client, settings):
    with serving() as settings.SANDBOX_ADDRESS:
        address = begin(client)
        page = httpx2.get(address).text
        back = unescape(re.search(r'href="([^"]+)">Yes, I am Wren', page)[1])
        answer = client.get(back)
        assert "@wren@social.example" in client.get(answer.url).text


def test_hosts_that_nobody_signs_in_with_are_forgotten(client, place, wren):
    begin(client)
    begin(client, host="other.example")
    tidy_hosts(timezone.now() + timedelta(hours=23))
    assert MastodonHost.objects.count() == 2
    tidy_hosts(timezone.now() + timedelta(hours=25))
    assert MastodonHost.objects.get().host == "social.example"
