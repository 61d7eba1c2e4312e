"""A week's page asks the database twelve things at most, whatever lies around it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.journal.models import Entry
from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement
from apps.review.guess_models import Guess
from apps.review.models import Sidenote
from apps.review.operations import uncover_week
from tests.support.factories import JOINED, make_metric, make_source, make_user
from tests.support.review import NOW, WEEK, bulk

pytestmark = pytest.mark.django_db
DAYS = 3_650
SERIES = 10
MOST = 12
SHOWN = NOW - timedelta(days=3)


@pytest.fixture
def metrics():
    """Ten daily series of ten years, and as many weeks."""
    user = make_user(date_joined=JOINED - timedelta(days=DAYS))
    made = [make_metric(make_source(user), "followers") for _n in range(SERIES)]
    days = [WEEK.sunday - timedelta(days=n) for n in range(DAYS)]
    for place, metric in enumerate(made):
        bulk(metric, {day: 100 * place + n % 50 for n, day in enumerate(days)})
    weeks = [WEEK.shift(-n) for n in range(DAYS // 7)]
    Entry.objects.bulk_create(
        Entry(
            user=user,
            year=week.year,
            number=week.number,
            body="One line.",
            created_at=SHOWN,
            saved_at=SHOWN,
        )
        for week in weeks
    )
    return made


def pin(metric, text):
    return Sidenote(
        user=metric.source.user,
        metric=metric,
        metric_label="Followers",
        first_day=WEEK.monday,
        last_day=WEEK.sunday,
        text=text,
        written_at=NOW,
    )


def test_ten_years_of_ten_daily_series_with_notes_a_guess_and_a_correction(client, metrics):
    user = metrics[0].source.user
    with time_machine.travel(NOW, tick=False):
        entry = uncover_week(user=user, week=WEEK, now=SHOWN)
        Sidenote.objects.bulk_create(pin(one, f"Note {n}") for one in metrics for n in range(4))
        Guess.objects.create(
            entry=entry, metric=metrics[0], metric_label="A", value=3, guessed_at=SHOWN
        )
        reading = Measurement.objects.get(metric=metrics[0], day=WEEK.sunday)
        correct_reading(measurement=reading, value=7, reason="Counted twice.", now=NOW)
        client.force_login(user)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert len(asked) <= MOST
    assert ("As it stood then" in page, 'id="guess"' in page, "Note 3" in page) == (True,) * 3
