"""An account one signs in with, offered as a source that needs no other proof."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user

from apps.accounts.social.adapter import NEWLY_CONNECTED
from apps.metrics import operations
from apps.metrics.models import Proof, Source
from apps.providers import PROVIDERS
from apps.providers.base import Account
from tests.support.factories import make_source, make_user
from tests.support.metrics import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def account(user):
    return signs_in_with(user)


def signs_in_with(user, uid="social.example/109", provider="mastodon"):
    name = {"name": "@wren@social.example"}
    return SocialAccount.objects.create(user=user, uid=uid, provider=provider, extra_data=name)


def offer(account):
    return f"/sources/yours/{account.pk}/"


def test_the_page_says_which_account_and_makes_nothing(client, account):
    answer = client.get(offer(account))
    assert "@wren@social.example" in answer.text
    assert Source.objects.count() == 0


def test_accepting_makes_a_source_that_is_proved_by_the_sign_in(client, account):
    answer = client.post(offer(account))
    source = Source.objects.get()
    assert answer.url == f"/sources/{source.pk}/"
    assert (source.provider, source.host, source.account_id, source.handle) == (
        "mastodon",
        "social.example",
        "109",
        "@wren@social.example",
    )
    assert (source.is_awaited(NOW), source.sealed_secret) == (True, "")
    assert (source.proof.how, source.proof.proved_at) == ("sign", NOW)


def test_one_that_is_connected_already_is_proved(client, user, account):
    source = make_source(user, host="social.example", account_id="109")
    client.post(offer(account))
    assert Source.objects.get() == source
    assert "by signing in there" in client.get(f"/sources/{source.pk}/proof/").text


def test_a_code_that_waits_counts_as_shown(client, user, account):
    source = make_source(user, host="social.example", account_id="109")
    Proof.objects.create(source=source, code="a-code", made_at=NOW)
    client.post(offer(account))
    assert (Proof.objects.get().code, Proof.objects.get().how) == ("a-code", "sign")


def test_what_is_proved_is_offered_no_more(client, account):
    assert offer(account) in client.get("/sources/connect/").text
    client.post(offer(account))
    assert offer(account) not in client.get("/sources/connect/").text
    assert client.get(offer(account)).status_code == 404


def test_the_same_id_at_another_host_proves_nothing(client, user, account):
    other = make_source(user, host="other.example", account_id="109")
    client.post(offer(account))
    assert not Proof.objects.filter(source=other).exists()
    assert Source.objects.count() == 2


def test_a_handle_that_was_typed_before_is_not_proved_by_its_name(client, user, account):
    operations.connect_source(
        user=user,
        provider=PROVIDERS["mastodon"],
        account=Account("@wren@social.example", "social.example"),
        now=NOW,
    )
    assert client.post(offer(account)).url == "/sources/"
    assert Proof.objects.count() == 0


def test_pointing_it_at_another_account_takes_the_proof_away(client, account):
    client.post(offer(account))
    source = Source.objects.get()
    typed = {"handle": "@ines@social.example"}
    client.post(f"/sources/{source.pk}/edit/", typed)
    assert (Source.objects.get().handle, Proof.objects.count()) == ("@ines@social.example", 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_of_somebody_else_is_not_there(client, user, method):
    theirs = signs_in_with(make_user())
    assert getattr(client, method)(offer(theirs)).status_code == 404


def test_an_account_at_another_kind_of_place_is_not_offered(client, user):
    other = signs_in_with(user, "1", "github")
    assert client.get(offer(other)).status_code == 404


def test_after_connecting_the_offer_is_made_once(client, account):
    session = client.session
    session[NEWLY_CONNECTED] = account.pk
    session.save()
    assert client.get("/write/").url == offer(account)
    assert client.get("/write/").url != offer(account)
    assert get_user(client).is_authenticated
