"""The administrators' pages: people and places, and never a word of anybody's."""

from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.metrics.models import Proof
from tests.accounts.conftest import PASSWORD
from tests.support.factories import make_entry, make_source, make_user
from tests.support.metrics import TODAY

pytestmark = pytest.mark.django_db
PEOPLE, PLACES = "/admin/", "/admin/sources/"


def with_second_factor(person, *, used=True):
    """Return a browser in which somebody came in, with a second factor or without it."""
    key = {"secret": "A" * 32}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=key)
    browser = Client()
    browser.force_login(person)
    if used:
        request = RequestFactory().get("/")
        request.session = browser.session
        record_authentication(request, person, "mfa", type="totp", at=time.time())
        request.session.save()
    return browser


@pytest.fixture
def boss(db):
    return make_user(email="boss@example.org", is_staff=True)


@pytest.fixture
def admin(boss):
    return with_second_factor(boss)


@pytest.mark.parametrize("url", [PEOPLE, PLACES])
def test_strangers_sign_in_as_everywhere_and_people_find_nothing(client, wren, url):
    assert client.get(url).url == f"/account/login/?next={url}"
    client.force_login(wren)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [PEOPLE, PLACES])
def test_an_administrator_needs_a_second_factor(client, boss, wren, url):
    client.force_login(boss)
    answer = client.get(url)
    assert (answer.status_code, "Add a passkey" in answer.text) == (403, True)
    assert wren.email not in answer.text


def test_and_has_to_have_come_in_with_it(boss, wren):
    answer = with_second_factor(boss, used=False).get(PEOPLE)
    assert (answer.status_code, "signed in with one of them" in answer.text) == (403, True)
    assert wren.email not in answer.text


def test_somebody_who_is_no_administrator_needs_no_more_than_that(wren):
    assert with_second_factor(wren).get(PEOPLE).status_code == 404


def test_people_are_told_by_address_and_days(admin, wren):
    page = admin.get(PEOPLE).text
    assert "wren@example.org" in page
    assert "Joined on 1 January 2024. Never signed in." in page
    assert "Wren<" not in page


def test_an_address_can_be_looked_for_and_nothing_else(admin, wren):
    make_entry(wren, TODAY, title="A title-word", body="A body-word")
    assert wren.email in admin.get(PEOPLE, {"q": "WREN@"}).text
    for word in ("title-word", "body-word", "Europe", "%", "argon2"):
        assert wren.email not in admin.get(PEOPLE, {"q": word}).text


@pytest.mark.parametrize("query", ["\x00", "x" * 5000, "'\"<b>", "\ud83d"])
@pytest.mark.parametrize("number", ["1", "0", "-1", "x", "9" * 30])
def test_whatever_is_asked_for_gets_a_page(admin, query, number):
    answer = admin.get(PEOPLE, {"q": query.encode("utf-8", "replace"), "page": number})
    assert answer.status_code == 200


def test_no_page_of_theirs_holds_a_word_or_a_number(admin, wren):
    make_entry(wren, TODAY, title="A title-word", body="A body-word")
    make_source(wren, "by_hand", name="Name-word", handle="Name-word")
    make_source(
        wren, handle="@handle-word@social.example", name="Name-word", pause_note="note-word"
    )
    pages = admin.get(PEOPLE).text + admin.get(PLACES).text
    words = ("title-word", "body-word", "Name-word", "handle-word", "note-word")
    assert [word for word in words if word in pages] == []
    assert wren.email not in admin.get(PLACES).text


def test_places_are_told_by_host_those_that_fail_first(admin, wren):
    since = wren.date_joined
    for state in ("fresh", "fresh", "late"):
        make_source(wren, state=state, last_success_at=since)
    make_source(wren, host="z.example", state="needs_you", failing_since=since)
    page = admin.get(PLACES).text
    assert page.index("z.example") < page.index("social.example")
    assert "Fresh: 2, A little late: 1." in page
    assert "Failing since 1 January 2024, 12:00." in page


def test_somebody_put_to_sleep_is_signed_out_and_stays_out_until_woken(admin, client, wren):
    client.post("/account/login/", {"login": wren.email, "password": PASSWORD})
    assert get_user(client) == wren
    admin.post(f"/admin/people/{wren.pk}/sleep/")
    assert not get_user(client).is_authenticated
    assert "Asleep." in admin.get(PEOPLE).text
    admin.post(f"/admin/people/{wren.pk}/wake/")
    assert User.objects.get(pk=wren.pk).is_active
    assert not get_user(client).is_authenticated


def test_the_public_page_of_an_account_of_theirs_sleeps_too(admin, client, wren):
    source = make_source(wren, address="https://social.example/@wren")
    shown = Proof.objects.create(source=source, code="abc", made_at=wren.date_joined).code
    for act, status in (("wake", 200), ("sleep", 404), ("wake", 200)):
        admin.post(f"/admin/people/{wren.pk}/{act}/")
        assert client.get(f"/is/{shown}/").status_code == status


def test_nobody_wakes_somebody_who_is_being_erased(admin, wren):
    User.objects.filter(pk=wren.pk).update(is_active=False, erase_at=wren.date_joined)
    assert admin.post(f"/admin/people/{wren.pk}/wake/").status_code == 404
    assert not User.objects.get(pk=wren.pk).is_active


def test_administrators_put_nobody_of_their_own_to_sleep(admin, boss):
    other = make_user(is_staff=True)
    for person in (boss, other):
        assert admin.post(f"/admin/people/{person.pk}/sleep/").status_code == 404
    assert User.objects.filter(is_active=True).count() == 2


@pytest.mark.parametrize("act", ["sleep", "wake"])
def test_nobody_else_puts_anybody_to_sleep(client, wren, boss, act):
    url = f"/admin/people/{wren.pk}/{act}/"
    assert client.post(url).url.startswith("/account/login/")
    client.force_login(make_user())
    assert client.post(url).status_code == 404
    client.force_login(boss)
    assert client.post(url).status_code == 403
    assert User.objects.get(pk=wren.pk).is_active


@pytest.mark.parametrize(("url", "count"), [(PEOPLE, 5), (PLACES, 4)])
def test_one_takes_as_many_queries_as_thirty(admin, wren, url, count, django_assert_num_queries):
    make_source(wren)
    with django_assert_num_queries(count):
        admin.get(url)
    for number in range(30):
        make_source(make_user(), host=f"h{number}.example")
    with django_assert_num_queries(count):
        admin.get(url)
