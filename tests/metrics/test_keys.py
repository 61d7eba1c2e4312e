"""Keys that people give: locked away, never shown, replaced, forgotten, lost."""

import base64
import secrets
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from apps.metrics import operations
from apps.metrics.models import Source
from apps.metrics.reading import Errand
from apps.metrics.sealing import seal
from tests.support.keyed import keyed
from tests.support.metrics import NOW, again, connect, go, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyed_provider", "at_nine")]
KEY = "key-of-wrens-own"


def new_key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def errand(source):
    return Errand.to(again(source), since=NOW)


@pytest.fixture
def source(user):
    return keyed(user, sealed_secret=seal(KEY))


def test_a_key_is_locked_in_the_database_and_opened_for_the_visit(client, user):
    assert connect(client, "keyed", handle="@wren", token=f" {KEY} ").status_code == 302
    source = Source.objects.get()
    assert KEY not in source.sealed_secret
    assert errand(source).account.secret == KEY
    assert KEY not in repr(errand(source)) + repr(source) + str(source.settings)


def test_a_key_of_the_wrong_shape_is_told_beside_its_field_and_not_put_back(client, user):
    response = connect(client, "keyed", handle="@wren", token="a-wrong-one")
    assert (response.status_code, Source.objects.count()) == (422, 0)
    assert "A key begins with key-." in response.text
    assert "a-wrong-one" not in response.text
    assert 'value="@wren"' in response.text


def test_no_page_shows_a_key_that_is_kept(client, source):
    pages = [client.get(page(name, source)).text for name in ("source", "source_key")]
    assert all("A key is kept" in text for text in pages)
    assert [text for text in pages if KEY in text or source.sealed_secret in text] == []


def test_another_key_takes_its_place_and_is_tried_at_once(client, source):
    Source.objects.update(state="needs_you", outcome="needs_sign_in", next_visit_at=None)
    response = client.post(page("source_key", source), {"token": "key-two"})
    found = again(source)
    assert (response.status_code, errand(found).account.secret) == (302, "key-two")
    assert (found.state, found.next_visit_at) == ("checking", NOW)


def test_a_key_of_the_wrong_shape_leaves_the_old_one(client, source):
    response = client.post(page("source_key", source), {"token": "two"})
    assert (response.status_code, errand(source).account.secret) == (422, KEY)


def test_a_key_that_is_forgotten_is_gone_and_the_source_asks_for_one(client, source):
    client.post(page("source_key_forget", source))
    found = again(source)
    assert (found.sealed_secret, found.state, found.next_visit_at) == ("", "needs_you", None)
    text = client.get(page("source", source)).text
    assert "Keyed is read with a key, and none is kept here." in text
    assert client.post(page("source_fetch", source))["Location"] == page("source_key", source)


@pytest.mark.parametrize("erase", [True, False])
def test_a_removed_source_keeps_no_key(source, erase):
    operations.remove_source(source=source, erase=erase, now=NOW)
    assert Source.objects.get().sealed_secret == ""


def test_what_is_typed_for_another_account_does_not_take_the_key_along(user):
    source = keyed(user, confirmed_at=None, sealed_secret=seal(KEY))
    account = source.reader.parse({"handle": "@shop", "token": "key-shop"})
    operations.change_source(source=source, account=account, now=NOW)
    assert errand(source).account.secret == "key-shop"


def test_a_key_that_cannot_be_opened_is_told_in_plain_words(client, source, settings, network):
    network.say("keyed.example", "/me", {"followers": 3})
    settings.SOURCE_KEYS = [new_key()]
    assert errand(source).account.secret == ""
    assert go() == 1
    found = again(source)
    assert (found.state, found.detail, found.next_visit_at) == ("needs_you", "key-lost", None)
    text = client.get(page("source", source)).text
    assert "The key that you gave can no longer be opened here." in text
    assert "Give it again. Nothing is wrong where you made it." in text


def test_a_key_that_is_refused_there_is_told_apart_from_a_sign_in(client, source):
    Source.objects.update(state="needs_you", outcome="needs_sign_in", detail="HTTP 401")
    text = client.get(page("source", source)).text
    assert "Keyed does not accept the key that you gave." in text
    assert "Make a new key there and put it in place of the one kept here." in text


def test_a_strangers_key_is_not_found(client, user):
    other = keyed(sealed_secret=seal(KEY))
    assert client.get(page("source_key", other)).status_code == 404
    assert client.post(page("source_key_forget", other)).status_code == 404
    assert again(other).sealed_secret


def rotated():
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue().splitlines()


def test_keys_are_locked_again_with_the_newest_and_a_second_time_changes_nothing(source, settings):
    old, new = settings.SOURCE_KEYS[0], new_key()
    settings.SOURCE_KEYS = [new, old]
    assert rotated() == ["Locked again with the newest key: 1. Locked with it already: 0."]
    sealed = again(source).sealed_secret
    assert Fernet(new).decrypt(sealed).decode() == KEY
    assert rotated() == ["Locked again with the newest key: 0. Locked with it already: 1."]
    assert again(source).sealed_secret == sealed
    settings.SOURCE_KEYS = [new]
    assert errand(source).account.secret == KEY


def test_a_key_that_none_opens_is_counted_and_left(source, settings):
    settings.SOURCE_KEYS = [new_key()]
    assert rotated()[1] == "None of SOURCE_KEYS opens 1: their owners are asked at the next visit."
    assert again(source).sealed_secret == source.sealed_secret
