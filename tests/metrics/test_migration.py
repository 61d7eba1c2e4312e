"""Corrections from before there were revisions count as such."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement, Metric
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.review import NOW

BEFORE = [("metrics", "0008_new_hosts_a_day")]
AFTER = [("metrics", "0009_revisions")]


@pytest.fixture
def back(transactional_db):
    """Go back to before the column, and in any case forward again."""
    yield lambda: MigrationExecutor(connection).migrate(BEFORE)
    MigrationExecutor(connection).migrate(AFTER)


def test_a_metric_that_was_corrected_has_a_revision(back):
    source = make_source(make_user())
    corrected, other = (make_metric(source, key) for key in ("followers", "following"))
    for metric in (corrected, other):
        measure(metric, {date(2026, 11, 2): 10.0})
    reading = Measurement.objects.get(metric=corrected)
    correct_reading(measurement=reading, value=9.0, reason="I saw it.", now=NOW)
    back()
    MigrationExecutor(connection).migrate(AFTER)
    revisions = dict(Metric.objects.values_list("pk", "revision"))
    assert revisions == {corrected.pk: 1, other.pk: 0}
