"""A source that another tab takes away between a page's look at it and its act."""

import pytest
from django.db import connection

from apps.metrics.models import Source
from tests.support.factories import make_source
from tests.support.metrics import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


class GoneMeanwhile:
    """Deletes a source as soon as a page has looked for it."""

    def __init__(self, source):
        self.source, self.is_done = source, False

    def __call__(self, execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not self.is_done and 'FROM "metrics_source"' in sql:
            self.is_done = True
            Source.objects.get(pk=self.source.pk).delete()
        return found


def answer_when_gone(client, source, route, **typed):
    with connection.execute_wrapper(GoneMeanwhile(source)):
        return client.post(page(route, source), typed).status_code


@pytest.mark.parametrize("name", ["source_fetch", "source_pause", "source_resume", "source_remove"])
def test_nothing_can_be_done_with_a_place_that_is_gone(client, user, name):
    source = make_source(user, state="paused" if name == "source_resume" else "fresh")
    assert answer_when_gone(client, source, name, numbers="keep") == 404


def test_a_number_that_is_gone_takes_no_value_and_no_name(client, user):
    for route, typed in (
        ("number_add", {"value": "1", "day": "2026-11-08"}),
        ("source_edit", {"name": "Letters"}),
    ):
        assert answer_when_gone(client, make_source(user, "by_hand"), route, **typed) == 404
