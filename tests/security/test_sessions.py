"""Sessions: another one with each sign-in, ended with the password; nobody learns who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user, hashers
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.metrics.tasks import tidy
from tests.security.owner import make_person

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "a plain password", "three quiet herons"
NAME = "sidenote"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def wren():
    return make_person(email="wren@example.org")


@pytest.fixture
def hashed(monkeypatch):
    """How often a password is hashed: Django's hasher, with a count."""
    calls, hash_it = [], hashers.MD5PasswordHasher.encode

    def counted(hasher, password, salt):
        calls.append(len(password))
        return hash_it(hasher, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    return calls


def sign_in(browser, password=PASSWORD, login="wren@example.org"):
    return browser.post(reverse("account_login"), {"login": login, "password": password})


def signed_in():
    browser = Client()
    assert sign_in(browser).status_code == 302
    return browser


def test_a_session_from_before_is_not_the_one_after(client, wren):
    """auth-018: what somebody put into the browser beforehand opens nothing."""
    client.cookies[NAME] = "attacker0attacker0attacker0attac"
    client.get(reverse("account_login"))
    sign_in(client)
    chosen = client.cookies[NAME].value
    assert chosen != "attacker0attacker0attacker0attac"
    other = Client()
    other.cookies[NAME] = "attacker0attacker0attacker0attac"
    assert not get_user(other).is_authenticated


def test_each_sign_in_is_another_session(wren):
    first, second = signed_in(), signed_in()
    assert first.cookies[NAME].value != second.cookies[NAME].value


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(wren):
    browser, copy = signed_in(), Client()
    copy.cookies[NAME] = browser.cookies[NAME].value
    assert get_user(copy) == wren
    browser.post(reverse("account_logout"))
    assert not get_user(copy).is_authenticated


def test_a_changed_password_ends_the_other_sessions(wren):
    here, elsewhere = signed_in(), signed_in()
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), sent)
    assert (get_user(here), get_user(elsewhere).is_authenticated) == (wren, False)


def test_a_password_chosen_by_link_ends_every_session(wren, mailoutbox):
    elsewhere, browser = signed_in(), Client()
    browser.post(reverse("account_reset_password"), {"email": wren.email})
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]
    sent = {"password1": NEW, "password2": NEW}
    assert browser.post(browser.get(link).url, sent).status_code == 302
    assert not get_user(elsewhere).is_authenticated
    assert "no longer works" in Client().get(link).content.decode()


def test_a_link_for_a_password_ends_with_the_address_it_was_sent_to(wren, mailoutbox):
    """auth-017."""
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": wren.email})
    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[-1].body)[1]
    wren.email = "elsewhere@example.org"
    wren.save()
    wren.emailaddress_set.update(email=wren.email)
    assert "no longer works" in browser.get(link).content.decode()


def test_a_sleeping_account_has_no_session_from_then_on(wren):
    browser = signed_in()
    wren.is_active = False
    wren.save()
    assert not get_user(browser).is_authenticated
    assert browser.get(reverse("accounts:preferences")).status_code == 302


def test_a_session_has_an_end_and_says_nothing_but_who(wren):
    session = Session.objects.get(pk=signed_in().cookies[NAME].value)
    kept = session.get_decoded()
    assert set(kept) <= {
        *("_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_session_expiry"),
        *("account_authentication_methods", "account_authentication_methods_user", "noted"),
    }
    assert re.fullmatch(r"\w{8} \d+", kept["noted"])


def test_sessions_that_are_over_are_forgotten_within_the_hour(wren):
    over, kept = signed_in().cookies[NAME].value, signed_in().cookies[NAME].value
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(seconds=1))
    tidy()
    assert list(Session.objects.values_list("pk", flat=True)) == [kept]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_login", {"login": "{}", "password": "another"}),
        ("account_reset_password", {"email": "{}"}),
        ("account_reset_password", {"email": "{}", "next": "/goals/"}),
    ],
)
def test_known_and_unknown_get_the_same_answer(wren, name, sent):
    """auth-001, auth-002: status, place, cookies and page, but for the address that was typed."""
    told = []
    for email in (wren.email, "ines@example.org"):
        given = {key: value.format(email) for key, value in sent.items()}
        answer = Client().post(reverse(name), given)
        page = TOKEN.sub("", answer.content.decode()).replace(email, "")
        told.append((answer.status_code, answer.get("Location"), set(answer.cookies), page))
    assert told[0] == told[1]


@pytest.mark.parametrize("email", ["wren@example.org", "ines@example.org"])
def test_known_or_unknown_a_sign_in_costs_one_hash(wren, hashed, email):
    """auth-001: the hash is what takes time, so that the clock tells nobody who has an account."""
    hashed.clear()
    sign_in(Client(), "another", email)
    assert len(hashed) == 1


def test_a_password_of_a_megabyte_is_hashed_by_nobody(wren, hashed):
    """auth-007."""
    hashed.clear()
    answer = sign_in(Client(), "a" * 1_000_000)
    assert (answer.status_code, hashed) == (422, [])


@pytest.mark.parametrize("password", ["ä ö 雪 🐦 " * 8, "x" * 1000, "  spaces  around  "])
def test_a_long_password_of_any_letters_is_taken_as_it_is(password, mailoutbox):
    """auth-008: nothing is cut off and nothing is forbidden."""
    sent = {"email": "ines@example.org", "password1": password, "time_zone": "UTC"}
    assert Client().post(reverse("account_signup"), sent).status_code == 302
    assert sign_in(Client(), password, "ines@example.org").status_code == 302
    assert sign_in(Client(), password[:-1], "ines@example.org").status_code == 422


def test_eleven_wrong_passwords_for_eleven_people_have_to_wait():
    """auth-005: by the address that they come from, whoever they are about."""
    cache.clear()
    answers = [sign_in(Client(), "wrong", f"p{n}@example.org") for n in range(11)]
    assert "too often" in answers[-1].content.decode()
    assert "too often" not in answers[-2].content.decode()
