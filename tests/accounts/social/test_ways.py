"""Connecting and removing accounts elsewhere, and whom an address does not let in."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.core import mail
from django.utils import timezone

from apps.accounts.invitations import invite
from apps.accounts.models import Invitation, User
from tests.accounts.conftest import PASSWORD
from tests.accounts.social.conftest import begin, come_back
from tests.accounts.social.test_openid import KEY, SIGN_UP
from tests.security.doors import say_again
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("oidc")]
WAYS = "/account/ways-in/"


@pytest.fixture
def sure(signed_in, wren):
    """Signed in, and asked for the password a moment ago."""
    say_again(signed_in, wren)
    return signed_in


def connected(person, uid="social.example/109", **fields):
    given = {"provider": "mastodon", "extra_data": {"name": "@wren@social.example"}} | fields
    return SocialAccount.objects.create(user=person, uid=uid, **given)


@pytest.mark.parametrize("here", [True, False])
def test_a_confirmed_address_elsewhere_lets_nobody_into_an_account_here(
    client, place, confirmed, here
):
    ines = make_user(email="wren@example.org")
    EmailAddress.objects.create(user=ines, email=ines.email, verified=here, primary=True)
    answer = come_back(client, place, KEY)
    assert answer.url == "/account/with/"
    done = client.post(answer.url, SIGN_UP)
    assert not get_user(client).is_authenticated
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert done.url == "/account/confirm-email/"
    assert mail.outbox[0].to == ["wren@example.org"]


def test_an_address_that_somebody_else_wishes_to_have_is_free(client, place, confirmed):
    ines = make_user()
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    EmailAddress.objects.create(user=ines, email="wren@example.org", verified=False)
    client.post(come_back(client, place, KEY).url, SIGN_UP)
    assert get_user(client).email == "wren@example.org"
    assert EmailAddress.objects.get(email="wren@example.org").user == get_user(client)


def test_an_account_is_connected_after_the_password_and_told_by_mail(sure, place, wren):
    answer = come_back(sure, place, KEY)
    assert answer.url == WAYS
    assert SocialAccount.objects.get().user == wren
    assert "Our house" in mail.outbox[-1].body
    assert "wren" in sure.get(WAYS).text


def test_setting_out_to_connect_asks_for_the_password_first(signed_in, place):
    answer = signed_in.post("/account/with/mastodon/", {"host": "social.example"})
    assert answer.url.startswith("/account/reauthenticate/")
    assert place.asked == []


def test_after_the_password_one_is_on_the_way(signed_in, place):
    first = signed_in.post("/account/with/mastodon/", {"host": "social.example"})
    answer = signed_in.post(first.url, {"password": PASSWORD})
    assert (answer.status_code, "On the way" in answer.text) == (200, True)


def test_an_account_of_somebody_else_is_not_taken(sure, place, wren):
    ines = make_user()
    connected(ines)
    answer = come_back(sure, place)
    assert "opens somebody else" in sure.get(answer.url).text
    assert SocialAccount.objects.get().user == ines


def test_removing_asks_for_the_password_first(signed_in, wren):
    account = connected(wren)
    answer = signed_in.post(f"{WAYS}{account.pk}/remove/")
    assert answer.url.startswith("/account/reauthenticate/")
    signed_in.post(answer.url, {"password": PASSWORD})
    assert SocialAccount.objects.count() == 0
    assert "does not open your pages any more" in mail.outbox[-1].body


def test_the_last_way_in_stays(client, place, wren):
    wren.set_unusable_password()
    wren.save()
    account = connected(wren)
    come_back(client, place)
    answer = client.post(f"{WAYS}{account.pk}/remove/", follow=True)
    assert "This is your only way in." in answer.text
    assert SocialAccount.objects.count() == 1


def test_a_password_is_no_way_in_while_passwords_are_off(client, place, wren, settings):
    settings.PASSWORDS = False
    account = connected(wren)
    come_back(client, place)
    client.post(f"{WAYS}{account.pk}/remove/")
    assert SocialAccount.objects.count() == 1


def test_a_place_that_is_not_offered_is_no_way_in(client, place, wren, settings):
    wren.set_unusable_password()
    wren.save()
    account = connected(wren)
    connected(wren, "1", provider="github")
    come_back(client, place)
    client.post(f"{WAYS}{account.pk}/remove/")
    assert SocialAccount.objects.count() == 2


def test_one_that_is_not_offered_any_more_can_be_removed(sure, wren):
    account = connected(wren, "1", provider="github")
    assert "GitHub" in sure.get(WAYS).text
    sure.post(f"{WAYS}{account.pk}/remove/")
    assert SocialAccount.objects.count() == 0


def test_an_account_of_another_person_is_not_there(sure):
    theirs = connected(make_user())
    assert sure.post(f"{WAYS}{theirs.pk}/remove/").status_code == 404
    assert "@wren@social.example" not in sure.get(WAYS).text


def test_an_account_that_sleeps_is_not_entered(client, place, wren):
    connected(wren)
    User.objects.update(is_active=False)
    assert come_back(client, place).url == "/account/inactive/"
    assert not get_user(client).is_authenticated


def test_a_sign_up_that_is_sent_twice_makes_one_account(client, place):
    address = come_back(client, place, KEY).url
    client.post(address, SIGN_UP)
    assert client.post(address, SIGN_UP).status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize("field", ["email", "time_zone"])
def test_a_sign_up_with_something_missing_keeps_what_was_typed(client, place, field):
    address = come_back(client, place, KEY).url
    answer = client.post(address, SIGN_UP | {field: ""})
    assert answer.status_code == 422
    assert 'value="Wren"' in answer.text


def test_a_way_that_was_taken_away_meanwhile_makes_no_account(client, place, settings):
    address = come_back(client, place, KEY).url
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert client.post(address, SIGN_UP).status_code == 404


def test_without_coming_from_somewhere_there_is_no_account_to_make(client):
    assert client.get("/account/with/").url == "/account/login/"


def test_a_sign_in_changes_the_session(client, place, wren):
    connected(wren)
    back = place.authorize(begin(client))
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


def test_the_page_of_ways_takes_as_many_queries_for_one_as_for_thirty(
    sure, wren, django_assert_num_queries
):
    connected(wren)
    sure.get(WAYS)
    with django_assert_num_queries(3):
        sure.get(WAYS)
    for number in range(30):
        connected(wren, f"social.example/{number}")
    with django_assert_num_queries(3):
        sure.get(WAYS)


@pytest.mark.parametrize(("confirmed_before", "left"), [(True, 1), (False, 0)])
def test_a_new_password_for_an_unconfirmed_address_leaves_no_door_of_a_stranger(
    client, wren, confirmed_before, left
):
    connected(wren)
    EmailAddress.objects.create(user=wren, email=wren.email, verified=confirmed_before)
    client.post("/account/password/reset/", {"email": wren.email})
    path = re.search(r"http://localhost:8000(/account/password/reset/key/\S+)", mail.outbox[0].body)
    typed = {"password1": "another plain one", "password2": "another plain one"}
    client.post(client.get(path[1]).url, typed)
    assert SocialAccount.objects.count() == left


@pytest.mark.parametrize(
    ("url", "other"),
    [("/account/ways/", "/account/ways-in/"), ("/account/ways-in/", "/account/ways/")],
)
def test_the_two_pages_of_ways_lead_to_one_another(signed_in, url, other):
    assert f'href="{other}"' in signed_in.get(url).text


@pytest.fixture
def invited(client, settings):
    """Two browsers that opened one invitation, on a copy that takes nobody without."""
    settings.SIGN_UP = "invitation"
    link = invite(by=None, now=timezone.now()).removeprefix(settings.SITE_URL)
    browsers = client, type(client)()
    for browser in browsers:
        browser.get(link)
    return browsers


def test_an_invitation_makes_one_account_whichever_way_it_is_made(invited, place):
    first, second = invited
    address = come_back(first, place, KEY).url
    place.claims = place.userinfo = {"sub": "ines-1"}
    come_back(second, place, KEY)
    first.post(address, SIGN_UP)
    answer = second.post(address, SIGN_UP | {"email": "ines@example.org"}, follow=True)
    assert "by invitation" in answer.text
    assert get_user(first) == User.objects.get()
    assert Invitation.objects.exclude(used_at=None).count() == 1


def test_an_account_elsewhere_is_no_way_in_without_an_invitation(client, place, settings):
    settings.SIGN_UP = "invitation"
    assert "by invitation" in come_back(client, place, KEY).text
