"""What is remembered of a settled week's figures, and what is read each time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import translation

from apps.accounts.models import Shown
from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement, Metric
from apps.metrics.series import metrics_of
from apps.review.figures import figures_beside, figures_for_week
from tests.support.factories import make_metric, make_source
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(weeks=1)
"""The week after WEEK is over."""


@pytest.fixture
def numbers():
    return make_numbers()


def told(user, *, now=LATER, covered=frozenset()):
    return figures_beside(user, metrics_of(user), WEEK, now=now, covered=covered)


def test_a_settled_weeks_figures_are_told_again_as_they_were_found(
    numbers, django_assert_num_queries
):
    user, _metrics = numbers
    first = told(user)
    metrics = metrics_of(user)
    with django_assert_num_queries(0):
        again = figures_beside(user, metrics, WEEK, now=LATER, covered=frozenset())
    assert again == first
    Memory.forget_everything()
    assert told(user) == first


def test_what_was_read_of_a_week_that_is_not_settled_is_not_remembered(numbers):
    user, metrics = numbers
    told(user, now=NOW)
    rows = Measurement.objects.filter(metric=metrics["replies"], day=WEEK.sunday)
    rows.update(value=99)
    assert told(user, now=NOW)[1].text == "99"


def test_a_correction_is_told_at_once(numbers):
    user, metrics = numbers
    told(user)
    row = Measurement.objects.get(metric=metrics["replies"], day=WEEK.sunday)
    correct_reading(measurement=row, value=99, reason="Counted twice.", now=LATER)
    assert told(user)[1].text == "99"


def test_weeks_that_a_clock_ahead_took_for_settled_are_told_anew(numbers):
    user, metrics = numbers
    told(user, now=LATER + timedelta(weeks=1))
    rows = Measurement.objects.filter(metric=metrics["replies"], day=WEEK.sunday)
    rows.update(value=99)
    assert told(user)[1].text == "99"


def test_why_there_is_no_change_goes_by_when_the_source_was_connected():
    user, metrics = make_numbers(weeks=1)
    source, found = metrics["followers"].source, []
    for day in (WEEK.shift(-9).monday, WEEK.monday):
        source.connected_at = datetime.combine(day, time(12), UTC)
        source.save()
        found += [one.missing for one in told(user) if one.metric_id == metrics["followers"].pk]
    assert found == [
        "no change to tell: nothing was measured late in the week before",
        "the first week: no change to tell yet",
    ]


def test_names_are_read_each_time(numbers):
    user, metrics = numbers
    told(user)
    make_metric(make_source(user), "replies")
    handle = metrics["replies"].source.handle
    assert told(user)[1].label == f"Replies on Mastodon, {handle}"


def test_a_number_that_is_not_seen_exactly_any_more_is_not_told(numbers):
    user, metrics = numbers
    told(user)
    Metric.objects.filter(pk=metrics["replies"].pk).update(shown=Shown.HIDDEN)
    assert (told(user)[1].text, told(user)[1].usual_text) == ("", "")


def test_more_decimals_are_told_at_once(numbers):
    user, metrics = numbers
    told(user)
    Metric.objects.filter(pk=metrics["replies"].pk).update(decimals=1)
    assert told(user)[1].text == "23.0"


def test_a_covered_week_before_it_parts_its_figures(numbers):
    user, _metrics = numbers
    told(user)
    (followers, *_others) = told(user, covered=frozenset({WEEK.previous}))
    assert (followers.text, followers.missing) == (
        "",
        "no change to tell: the week before is covered",
    )


def test_each_language_is_remembered_for_itself(numbers):
    user, _metrics = numbers
    told(user)
    with translation.override("de"):
        assert told(user)[1].when.startswith("Sonntag")


def test_a_metric_that_was_not_connected_yet_is_asked_again_and_left_out(numbers):
    user, _metrics = numbers
    before = Week(2020, 1)
    assert figures_for_week(user, before, now=LATER) == []
    assert figures_for_week(user, before, now=LATER) == []
