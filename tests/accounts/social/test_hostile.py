"""Places that answer badly: a page in our words, an honest status, and nobody signed in."""

from __future__ import annotations

import logging
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.test import Client

from apps.accounts.models import MastodonHost
from tests.accounts.social.conftest import begin, come_back, onward
from tests.accounts.social.test_openid import KEY
from tests.support.elsewhere import TOKEN
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("oidc")]
HTML = {"Content-Type": "text/html"}
MASTODON = ["/api/v1/apps", "/oauth/token", "/api/v1/accounts/verify_credentials"]
OIDC = ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"]
BAD = {
    "not JSON": (200, b"<h1>Words</h1>", HTML),
    "JSON that is none": (200, b"{"),
    "too much": (200, b'{"a": "' + b"x" * 2_100_000 + b'"}'),
    "a list": (200, []),
    "a number": (200, 7),
    "nothing": (200, None),
    "other things": (200, {"id": {}, "client_id": [], "keys": 3, "access_token": {}, "sub": None}),
    "broken down": (500, {}),
    "inward": (302, b"", {"Location": "http://169.254.169.254/latest/"}),
    "to this machine": (302, b"", {"Location": "https://localhost/"}),
}


def tried(client, place, path):
    """Go as far as the place lets us, and return the page that tells of the end."""
    key = KEY if path in OIDC else "mastodon"
    first = client.post(f"/account/with/{key}/", {"host": "social.example"})
    return first if first.status_code != 200 else client.get(place.authorize(onward(first)))


@pytest.mark.parametrize("how", BAD)
@pytest.mark.parametrize("path", [*MASTODON, *OIDC])
def test_a_place_that_answers_badly_gets_a_page_in_our_words(client, place, path, how):
    place.bent[path] = lambda asked: BAD[how]
    answer = tried(client, place, path)
    assert answer.status_code in (403, 502)
    assert "Nothing was changed here." in answer.text
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("path", [*MASTODON, *OIDC])
def test_a_slow_place_is_waited_for_no_longer_than_all_in_all(client, place, settings, path):
    settings.SIGN_IN_SECONDS = 0.3

    def slow(asked):
        time.sleep(0.5)
        return {}

    place.bent[path] = slow
    answer = tried(client, place, path)
    assert answer.status_code == 504
    assert "took too long" in answer.text


def test_all_questions_of_one_request_share_the_time(client, place, settings):
    settings.SIGN_IN_SECONDS = 0.5
    back = place.authorize(begin(client))

    def late(then):
        def answer(asked):
            time.sleep(0.35)
            return then()

        return answer

    place.bent["/oauth/token"] = late(lambda: {"access_token": TOKEN})
    place.bent["/api/v1/accounts/verify_credentials"] = late(lambda: place.account)
    assert client.get(back).status_code == 504


def test_a_way_back_leads_here_once(client, place):
    back = place.authorize(begin(client))
    assert client.get(back).status_code == 302
    asked = len(place.asked)
    assert client.get(back).status_code == 400
    assert len(place.asked) == asked


def test_a_way_back_leads_nowhere_in_another_browser(client, place):
    back = place.authorize(begin(client))
    answer = Client().get(back)
    assert answer.status_code == 400
    assert "Begin again." in answer.text


def test_a_host_that_we_registered_with_anew_meanwhile_is_set_out_to_again(client, place):
    back = place.authorize(begin(client))
    MastodonHost.objects.update(client_id="a newer client")
    answer = client.get(back)
    assert (answer.status_code, "Begin again." in answer.text) == (400, True)
    assert MastodonHost.objects.count() == 1


def test_a_code_for_another_sign_in_is_refused_by_pkce(client, place):
    theirs = place.authorize(begin(client))
    ours = place.authorize(begin(client))
    code = theirs.split("code=")[1].split("&")[0]
    swapped = ours.replace(ours.split("code=")[1].split("&")[0], code)
    assert client.get(swapped).status_code == 403


def test_saying_no_there_is_told_in_our_words(client, place):
    address = begin(client)
    state = address.split("state=")[1].split("&")[0]
    answer = client.get(
        f"/account/with/mastodon/social.example/back/?error=access_denied&state={state}"
    )
    assert client.get(answer.url).text.count("You said no there") == 1


@pytest.mark.parametrize(
    "next", ["https://elsewhere.example/", "//elsewhere.example", "/\\e.example"]
)
def test_coming_back_goes_on_to_our_own_pages_alone(client, place, next):
    SocialAccount.objects.create(user=make_user(), provider="mastodon", uid="social.example/109")
    assert come_back(client, place, next=next).url == "/"


def test_no_log_line_holds_an_address_a_code_or_a_token(client, place, caplog):
    caplog.set_level(logging.DEBUG)
    place.bent["/api/v1/accounts/verify_credentials"] = lambda asked: (200, {"note": "a-word"})
    place.bent["/oauth/token"] = lambda asked: {"access_token": TOKEN}
    come_back(client, place)
    place.bent["/oauth/token"] = lambda asked: (400, {"error": "word-of-theirs"})
    come_back(client, place)
    # What django.request says goes nowhere: see LOGGING.
    records = [one for one in caplog.records if one.name != "django.request"]
    said = "\n".join(f"{one.getMessage()} {one.exc_text}" for one in records)
    assert "signing in" in said
    words = ("social.example/", "code-0", "code-1", TOKEN, "a-word", "word-of-theirs")
    assert [word for word in words if word in said] == []


def test_an_address_may_set_out_so_often_in_a_minute(client, place):
    for _ in range(20):
        begin(client)
    answer = client.post("/account/with/mastodon/", {"host": "social.example"})
    assert answer.status_code == 429
