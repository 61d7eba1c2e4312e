"""What the worker wrote meanwhile is not written over."""

from datetime import UTC, datetime

import pytest

from apps.metrics.models import Source
from apps.metrics.operations import AlreadyAnswered, change_source, pause_source, remove_source
from tests.support.factories import make_source, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def stale_source():
    """A source as a page read it, before the worker confirmed it."""
    source = make_source(make_user(), confirmed_at=None, account_id="", state="checking")
    Source.objects.update(confirmed_at=NOW, account_id="7", state="fresh", last_success_at=NOW)
    return source


def test_an_account_confirmed_meanwhile_keeps_its_handle():
    source = stale_source()
    account = source.reader.parse({"handle": "@teodor@other.example"})
    with pytest.raises(AlreadyAnswered):
        change_source(source=source, account=account, now=NOW)
    assert Source.objects.get().handle == source.handle


def test_pausing_keeps_what_the_last_visit_brought():
    pause_source(source=stale_source(), note="", now=NOW)
    found = Source.objects.get()
    assert (found.state, found.account_id, found.last_success_at) == ("paused", "7", NOW)


def test_removing_one_confirmed_meanwhile_keeps_its_numbers():
    remove_source(source=stale_source(), erase=False, now=NOW)
    assert Source.objects.get().removed_at == NOW
