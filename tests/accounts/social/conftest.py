from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.elsewhere import CLIENT_ID, ISSUER

OIDC = {
    "client_id": CLIENT_ID,
    "secret": "oidc-secret-word",
    "name": "Our house",
    "settings": {"server_url": ISSUER},
}
ONWARD = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


@pytest.fixture
def oidc(settings):
    """An OpenID Connect provider that the environment names."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC]}}


def onward(response):
    """Where the page goes on to."""
    assert response.status_code == 200, response.text
    return unescape(ONWARD.search(response.text)[1])


def begin(client, key="mastodon", **typed):
    """Set out, and return where the browser is sent."""
    typed = {"host": "social.example"} | typed if key == "mastodon" else typed
    return onward(client.post(f"/account/with/{key}/", typed))


def come_back(client, place, key="mastodon", **typed):
    """Sign in the whole way, and return what we answer to the browser that comes back."""
    return client.get(place.authorize(begin(client, key, **typed)))
