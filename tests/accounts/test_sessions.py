"""Where somebody is signed in, and ending it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from apps.accounts.sessions import browser_words, network_words
from tests.accounts.conftest import PASSWORD
from tests.support.factories import make_user
from tests.support.pages import plain

LIST, LOGIN = reverse("accounts:session_list"), reverse("account_login")
OTHERS = reverse("accounts:session_end_others")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def browser(user_agent=FIREFOX, address="203.0.113.77", person="wren@example.org"):
    """Return a browser that has signed in."""
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    client.post(LOGIN, {"login": person, "password": PASSWORD})
    return client


def say_again(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_sign_in_is_noted_with_no_more_of_its_address_than_the_network(wren):
    with time_machine.travel(NOW, tick=False):
        browser()
        browser(address="2001:db8:1:2:3::4")
    told = UserSession.objects.order_by("pk").values_list("user", "ip", "user_agent", "created_at")
    assert list(told) == [
        (wren.pk, "203.0.113.0", FIREFOX, NOW),
        (wren.pk, "2001:db8:1::", FIREFOX, NOW),
    ]


def test_a_browser_is_seen_at_most_once_an_hour(wren):
    with time_machine.travel(NOW, tick=False) as clock:
        client = browser()
        clock.shift(timedelta(minutes=59))
        client.get(LIST)
        first = UserSession.objects.get().last_seen_at
        clock.shift(timedelta(minutes=2))
        client.get(LIST)
    assert (first, UserSession.objects.get().last_seen_at) == (NOW, NOW + timedelta(minutes=61))


def test_the_session_is_another_after_signing_in(client, wren):
    session = client.session
    session["before"] = "kept"
    session.save()
    before = client.cookies["sidenote"].value
    client.post(LOGIN, {"login": "wren@example.org", "password": PASSWORD})
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_the_list_names_each_browser_this_one_first(wren):
    with time_machine.travel(NOW, tick=False):
        here = browser()
        browser("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Mobile Safari/604.1", "::1")
        page = plain(here.get(LIST).content.decode())
    assert page.index("Firefox on Linux This browser Since 18 November 2026, 12:00") < page.index(
        "Safari on iPhone Since 18 November 2026, 12:00, from this machine."
    )
    assert "from 203.0.113.0/24." in page


def test_the_list_asks_as_much_for_one_browser_as_for_many(wren, django_assert_num_queries):
    here = browser()
    here.get(LIST)
    with django_assert_num_queries(4):
        here.get(LIST)
    for _ in range(4):
        browser()
    with django_assert_num_queries(4):
        here.get(LIST)


def test_another_browser_is_signed_out_once_one_has_said_again_who_it_is(wren):
    here, there = browser(), browser()
    other = UserSession.objects.order_by("-pk")[0]
    end = reverse("accounts:session_end", args=[other.pk])
    assert here.post(end).url.startswith(reverse("account_reauthenticate"))
    assert get_user(there).is_authenticated
    say_again(here)
    assert here.post(end).url == LIST
    assert (get_user(here).is_authenticated, get_user(there).is_authenticated) == (True, False)


def test_all_others_are_signed_out(wren):
    here, *others = [browser() for _ in range(3)]
    say_again(here)
    assert here.post(OTHERS).url == LIST
    assert [get_user(one).is_authenticated for one in (here, *others)] == [True, False, False]
    assert UserSession.objects.get().session_key == here.session.session_key


def test_somebody_elses_session_is_not_there(wren):
    other = make_user(email="ines@example.org")
    theirs = browser(person=other.email)
    here = browser()
    say_again(here)
    pk = UserSession.objects.get(user=other).pk
    assert here.post(reverse("accounts:session_end", args=[pk])).status_code == 404
    assert get_user(theirs).is_authenticated


def test_this_browser_has_a_page_of_its_own_to_sign_out(wren):
    here = browser()
    say_again(here)
    end = reverse("accounts:session_end", args=[UserSession.objects.get().pk])
    assert here.post(end).url == reverse("account_logout")


def test_a_new_password_ends_every_other_session_and_they_leave_the_list(wren):
    here, there = browser(), browser()
    new = {"oldpassword": PASSWORD, "password1": "three quiet herons"}
    here.post(reverse("account_change_password"), new | {"password2": "three quiet herons"})
    assert here.get(LIST).content.decode().count("<dt>") == 1
    assert (get_user(here).is_authenticated, get_user(there).is_authenticated) == (True, False)
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["203.0.113.0"]


@pytest.mark.django_db
def test_looking_around_is_noted_too(client):
    make_user(is_demo=True)
    client.post(reverse("accounts:look_around"))
    assert client.get(LIST).content.decode().count("<dt>") == 1


@pytest.mark.parametrize("url", [OTHERS, reverse("accounts:session_end", args=[1])])
def test_a_visit_ends_nothing(signed_in, url):
    assert signed_in.get(url).status_code == 405


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Version/19 Safari/605.1", "Safari on Mac"),
        ("curl/8.5.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(user_agent, words):
    assert browser_words(user_agent) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.0", "this machine"),
        ("::", "this machine"),
        ("198.51.100.0", "198.51.100.0/24"),
        ("2001:db8:1::", "2001:db8:1::/48"),
    ],
)
def test_a_network_is_written_as_one(address, words):
    assert network_words(address) == words
