"""The one number that a goal had is carried over to a row of its own, and back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.support.factories import make_metric, make_source, make_user
from tests.support.goals import NOW

BEFORE = [("goals", "0001_initial")]
AFTER = [("goals", "0002_endings_and_metrics_beside")]


def migrate(to):
    """Return the models as they stand after migrating; tables of later apps stay as they are."""
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.fixture
def before(transactional_db):
    yield migrate(BEFORE)
    migrate(AFTER)


def rows(apps):
    names = ("goal__closing_line", "metric_id", "metric_label", "direction", "low", "high")
    return list(apps.get_model("goals", "GoalMetric").objects.values_list(*names))


def test_numbers_are_carried_over_and_back(before):
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    goal = before.get_model("goals", "Goal")
    told = {"user_id": user.pk, "since": date(2026, 1, 4), "created_at": NOW}
    wished = {"direction": "fewer", "low": 20.0, "high": 40.0}
    name = "Followers on Mastodon"
    for line, beside in {
        "with": {"metric_id": metric.pk, "metric_label": name, **wished},
        "erased": {"metric_label": "Replies on Bluesky", "high": 3.0},
        "without": {},
    }.items():
        goal.objects.create(**told, closing_line=line, set_down_on=date(2026, 2, 1), **beside)
    after = migrate(AFTER)
    assert rows(after) == [
        ("with", metric.pk, name, "fewer", 20.0, 40.0),
        ("erased", None, "Replies on Bluesky", "", None, 3.0),
    ]
    back = migrate(BEFORE).get_model("goals", "Goal").objects.order_by("pk")
    assert list(back.values_list("metric_id", "metric_label", "low", "high")) == [
        (metric.pk, name, 20.0, 40.0),
        (None, "Replies on Bluesky", None, 3.0),
        (None, "", None, None),
    ]
