"""Counts hold however many ask at once; whoever is refused is told when to come again."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.core.limiting import forget_tries, household, take
from apps.core.limits import LIMITS, OF_ONE_SESSION, Limit
from apps.core.models import Tries
from apps.metrics.models import Check, Source
from apps.metrics.operations import CHECKS_AN_HOUR
from apps.metrics.tasks import tidy
from tests.security.asking import named_routes
from tests.security.crowd import AT_ONCE, at_once
from tests.security.doors import APP_SECRET
from tests.support.factories import make_source, make_user

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
THREE = Limit(3, timedelta(minutes=1))
WRONG = "do not belong together"
NOT_THE_CODE = "That did not fit|This is not the code"
PASSWORD = "a plain password"
GUESSES_ALLOWED = 5


@pytest.fixture
def crowd(transactional_db):
    """As when many are at work: nothing of the test is inside a transaction."""
    cache.clear()
    logging.disable(logging.CRITICAL)
    yield make_user(email="wren@example.org")
    logging.disable(logging.NOTSET)


def browsers_of(person):
    """Return what opens another browser with the same session."""
    first = Client()
    first.force_login(person)

    def opened():
        browser = Client()
        browser.cookies = first.cookies
        return browser

    return opened


def test_every_limit_is_of_a_route_that_there_is():
    assert set(LIMITS) - set(named_routes()) == set()
    assert set(OF_ONE_SESSION) - set(LIMITS) == set()


def test_fifty_at_once_get_no_more_places_than_there_are(crowd):
    taken = at_once(lambda _n: take("a", Limit(7, timedelta(minutes=1)), now=NOW) is None)
    assert taken == {True: 7, False: AT_ONCE - 7}


@pytest.mark.parametrize("addresses", ["one", "many"])
def test_fifty_guesses_at_once_are_five(crowd, addresses):
    def guess(number):
        client = Client(REMOTE_ADDR=f"10.0.0.{number if addresses == 'many' else 1}")
        sent = {"login": "wren@example.org", "password": f"guess {number}"}
        return WRONG in client.post(reverse("account_login"), sent).content.decode()

    assert_few(at_once(guess), GUESSES_ALLOWED)


def assert_few(came, allowed):
    """Say that every one of fifty was answered, some were compared, and no more than `allowed`."""
    assert came[True] in range(1, allowed + 1)
    assert came == {True: came[True], False: AT_ONCE - came[True]}


def ask_in_one_session(first, name, *, address="one"):
    """Send fifty guesses of a code in the session of `first`; return what came of them."""

    def guess(number):
        browser = Client(REMOTE_ADDR=f"10.0.0.{number if address == 'many' else 1}")
        browser.cookies = first.cookies
        answer = browser.post(reverse(name), {"code": f"{number:06}"})
        return answer.status_code == 422 and bool(re.search(NOT_THE_CODE, answer.content.decode()))

    return at_once(guess)


@pytest.mark.parametrize("address", ["one", "many"])
def test_fifty_codes_of_a_mail_at_once_are_five(crowd, mailoutbox, address):
    first = Client()
    first.post(reverse("account_request_login_code"), {"email": crowd.email})
    assert len(mailoutbox) == 1
    came = ask_in_one_session(first, "account_confirm_login_code", address=address)
    assert_few(came, GUESSES_ALLOWED)


@pytest.mark.parametrize("address", ["one", "many"])
def test_fifty_codes_of_an_app_at_once_are_five(crowd, address):
    TOTP.activate(crowd, APP_SECRET)
    first = Client()
    first.post(reverse("account_login"), {"login": crowd.email, "password": PASSWORD})
    assert_few(ask_in_one_session(first, "mfa_authenticate", address=address), GUESSES_ALLOWED)


def test_fifty_passwords_at_once_are_ten_for_somebody_who_is_signed_in(crowd):
    browser = browsers_of(crowd)

    def guess(number):
        answer = browser().post(reverse("account_reauthenticate"), {"password": f"guess {number}"})
        return answer.status_code == 422

    assert_few(at_once(guess), LIMITS["account_reauthenticate"].times)


def test_fifty_sources_at_once_are_as_many_as_an_hour_has_room_for(crowd):
    browser = browsers_of(crowd)

    def connect(number):
        address = reverse("metrics:source_connect", args=["mastodon"])
        browser().post(address, {"handle": f"@w{number}@social.example"})

    at_once(connect)
    assert Source.objects.count() == Check.objects.count() == CHECKS_AN_HOUR


def test_fetch_now_fifty_times_at_once_is_once(crowd):
    source = make_source(crowd)
    browser = browsers_of(crowd)

    def fetch(_number):
        return browser().post(reverse("metrics:source_fetch", args=[source.pk])).status_code

    with time_machine.travel(NOW, tick=False):
        assert at_once(fetch) == {302: AT_ONCE}
    source.refresh_from_db()
    assert source.asked_at == NOW
    assert Tries.objects.get().count == AT_ONCE


@pytest.mark.django_db
def test_places_come_back_when_the_time_is_over():
    told = [take("a", THREE, now=NOW + timedelta(seconds=n)) for n in (0, 20, 59, 59, 60, 61)]
    until = NOW + timedelta(minutes=1)
    assert told == [None, None, None, until, None, None]


@pytest.mark.django_db
def test_a_clock_that_was_a_year_ahead_closes_nothing():
    for _ in range(4):
        take("a", THREE, now=NOW + timedelta(days=365))
    assert take("a", THREE, now=NOW) is None


@pytest.mark.django_db
def test_counts_that_are_over_are_forgotten_within_the_hour():
    take("a", THREE, now=NOW)
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False):
        tidy()
    assert Tries.objects.count() == 1
    with time_machine.travel(NOW + timedelta(minutes=62), tick=False):
        tidy()
    assert Tries.objects.count() == 0
    assert forget_tries(now=NOW) == 0


@pytest.mark.django_db
def test_whoever_is_refused_gets_a_page_that_says_when_to_come_again(client, monkeypatch):
    name = "account_signup"
    monkeypatch.setitem(LIMITS, name, Limit(1, timedelta(minutes=1)))
    with time_machine.travel(NOW, tick=False):
        answers = [client.post(reverse(name)) for _ in range(LIMITS[name].times + 1)]
    assert [one.status_code for one in answers[-2:]] == [422, 429]
    assert "That was a lot at once" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.django_db
def test_allauths_own_refusal_is_the_same_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    for _ in range(2):
        answer = client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")


@pytest.mark.django_db
def test_looking_at_a_form_counts_nothing(client):
    client.get(reverse("account_login"))
    assert Tries.objects.count() == 0


@pytest.mark.django_db
def test_each_person_and_each_address_is_counted_by_itself(client):
    client.post(reverse("account_login"))
    client.post(reverse("account_login"), REMOTE_ADDR="10.0.0.9")
    client.force_login(make_user())
    client.post(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), REMOTE_ADDR="10.0.0.9")
    assert sorted(Tries.objects.values_list("count", flat=True)) == [1, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"])
def test_no_header_makes_a_sender_somebody_else(client, header):
    """auth-006: without a proxy that is trusted, what a request says of its sender is not read."""
    for number in range(3):
        client.post(reverse("account_login"), headers={header: f"10.0.0.{number}"})
    assert Tries.objects.get().count == 3


def test_the_proxy_that_is_trusted_says_who_sends(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.7"})
    assert household(request) == "198.51.100.7"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ],
)
def test_an_ipv6_household_is_one_sender(rf, address, counted):
    assert household(rf.get("/", REMOTE_ADDR=address)) == counted


@pytest.mark.django_db
def test_the_table_names_no_address_and_no_route(client):
    client.post(reverse("account_login"), REMOTE_ADDR="198.51.100.7")
    assert re.fullmatch("[0-9a-f]{64}", Tries.objects.get().key)
