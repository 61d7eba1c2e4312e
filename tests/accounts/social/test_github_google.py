"""Signing in with GitHub and Google, whole, against their answers played on loopback."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user

from apps.accounts.social.github_google import GitHubAdapter, GoogleAdapter
from tests.accounts.social.conftest import begin, come_back
from tests.support.elsewhere import TOKEN
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
SIGN_UP = {"email": "wren@example.org", "display_name": "Wren", "time_zone": "UTC"}
GITHUB = {
    "access_token_url": "https://github.example/token",
    "profile_url": "https://github.example/user",
    "emails_url": "https://github.example/user/emails",
}
GOOGLE = {"access_token_url": "https://google.example/token"}
NOTE = {
    "iss": "https://accounts.google.com",
    "aud": "google-client",
    "sub": "77",
    "email": "wren@example.org",
    "email_verified": True,
    "name": "Wren",
}


@pytest.fixture
def github(place, settings, monkeypatch):
    app = {"client_id": "github-client", "secret": "github-secret"}
    settings.SOCIALACCOUNT_PROVIDERS = {"github": {"APPS": [app]}}
    for name, address in GITHUB.items():
        monkeypatch.setattr(GitHubAdapter, name, address)
    place.bent["/user"] = lambda asked: {"id": 12, "login": "wren", "name": "Wren", "bio": "words"}
    place.bent["/user/emails"] = lambda asked: [
        {"email": "old@example.org", "primary": False, "verified": True},
        {"email": "Wren@example.org", "primary": True, "verified": True},
        {"email": "unseen@example.org", "primary": False, "verified": False},
    ]
    return place


@pytest.fixture
def google(place, settings, monkeypatch):
    app = {"client_id": "google-client", "secret": "google-secret"}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [app]}}
    monkeypatch.setattr(GoogleAdapter, "access_token_url", GOOGLE["access_token_url"])
    place.bent["/token"] = lambda asked: {"access_token": TOKEN, "id_token": note()}
    return place


def note(**claims):
    now = int(time.time())
    said = NOTE | {"iat": now, "exp": now + 300} | claims
    return jwt.encode(said, "a secret of thirty-two letters, at least", algorithm="HS256")


@pytest.mark.parametrize(
    ("key", "host"), [("github", "github.com"), ("google", "accounts.google.com")]
)
def test_the_browser_is_sent_there_with_pkce(client, key, host, request):
    request.getfixturevalue(key)
    parts = urlsplit(begin(client, key))
    query = dict(parse_qsl(parts.query))
    assert (parts.netloc, query["client_id"]) == (host, f"{key}-client")
    assert query["redirect_uri"] == f"http://localhost:8000/account/with/{key}/back/"
    assert query["code_challenge_method"] == "S256"


def test_of_github_one_confirmed_address_and_the_name_are_kept(client, github, confirmed):
    client.post(come_back(client, github, "github").url, SIGN_UP)
    assert get_user(client).email == "wren@example.org"
    assert EmailAddress.objects.values_list("email", "verified").get() == ("wren@example.org", True)
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("12", {"name": "wren"})


def test_somebody_known_at_github_comes_in(client, github):
    person = make_user()
    SocialAccount.objects.create(user=person, provider="github", uid="12")
    come_back(client, github, "github")
    assert get_user(client) == person
    assert [one.headers["authorization"] for one in github.asked[1:]] == [f"token {TOKEN}"] * 2


@pytest.mark.parametrize("user", [{}, {"id": None}, {"id": True}, {"id": ""}, {"id": "x" * 200}])
def test_an_account_without_an_id_is_nobody(client, github, user):
    github.bent["/user"] = lambda asked: user
    assert come_back(client, github, "github").status_code == 502


def test_somebody_new_comes_from_google(client, google, confirmed):
    client.post(come_back(client, google, "google").url, SIGN_UP)
    assert get_user(client).email == "wren@example.org"
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("77", {"name": "wren@example.org"})


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"email_verified": False}],
)
def test_what_google_did_not_say_to_us_now_opens_nothing(client, google, confirmed, claims):
    google.bent["/token"] = lambda asked: {"access_token": TOKEN, "id_token": note(**claims)}
    answer = come_back(client, google, "google")
    if answer.status_code == 302:
        client.post(answer.url, SIGN_UP)
    assert not get_user(client).is_authenticated
