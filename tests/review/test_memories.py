"""Whatever a process remembers, nothing of it is what a person wrote."""

import gc
from datetime import timedelta
from functools import _lru_cache_wrapper
from types import FunctionType, ModuleType

import pytest
import time_machine
from django.urls import reverse

from apps.core.remembering import Memory
from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement
from apps.review.models import Sidenote
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.goals import make_check_in, make_goal
from tests.support.review import NOW, WEEK, bulk, sundays

pytestmark = pytest.mark.django_db

PLANTED = "Quagga"
LATER = NOW + timedelta(weeks=1)


def strings_within(roots):
    """Every string that can be reached from what is remembered."""
    seen, left = set(), list(roots)
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, (type, FunctionType, ModuleType)):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            yield one
        else:
            left.extend(gc.get_referents(one))


def remembered():
    memories = [memory._kept for memory in Memory._all]
    return memories + [one for one in gc.get_objects() if type(one) is _lru_cache_wrapper]


def test_no_word_of_a_person_is_remembered(client):
    user = make_user()
    source = make_source(user, "by_hand", name=f"{PLANTED} name", handle=f"{PLANTED} name")
    metric = make_metric(source, "number")
    bulk(metric, sundays(WEEK, [46.0 + n % 3 for n in range(30)]))
    words = {"title": f"{PLANTED} title", "body": f"{PLANTED} body."}
    make_entry(user, WEEK, **words, uncovered_at=NOW)
    make_check_in(make_goal(user, f"{PLANTED} goal", metric=metric), str(WEEK), f"{PLANTED} said")
    Sidenote.objects.create(
        user=user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=WEEK.monday,
        last_day=WEEK.sunday,
        text=f"{PLANTED} note",
        written_at=NOW,
    )
    reading = Measurement.objects.get(metric=metric, day=WEEK.sunday)
    correct_reading(measurement=reading, value=9, reason=f"{PLANTED} reason", now=NOW)
    client.force_login(user)
    trend = reverse("review:trend", args=[metric.pk])
    with time_machine.travel(LATER, tick=False):
        for address in (reverse("review:week", args=[WEEK]), trend, f"{trend}?by=day"):
            assert PLANTED in client.get(address).content.decode()
    found = list(strings_within(remembered()))
    assert "Half of your weeks: 46 to 48." in found
    assert [one for one in found if PLANTED in one] == []
