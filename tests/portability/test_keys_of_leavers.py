"""The keys of somebody who leaves: taken back where they were made, or told that they were not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core.sealing import seal
from apps.metrics.models import Revocation, Source
from apps.metrics.revoking import revoke_due
from apps.portability.erasing import KEYS_TRIED_FOR, erase_leavers
from apps.portability.leaving import leave
from apps.portability.letters import send_letters
from tests.portability.conftest import NOW
from tests.portability.test_erasing import MINUTE, OVER
from tests.support.factories import make_source

pytestmark = pytest.mark.django_db
KEY = "key-of-wrens-own"


@pytest.fixture
def github(wren):
    """A source that is read with a key of Wren's, who leaves."""
    source = make_source(wren, "github", host="github.example", sealed_secret=seal(KEY))
    leave(user=wren, now=NOW)
    return source


def revoked(place):
    return [one.fields["json"] for one in place.asked]


def receipt():
    """Return what the last mail says of keys."""
    return mail.outbox[-1].body.partition("The keys that you gave:\n\n")[2].partition("\n\n")[0]


def end(*, at):
    """Do what is left once it is known what became of the keys; say whether the person is gone."""
    erase_leavers(now=at)
    send_letters(now=at + MINUTE)
    return erase_leavers(now=at + 2 * MINUTE)


def test_in_the_seven_days_no_key_is_taken_back(github, place):
    assert (erase_leavers(now=OVER - MINUTE), revoke_due(now=OVER - MINUTE)) == (0, 0)
    assert Source.objects.get().sealed_secret == github.sealed_secret


def test_then_they_are_revoked_and_the_receipt_says_so(github, place, wren):
    erase_leavers(now=OVER)
    assert (Source.objects.count(), place.asked) == (0, [])
    assert revoke_due(now=OVER + MINUTE) == 1
    assert revoked(place) == [f'{{"credentials": ["{KEY}"]}}']
    assert end(at=OVER + MINUTE) == 1
    assert receipt() == "  GitHub: revoked there, and deleted here."
    assert (User.objects.count(), Revocation.objects.count()) == (0, 0)


def test_a_key_that_opens_two_sources_is_revoked_once(github, place, wren):
    make_source(wren, "github", host="github.example", handle="two", sealed_secret=seal(KEY))
    erase_leavers(now=OVER)
    assert revoke_due(now=OVER + MINUTE) == 1


def test_a_place_that_does_not_answer_holds_the_last_rows_for_a_day(github, place, wren):
    place.bent["/credentials/revoke"] = lambda asked: (503, {})
    erase_leavers(now=OVER)
    last = OVER + KEYS_TRIED_FOR
    for hours in range(24):
        revoke_due(now=OVER + timedelta(hours=hours))
        assert erase_leavers(now=OVER + timedelta(hours=hours, minutes=30)) == 0
    assert 3 < len(place.asked) < 7
    assert (len(mail.outbox), end(at=last)) == (0, 1)
    told = "  GitHub: deleted here. There it goes on working until you revoke it yourself."
    assert receipt() == told
    assert revoke_due(now=last + timedelta(days=3)) == 0


def test_a_key_of_a_source_that_was_removed_before_is_waited_for_too(github, place, wren):
    Source.objects.update(sealed_secret="")
    Revocation.objects.create(
        user=wren, provider="github", handle="w", sealed_secret=seal(KEY), made_at=NOW, next_at=OVER
    )
    assert (erase_leavers(now=OVER), revoke_due(now=OVER)) == (0, 1)
    assert end(at=OVER + MINUTE) == 1


def test_a_worker_that_never_asks_does_not_keep_anybody(github):
    erase_leavers(now=OVER)
    assert end(at=OVER + KEYS_TRIED_FOR) == 1
    assert not Revocation.objects.exists()


def test_without_a_key_nothing_is_waited_for_and_nothing_said(github, wren):
    Source.objects.update(sealed_secret="")
    erase_leavers(now=OVER)
    send_letters(now=OVER + MINUTE)
    assert "keys" not in mail.outbox[-1].body
    assert erase_leavers(now=OVER + 2 * MINUTE) == 1


def test_no_host_and_no_handle_is_in_the_mail(wren, place):
    make_source(wren, handle="@wren@social.example", sealed_secret=seal(KEY))
    leave(user=wren, now=NOW)
    assert end(at=OVER) == 1
    assert "Mastodon: deleted here" in mail.outbox[-1].body
    assert "social.example" not in mail.outbox[-1].body
