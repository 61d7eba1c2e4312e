"""What is tried at the ways in that are not a password: each is refused, and nobody comes in."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import MastodonHost
from apps.metrics.sealing import seal
from tests.security.doors import APP_SECRET, HOST
from tests.security.owner import make_person

pytestmark = pytest.mark.django_db
NEW = "three quiet herons"


@pytest.fixture
def wren():
    cache.clear()
    return make_person(email="wren@example.org")


@pytest.fixture
def way_back():
    """Where a host that knows us sends browsers back to."""
    MastodonHost.objects.create(
        host=HOST,
        client_id="c",
        sealed_secret=seal("s"),
        scope="profile",
        registered_at=timezone.now(),
    )
    return reverse("accounts:mastodon_back", args=[HOST])


@pytest.mark.parametrize("query", ["code=x", "code=x&state=other", "state=", "error=access_denied"])
def test_coming_back_from_where_nobody_set_out_leads_nowhere(way_back, query):
    """auth-021, auth-022."""
    browser = Client()
    answer = browser.get(f"{way_back}?{query}")
    assert (answer.status_code, get_user(browser).is_authenticated) == (400, False)


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(wren, mailoutbox):
    """auth-029."""
    TOTP.activate(wren, APP_SECRET)
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": wren.email})
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]
    browser.post(browser.get(link).url, {"password1": NEW, "password2": NEW})
    assert not get_user(browser).is_authenticated
    answer = browser.post(reverse("account_login"), {"login": wren.email, "password": NEW})
    assert answer.url == reverse("mfa_authenticate")
    assert not get_user(browser).is_authenticated
