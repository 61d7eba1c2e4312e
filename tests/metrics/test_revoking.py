"""Keys of removed sources: taken back where they were made by the worker, or told to the person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.accounts.models import MastodonHost
from apps.core.sealing import seal
from apps.metrics import collecting, operations, revoking
from apps.metrics.models import Revocation, Source
from apps.metrics.sealing import rotate
from tests.metrics.test_keys import new_key
from tests.support.elsewhere import CLIENT_ID, CLIENT_SECRET
from tests.support.factories import make_source, make_user
from tests.support.metrics import NOW, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
KEY = "key-of-wrens-own"


@pytest.fixture
def known(db):
    """A host that we registered with."""
    return MastodonHost.objects.create(
        host="social.example",
        client_id=CLIENT_ID,
        sealed_secret=seal(CLIENT_SECRET),
        scope="profile",
        registered_at=NOW,
    )


def with_key(user, provider="mastodon", **fields):
    return make_source(user, provider, sealed_secret=seal(KEY), **fields)


def remove(source, **given):
    return operations.remove_source(source=source, erase=False, now=NOW, **given)


def told():
    (row,) = Revocation.objects.all()
    return (row.state, bool(row.sealed_secret), row.tries)


def test_removing_asks_nobody_and_leaves_a_row_for_the_worker(user, place, known):
    source = with_key(user)
    remove(source)
    assert place.asked == []
    assert told() == ("due", True, 0)
    assert Source.objects.get().sealed_secret == ""


def test_the_worker_has_the_token_revoked_and_forgets_it(user, place, known):
    remove(with_key(user))
    assert revoking.revoke_due(now=NOW) == 1
    assert place.revoked == [KEY]
    assert told() == ("done", False, 1)
    assert revoking.revoke_due(now=NOW + timedelta(days=1)) == 0


def test_github_revokes_what_it_is_shown(user, place):
    remove(with_key(user, "github", host="github.example", handle="wren"))
    revoking.revoke_due(now=NOW)
    (asked,) = place.asked
    assert (asked.method, asked.path) == ("POST", "/credentials/revoke")
    assert asked.fields == {"json": '{"credentials": ["key-of-wrens-own"]}'}
    assert told() == ("done", False, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_told_to_the_person_at_once(user, place, known, status):
    place.bent["/oauth/revoke"] = lambda asked: (status, {})
    remove(with_key(user))
    revoking.revoke_due(now=NOW)
    assert told() == ("by_hand", False, 1)


@pytest.mark.parametrize("answer", [(500, {}), (503, {}), (429, {}), (408, {}), (200, b"<p>")])
def test_a_host_that_fails_is_asked_later_and_later_then_given_up(user, place, known, answer):
    place.bent["/oauth/revoke"] = lambda asked: answer
    remove(with_key(user))
    now, waits = NOW, []
    while Revocation.objects.get().state == "due":
        assert revoking.revoke_due(now=now) == 1
        row = Revocation.objects.get()
        if row.next_at:
            waits.append(row.next_at - now)
            assert revoking.revoke_due(now=row.next_at - timedelta(seconds=1)) == 0
            now = row.next_at
    assert waits == list(revoking.WAITS)
    assert told() == ("by_hand", False, 7)


def test_a_worker_that_dies_leaves_it_due_again(user, place, known):
    remove(with_key(user))
    row = Revocation.objects.get()
    assert revoking._claim(row, NOW)
    assert not revoking._claim(Revocation.objects.get(), NOW)
    assert revoking.revoke_due(now=NOW + timedelta(minutes=1)) == 0
    assert revoking.revoke_due(now=NOW + timedelta(minutes=2)) == 1
    assert told() == ("done", False, 2)


@pytest.mark.parametrize("provider", ["mastodon", "youtube", "stack_exchange"])
def test_where_nobody_can_be_asked_the_person_is_told_at_once(client, user, provider):
    remove(with_key(user, provider))
    assert told() == ("by_hand", False, 0)
    text = client.get("/sources/").text
    assert "it goes on working until you revoke it yourself" in text
    address = {
        "mastodon": "https://social.example/settings/applications",
        "youtube": "https://console.cloud.google.com/apis/credentials",
        "stack_exchange": "https://stackapps.com/apps/oauth",
    }[provider]
    assert f'href="{address}"' in text


def test_a_key_that_another_source_is_read_with_stays(user, known):
    first, second = with_key(user), with_key(user)
    remove(first)
    assert Revocation.objects.count() == 0
    remove(second)
    assert Revocation.objects.count() == 1


def test_the_same_key_of_another_person_is_no_hindrance(user, known):
    with_key(make_user())
    remove(with_key(user))
    assert Revocation.objects.count() == 1


def test_a_source_without_a_key_leaves_nothing(user, known):
    remove(make_source(user))
    assert Revocation.objects.count() == 0


def test_one_that_never_answered_has_its_key_taken_back_too(user, place, known):
    remove(with_key(user, confirmed_at=None, state="checking"))
    assert Source.objects.count() == 0
    revoking.revoke_due(now=NOW)
    assert place.revoked == [KEY]


def test_the_person_may_keep_the_key_working(client, user, known):
    source = with_key(user)
    assert (
        "Have the key that you gave revoked at Mastodon too"
        in client.get(page("source_remove", source)).text
    )
    client.post(page("source_remove", source), {"numbers": "keep"})
    assert Revocation.objects.count() == 0


def test_the_page_says_how_it_stands_and_can_be_put_away(client, user, place, known):
    source = with_key(user)
    client.post(page("source_remove", source), {"numbers": "keep", "take_back": "on"})
    row = Revocation.objects.get()
    assert "We are having it revoked at Mastodon." in client.get("/sources/").text
    assert client.post(f"/sources/keys/{row.pk}/put-away/").status_code == 404
    revoking.revoke_due(now=NOW)
    assert "It was revoked at Mastodon on 18 November 2026" in client.get("/sources/").text
    client.post(f"/sources/keys/{row.pk}/put-away/")
    assert "Keys of places" not in client.get("/sources/").text


def test_nobody_sees_or_puts_away_those_of_somebody_else(client, user):
    remove(with_key(make_user(), "youtube"))
    row = Revocation.objects.get()
    assert "Keys of places" not in client.get("/sources/").text
    assert client.post(f"/sources/keys/{row.pk}/put-away/").status_code == 404


def test_what_has_ended_is_told_for_thirty_days(user, known):
    remove(with_key(user, "youtube"))
    remove(with_key(user))
    collecting.tidy(now=NOW + timedelta(days=30))
    assert Revocation.objects.count() == 2
    collecting.tidy(now=NOW + timedelta(days=31))
    assert [row.state for row in Revocation.objects.all()] == ["due"]


def test_all_that_is_locked_is_locked_again_with_a_new_key(user, known, settings):
    remove(with_key(user))
    with_key(user)
    settings.SOURCE_KEYS = [new_key(), *settings.SOURCE_KEYS]
    done = rotate()
    assert (done.renewed, done.already, done.lost) == (3, 0, 0)
    settings.SOURCE_KEYS = settings.SOURCE_KEYS[:1]
    assert (rotate().already, rotate().lost) == (3, 0)
    settings.SOURCE_KEYS = [new_key()]
    assert rotate().lost == 3


def test_a_key_that_no_key_opens_is_told_to_the_person(user, known, settings):
    source = with_key(user)
    settings.SOURCE_KEYS = [new_key()]
    remove(source)
    assert told() == ("by_hand", False, 0)


def test_a_host_that_is_to_be_asked_is_not_forgotten_meanwhile(user, place, known):
    place.bent["/oauth/revoke"] = lambda asked: (503, {})
    remove(with_key(user))
    revoking.revoke_due(now=NOW)
    later = NOW + timedelta(days=2)
    collecting.tidy(now=later)
    del place.bent["/oauth/revoke"]
    revoking.revoke_due(now=later)
    assert place.revoked == [KEY]
    collecting.tidy(now=later)
    assert not MastodonHost.objects.exists()
