"""Ten years of weeks and ten daily series: how much is asked of the database."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from apps.journal.models import Moment, QualityLine
from apps.journal.qualities import ensure_qualities
from apps.metrics.models import Metric
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.review import NOW, WEEK, bulk

KEYS = ("followers", "following", "posts", "replies", "boosts", "favourites")
ALSO = ("followers", "following", "posts", "replies")
WEEKS = 520
MOST = 12


def write_weeks(user):
    qualities = ensure_qualities(user)[:3]
    for n in range(WEEKS):
        week = WEEK.shift(-n)
        at = week.bounds(user.zone)[1] - timedelta(hours=2)
        given = {"uncovered_at": at} if n < 2 else {}
        entry = make_entry(user, week, body="On Mastodon.\n\nMore.", finished_at=at, **given)
        if n < 60:
            Moment.objects.create(entry=entry, position=0, quote="A letter.", why="It mattered.")
            QualityLine.objects.bulk_create(
                QualityLine(entry=entry, quality=one, line="A line.", mark="more")
                for one in qualities
            )


@pytest.fixture
def ten_years(db, client):
    """A person with all that, signed in; returns their metrics."""
    days = [WEEK.sunday - timedelta(days=n) for n in range(WEEKS * 7)]
    user = make_user(date_joined=NOW - timedelta(weeks=WEEKS))
    places = [(make_source(user), KEYS), (make_source(user, "bluesky"), ALSO)]
    metrics = [make_metric(source, key) for source, keys in places for key in keys]
    for metric in metrics:
        bulk(metric, {day: (n * 7 + metric.pk) % 41 for n, day in enumerate(days)})
    write_weeks(user)
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        yield metrics


def test_a_week_and_the_agreement_ask_at_most_twelve_times(
    client, ten_years, django_assert_max_num_queries
):
    week = reverse("review:week", args=[WEEK.previous])
    agreement = reverse("review:agreement", args=[ten_years[0].pk]) + "?weeks=all"
    for shown, address in product(("", "words", "hidden"), (week, agreement)):
        Metric.objects.update(shown=shown)
        with django_assert_max_num_queries(MOST):
            assert client.get(address).status_code == 200
