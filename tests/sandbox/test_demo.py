import re
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.metrics.models import Measurement, Metric, Source
from apps.metrics.series import metrics_of, week_figures
from apps.sandbox.person import EMAIL, NotTheDemoPerson, make_demo
from apps.sandbox.values import value
from tests.support.factories import make_source, make_user

UNTIL = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
RUNNING = Week(2026, 48)

pytestmark = pytest.mark.django_db


def _metric(user, key):
    return Metric.objects.get(source__user=user, source__provider="mastodon", key=key)


def test_the_long_thread_stays_beside_its_page_whenever_the_history_ends():
    last = date(2026, 5, 6)
    wren = make_demo(until=last, years=1, now=NOW)
    entry = Entry.objects.for_user(wren).get(title="What the stuff is for")
    replies = _metric(wren, "replies")
    found = week_figures([replies], [entry.week], until=NOW.date(), running=RUNNING)
    assert found[replies.pk][entry.week].value == 64
    for key in ("followers", "posts", "replies"):
        newest = _metric(wren, key).measurements.latest("day")
        assert (newest.day, newest.value) == (last, value("wren", f"mastodon.{key}", last))


def test_made_again_it_is_the_same_person_and_nobody_else_is_touched():
    other = make_source(make_user())
    counts = []
    for _ in range(2):
        user = make_demo(until=UNTIL, years=1, now=NOW)
        counts.append((len(metrics_of(user)), Measurement.objects.count(), Entry.objects.count()))
    assert counts[0] == counts[1]
    assert User.objects.filter(email=EMAIL).count() == 1
    assert Source.objects.filter(pk=other.pk).exists()


def test_somebody_elses_account_with_that_address_is_left_alone():
    theirs = make_user(email=EMAIL)
    with pytest.raises(NotTheDemoPerson):
        make_demo(until=UNTIL, years=1, now=NOW)
    assert User.objects.get() == theirs


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": "2026-02-30"}, "'2026-02-30' is not a date like 2026-11-23"),
        ({"until": "20261123"}, "'20261123' is not a date like 2026-11-23"),
        ({"until": "2999-01-01"}, "lies ahead"),
        ({"until": "1993-01-01"}, "too long ago"),
        ({"years": "0"}, "'0' is not a whole number from 1 to 20"),
        ({"years": "two"}, "'two' is not a whole number from 1 to 20"),
    ],
)
def test_the_command_says_what_is_wrong(given, said):
    words = [part for name, text in given.items() for part in (f"--{name}", text)]
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("demo", *words)
    assert not User.objects.exists()


def test_the_command_makes_nobody_outside_local_mode(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="local mode"):
        call_command("demo")
    assert not User.objects.exists()
