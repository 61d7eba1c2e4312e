"""What the worker wrote meanwhile is not written over."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.metrics.models import Check, Measurement, Pause, Source
from apps.metrics.operations import (
    CHECKS_AN_HOUR,
    AlreadyAnswered,
    TooManyChecks,
    add_number,
    change_source,
    connect_source,
    fetch_source,
    pause_source,
    remove_source,
    resume_source,
)
from apps.providers import PROVIDERS
from tests.support.factories import make_metric, make_source, make_user

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


def test_a_second_pause_keeps_the_first_ones_note():
    source = make_source(make_user())
    pause_source(source=source, note="not during the move", now=NOW)
    pause_source(source=source, note="", now=NOW)
    assert Source.objects.get().pause_note == "not during the move"


def test_resuming_what_is_not_paused_changes_nothing():
    source = make_source(make_user(), state="paused", paused_at=NOW)
    for _time in range(2):
        resume_source(source=source, now=NOW)
    assert Pause.objects.count() == 1


def test_a_source_paused_meanwhile_is_not_fetched():
    source = make_source(make_user())
    Source.objects.update(state="paused")
    fetch_source(source=source, now=NOW)
    assert Source.objects.get().next_visit_at is None


def test_a_number_for_a_source_removed_meanwhile_is_refused():
    source = make_source(make_user(), "by_hand")
    make_metric(source)
    Source.objects.update(removed_at=NOW)
    with pytest.raises(Source.DoesNotExist):
        add_number(source=source, value=1.0, day=NOW.date(), now=NOW)
    assert Measurement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_checks_at_the_same_moment_are_counted_one_after_another():
    user, provider = make_user(), PROVIDERS["mastodon"]
    Check.objects.bulk_create(Check(user=user, at=NOW) for _ in range(CHECKS_AN_HOUR - 1))
    barrier, refused = Barrier(4), []

    def connect(number):
        account = provider.parse({"handle": f"@wren{number}@social.example"})
        barrier.wait()
        try:
            connect_source(user=user, provider=provider, account=account, now=NOW)
        except TooManyChecks:
            refused.append(number)
        connection.close()

    tabs = [Thread(target=connect, args=(number,)) for number in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert (len(refused), Check.objects.count()) == (3, CHECKS_AN_HOUR)
