"""Signing in with an OpenID Connect provider, whole, against one on loopback."""

from __future__ import annotations

import hashlib
import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user

from tests.accounts.social.conftest import begin, come_back, onward
from tests.support.elsewhere import CLIENT_ID, ISSUER
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("oidc")]
KEY = "openid_connect"
ADDRESS = "/account/with/openid_connect/"
SIGN_UP = {"email": "wren@example.org", "display_name": "Wren", "time_zone": "UTC"}
UID = hashlib.sha256(f"{ISSUER} wren-1".encode()).hexdigest()


@pytest.fixture
def wren(db):
    person = make_user(email="wren@example.net")
    SocialAccount.objects.create(user=person, provider=KEY, uid=UID)
    return person


def test_the_browser_is_sent_to_the_provider_with_pkce(client, place):
    parts = urlsplit(begin(client, KEY))
    query = dict(parse_qsl(parts.query))
    assert (parts.netloc, query["client_id"]) == ("id.example", CLIENT_ID)
    assert query["redirect_uri"] == "http://localhost:8000/account/with/openid_connect/back/"
    assert set(query["scope"].split()) == {"openid", "profile", "email"}
    assert query["code_challenge_method"] == "S256"


def test_nothing_in_our_address_bends_what_is_asked_for(client, place):
    bent = "?scope=admin&auth_params=prompt%3Dnone&process=connect"
    query = parse_qsl(urlsplit(onward(client.post(f"{ADDRESS}{bent}"))).query)
    assert set(dict(query)["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in dict(query)


def test_somebody_known_comes_in(client, place, wren):
    assert come_back(client, place, KEY).url == "/"
    assert get_user(client) == wren


def test_an_address_that_the_provider_confirmed_is_confirmed_here(client, place, confirmed):
    client.post(come_back(client, place, KEY).url, SIGN_UP)
    assert get_user(client).email == "wren@example.org"
    assert EmailAddress.objects.values_list("email", "verified").get() == ("wren@example.org", True)


@pytest.mark.parametrize("verified", [False, "true", 1, None])
def test_an_address_that_it_did_not_confirm_has_to_be_confirmed(client, place, confirmed, verified):
    place.claims = {"email_verified": verified}
    answer = client.post(come_back(client, place, KEY).url, SIGN_UP)
    assert answer.url == "/account/confirm-email/"
    assert not get_user(client).is_authenticated


def test_another_address_than_the_confirmed_one_has_to_be_confirmed(client, place, confirmed):
    typed = SIGN_UP | {"email": "somebody@example.org"}
    client.post(come_back(client, place, KEY).url, typed)
    assert not get_user(client).is_authenticated
    kept = EmailAddress.objects.values_list("email", "verified")
    assert list(kept) == [("somebody@example.org", False)]


def test_the_signature_is_looked_at(client, place, wren):
    place.signed_by = "another"
    assert come_back(client, place, KEY).status_code == 403
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"exp": int(time.time()) - 600},
        {"iat": int(time.time()) + 600},
        {"sub": "wren-2"},
        {"sub": 7},
        {"exp": None},
    ],
)
def test_a_note_that_is_not_for_us_now_opens_nothing(client, place, wren, claims):
    place.claims = claims
    assert come_back(client, place, KEY).status_code == 403
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_note_that_anybody_could_have_signed_opens_nothing(client, place, wren, algorithm):
    claims = jwt.decode(place.note(), options={"verify_signature": False})
    key = None if algorithm == "none" else "a secret of thirty-two letters, at least"
    forged = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})
    place.bent["/token"] = lambda asked: {"access_token": "x", "id_token": forged}
    assert come_back(client, place, KEY).status_code == 403
    assert not get_user(client).is_authenticated


def test_what_userinfo_says_of_somebody_else_opens_nothing(client, place, wren):
    place.userinfo = {"sub": "wren-2"}
    assert come_back(client, place, KEY).status_code == 403


def test_the_issuer_is_the_one_that_the_environment_names(client, place):
    told = {**place._configuration(), "issuer": "https://other.example"}
    place.bent["/.well-known/openid-configuration"] = lambda asked: told
    assert client.post(ADDRESS).status_code == 502


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://id.example/", "/here", None, 7])
def test_the_browser_is_sent_to_https_alone(client, place, address):
    told = {**place._configuration(), "authorization_endpoint": address}
    place.bent["/.well-known/openid-configuration"] = lambda asked: told
    answer = client.post(ADDRESS)
    assert answer.status_code == 502
    assert "javascript" not in answer.text


def test_a_provider_without_a_confirming_page_will_do(client, place, wren):
    told = place._configuration()
    del told["userinfo_endpoint"]
    place.bent["/.well-known/openid-configuration"] = lambda asked: told
    come_back(client, place, KEY)
    assert get_user(client) == wren


def test_the_secret_goes_where_the_provider_wants_it(client, place, wren):
    come_back(client, place, KEY)
    (first,) = [one for one in place.asked if one.path == "/token"]
    assert first.headers["authorization"].startswith("Basic ")
    client.logout()
    told = place._configuration() | {
        "token_endpoint_auth_methods_supported": ["client_secret_post"]
    }
    place.bent["/.well-known/openid-configuration"] = lambda asked: told
    come_back(client, place, KEY)
    (last,) = [one for one in place.asked if one.path == "/token"][1:]
    assert last.fields["client_secret"] == "oidc-secret-word"


def test_its_name_stands_on_the_page_and_without_it_there_is_no_way(client, place, settings):
    assert "Go on with Our house" in client.get("/account/login/").text
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Our house" not in client.get("/account/login/").text
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/account/with/openid_connect/back/?state=x&code=y").status_code == 404
