"""Where a series breaks, and that nothing is compared across it."""

from datetime import timedelta

import pytest

from apps.core.weeks import Week
from apps.goals.comparison import compare_all
from apps.metrics.corrections import correct_reading
from apps.metrics.models import Measurement, Metric
from apps.metrics.series import (
    Break,
    Missing,
    Point,
    Usual,
    breaks,
    breaks_at,
    metrics_of,
    points,
    unbroken,
    usual,
    week_figures,
)
from apps.review.figures import figure_of
from apps.review.printing import print_figure
from apps.review.trend_words import trend_sentence
from tests.support.factories import make_metric, make_source, make_user, measure
from tests.support.metrics import NOW

pytestmark = pytest.mark.django_db
WEEK = Week(2026, 40)
LATER = Week(2026, 47)


@pytest.fixture
def score():
    metric = make_metric(make_source(make_user(), "klout"), "score")
    return metrics_of(metric.source.user)[0]


@pytest.fixture
def followers():
    return make_metric(make_source(make_user()), "followers")


def weekly(metric, values, **given):
    """Measure the values on the Sundays that end with WEEK."""
    days = {WEEK.shift(n + 1 - len(values)).sunday: value for n, value in enumerate(values)}
    measure(metric, days, **given)


def redefine(metric, since):
    Measurement.objects.filter(metric=metric, day__gte=since).update(definition=2)
    Metric.objects.filter(pk=metric.pk).revise()


def figures(metric, count):
    (mine,) = [one for one in metrics_of(metric.source.user) if one.pk == metric.pk]
    weeks = [WEEK.shift(n) for n in range(1 - count, 1)]
    return week_figures([mine], weeks, until=LATER.sunday, running=LATER)[metric.pk]


def found(metric):
    return breaks(metric, WEEK.shift(-20).monday, WEEK.sunday, until=WEEK.sunday)


def test_a_changed_definition_leaves_the_level_and_no_change(followers):
    weekly(followers, [600, 900, 910])
    redefine(followers, WEEK.previous.sunday)
    told = figures(followers, 2)
    assert [(one.value, one.level, one.missing) for one in told.values()] == [
        (None, 900.0, Missing.NEW_DEFINITION),
        (10.0, 910.0, None),
    ]
    assert found(followers) == [
        Break(
            WEEK.previous.sunday,
            "definition",
            "Since 27 September 2026 Mastodon means something else by this number.",
        )
    ]


def test_so_does_another_rounding(followers):
    measure(followers, {WEEK.previous.sunday: 1234.0})
    measure(followers, {WEEK.sunday: 1200.0}, origin="rounded", precision=100.0)
    told = figures(followers, 1)[WEEK]
    assert (told.value, told.level, told.missing) == (None, 1200.0, Missing.NEW_ROUNDING)
    assert [one.words for one in found(followers)] == [
        "Since 4 October 2026 Mastodon rounds this number to the nearest 100."
    ]


def test_usual_looks_back_to_the_break(score):
    weekly(score, [90.0] * 9 + [40.0] * 9)
    assert usual(figures(score, 18), WEEK, decimals=0) == Usual(40.0, 90.0, 17)
    redefine(score, WEEK.shift(-8).sunday)
    assert usual(figures(score, 18), WEEK, decimals=0) == Usual(40.0, 40.0, 8)
    assert usual(figures(score, 18), WEEK.previous, decimals=0) is None


def test_what_came_before_a_break_is_not_drawn_beside_what_comes_after(score):
    weekly(score, [90.0, 91.0, 40.0, 41.0])
    redefine(score, WEEK.previous.sunday)
    told = list(figures(score, 4).values())
    assert [one.value for one in unbroken(told)] == [40.0, 41.0]
    assert breaks_at(told) == {2}
    figure = figure_of(score, figures(score, 4), WEEK, zone=score.source.user.zone)
    assert "last twelve weeks: 40.0, then 41.0 this week" in print_figure(figure, "margin")


def test_a_sentence_and_a_goal_tell_of_what_came_after(score):
    weekly(score, [90.0] * 4 + [40.0, 41.0, 42.0, 43.0])
    redefine(score, WEEK.shift(-3).sunday)
    sentence = trend_sentence(score, list(figures(score, 8).values()), zone=score.source.user.zone)
    assert ("90" in sentence, "3 weeks apart, 4 weeks measured" in sentence) == (False, True)
    compared = compare_all([score], last=WEEK, until=WEEK.sunday, running=LATER)[score.pk]
    assert [one.value for one in compared.told] == [40.0, 41.0, 42.0, 43.0]


def test_a_week_without_a_number_is_no_break(score):
    weekly(score, [40.0, 41.0])
    weeks = figures(score, 3)
    assert (breaks_at(weeks.values()), len(unbroken(weeks.values()))) == (frozenset(), 3)


def test_a_series_whose_readings_are_all_left_out_says_so(followers):
    weekly(followers, [600, 900])
    for day in (WEEK.previous.sunday, WEEK.sunday):
        correct(followers, day, None)
    assert [one.kind for one in found(followers)] == ["left_out"] * 2


def test_breaks_after_until_are_not_told(followers):
    weekly(followers, [600, 900])
    redefine(followers, WEEK.sunday)
    assert breaks(followers, WEEK.monday, WEEK.sunday, until=WEEK.previous.sunday) == []


def test_the_first_day_is_held_against_the_last_that_stood_however_long_ago(followers):
    weekly(followers, [600, 601, 602, 900])
    redefine(followers, WEEK.sunday)
    correct(followers, WEEK.previous.sunday, None)
    (one,) = breaks(followers, WEEK.monday, WEEK.sunday, until=WEEK.sunday)
    assert (one.day, one.kind) == (WEEK.sunday, "definition")


def correct(metric, day, value):
    row = metric.measurements.get(day=day)
    correct_reading(measurement=row, value=value, reason="A bot wave", now=NOW)


def test_a_corrected_reading_is_named_and_parts_nothing(followers):
    weekly(followers, [600, 6000, 604])
    correct(followers, WEEK.previous.sunday, 602.0)
    told = list(figures(followers, 2).values())
    assert [(one.value, one.level, one.origin) for one in told] == [
        (2.0, 602.0, "typed_in"),
        (2.0, 604.0, "measured"),
    ]
    (one,) = found(followers)
    assert (one.kind, one.parts, one.words) == (
        "corrected",
        False,
        "You corrected the reading of 27 September 2026: “A bot wave”",
    )


def test_a_reading_that_is_left_out_is_as_if_nobody_had_come(followers):
    weekly(followers, [600, 601])
    saturday = WEEK.sunday - timedelta(days=1)
    measure(followers, {saturday: 603.0, WEEK.sunday + timedelta(days=1): 1.0})
    correct(followers, WEEK.sunday, None)
    told = figures(followers, 1)[WEEK]
    assert (told.value, told.day) == (3.0, saturday)
    assert points(followers, WEEK.monday, WEEK.sunday, until=WEEK.sunday) == [
        Point(saturday, 603.0, "measured", None)
    ]
    assert [(one.kind, one.parts) for one in found(followers)] == [("left_out", False)]


def test_an_account_that_is_gone_leaves_the_plain_name_to_the_one_that_tells():
    user = make_user()
    for handle, state in (("@wren@old.example", "gone"), ("@wren@new.example", "fresh")):
        source = make_source(user, handle=handle, account_id=handle, state=state)
        make_metric(source, "followers")
    assert [metric.full_label for metric in metrics_of(user)] == [
        "Followers on Mastodon, @wren@old.example",
        "Followers on Mastodon",
    ]
