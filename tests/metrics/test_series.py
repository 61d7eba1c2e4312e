"""Weeks' figures, the usual, and days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core.weeks import Week
from apps.metrics.series import (
    Missing,
    Point,
    Usual,
    metrics_of,
    points,
    posts_in_week,
    usual,
    week_figures,
)
from tests.support.factories import make_metric, make_post, make_source, make_user, measure

pytestmark = pytest.mark.django_db

WEEK = Week(2026, 40)
SUNDAY = WEEK.sunday
LATER = Week(2026, 47)


def figure(metric, week=WEEK, **given):
    (metric,) = [one for one in metrics_of(metric.source.user) if one.pk == metric.pk]
    given = {"until": LATER.sunday, "running": LATER} | given
    return week_figures([metric], [week], **given)[metric.pk][week]


def told(found):
    return found.value, found.level, found.missing


def days_before(day, count):
    return day - timedelta(days=count)


@pytest.fixture
def followers():
    return make_metric(make_source(make_user()), "followers")


def test_a_counter_tells_the_change_and_its_level(followers):
    measure(
        followers, {days_before(SUNDAY, 8): 600.0, days_before(SUNDAY, 7): 610.0, SUNDAY: 617.0}
    )
    assert told(figure(followers)) == (7.0, 617.0, None)


def test_a_gauge_tells_its_level():
    metric = make_metric(make_source(make_user(), "klout"), "score")
    measure(metric, {days_before(SUNDAY, 7): 40.0, SUNDAY: 47.2})
    assert told(figure(metric)) == (47.2, 47.2, None)


def test_a_per_post_metric_tells_the_weeks_total_as_last_read(followers):
    replies = make_metric(followers.source, "replies")
    measure(replies, {days_before(SUNDAY, 7): 90.0, days_before(SUNDAY, 1): 3.0, SUNDAY: 5.0})
    assert told(figure(replies)) == (5.0, None, None)


def test_the_last_day_must_be_friday_or_later(followers):
    wednesday = WEEK.monday + timedelta(days=2)
    measure(followers, {days_before(SUNDAY, 7): 610.0, wednesday: 617.0})
    found = figure(followers)
    assert (*told(found), found.last_visit) == (None, None, Missing.TOO_EARLY, wednesday)


def test_a_number_typed_in_stands_on_its_own_date():
    metric = make_metric(make_source(make_user(), "by_hand"))
    measure(metric, {WEEK.monday: 214.0}, origin="typed_in")
    found = figure(metric)
    assert (found.value, found.day, found.origin) == (214.0, WEEK.monday, "typed_in")


def test_no_friday_before_means_a_level_without_a_change(followers):
    measure(followers, {days_before(SUNDAY, 10): 610.0, SUNDAY: 617.0})
    assert told(figure(followers)) == (None, 617.0, Missing.NO_WEEK_BEFORE)


def test_a_week_without_a_visit_says_so(followers):
    assert told(figure(followers)) == (None, None, Missing.NO_VISIT)


def test_a_week_before_the_source_came_says_so():
    connected = datetime(2026, 11, 1, tzinfo=UTC)
    metric = make_metric(make_source(make_user(), connected_at=connected))
    assert figure(metric).missing == Missing.NOT_CONNECTED


def test_the_running_week_takes_any_day_and_says_so_far(followers):
    tuesday = WEEK.monday + timedelta(days=1)
    measure(followers, {days_before(SUNDAY, 7): 610.0, tuesday: 612.0})
    found = figure(followers, running=WEEK, until=tuesday)
    assert (*told(found), found.so_far, found.day) == (2.0, 612.0, None, True, tuesday)


def test_nothing_after_until_is_used(followers):
    measure(
        followers, {days_before(SUNDAY, 7): 610.0, days_before(SUNDAY, 1): 612.0, SUNDAY: 999.0}
    )
    assert told(figure(followers, until=days_before(SUNDAY, 1))) == (2.0, 612.0, None)


def test_a_week_after_until_is_covered(followers):
    measure(followers, {SUNDAY: 999.0})
    assert told(figure(followers, until=days_before(SUNDAY, 7))) == (None, None, Missing.COVERED)


def test_a_hidden_week_is_covered_and_hides_the_change_after_it(followers):
    measure(followers, {days_before(SUNDAY, 7): 610.0, SUNDAY: 617.0})
    assert told(figure(followers, hidden=frozenset([WEEK]))) == (None, None, Missing.COVERED)
    found = figure(followers, hidden=frozenset([WEEK.previous]))
    assert told(found) == (None, 617.0, Missing.COVERED_BEFORE)


def test_week_53_of_2026_follows_52_and_leads_to_2027(followers):
    measure(
        followers,
        {date(2026, 12, 27): 10.0, date(2027, 1, 3): 14.0, date(2027, 1, 10): 15.0},
    )
    weeks = [Week(2026, 53), Week(2027, 1)]
    (metric,) = metrics_of(followers.source.user)
    found = week_figures([metric], weeks, until=date(2027, 1, 31), running=Week(2027, 4))
    assert [found[metric.pk][week].value for week in weeks] == [4.0, 1.0]


def test_the_first_week_there_is_has_no_week_before(followers):
    assert figure(followers, Week(1990, 1)).missing == Missing.NOT_CONNECTED


def test_a_change_between_rounded_values_carries_their_rounding(followers):
    rounded = {"origin": "rounded", "precision": 100.0}
    measure(followers, {days_before(SUNDAY, 7): 1200.0, SUNDAY: 1300.0}, **rounded)
    found = figure(followers)
    assert (*told(found), found.origin, found.precision) == (100.0, 1300.0, None, "rounded", 100.0)


def test_all_metrics_and_weeks_take_one_query(followers, django_assert_num_queries):
    make_metric(followers.source, "following")
    metrics = metrics_of(followers.source.user)
    weeks = [WEEK, WEEK.next, Week(2024, 2)]
    with django_assert_num_queries(1):
        week_figures(metrics, weeks, until=LATER.sunday, running=LATER)


def weekly(metric, values):
    measure(metric, {WEEK.shift(n - len(values)).sunday: value for n, value in enumerate(values)})
    (metric,) = metrics_of(metric.source.user)
    weeks = [WEEK.shift(n) for n in range(-len(values), 1)]
    return week_figures([metric], weeks, until=LATER.sunday, running=LATER)[metric.pk]


@pytest.fixture
def score():
    return make_metric(make_source(make_user(), "klout"), "score")


def test_usual_is_the_middle_half_rounded_outward(score):
    figures = weekly(score, [40.13, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.17])
    assert usual(figures, WEEK, decimals=0) == Usual(41.0, 46.0, 8)
    assert usual(figures, WEEK, decimals=1) == Usual(41.7, 45.3, 8)


def test_usual_needs_eight_weeks(score):
    assert usual(weekly(score, [40.0] * 7), WEEK, decimals=1) is None


def test_usual_looks_back_52_weeks(score):
    figures = weekly(score, [1000.0] * 10 + [40.0] * 52)
    assert usual(figures, WEEK, decimals=0) == Usual(40.0, 40.0, 52)


def test_a_running_week_counts_for_nobody_and_has_no_usual(score):
    measure(score, {WEEK.shift(n).sunday: 40.0 for n in range(-8, 1)})
    (metric,) = metrics_of(score.source.user)
    weeks = [WEEK.shift(n) for n in range(-8, 2)]
    figures = week_figures([metric], weeks, until=LATER.sunday, running=WEEK)[metric.pk]
    assert usual(figures, WEEK, decimals=0) is None
    assert usual(figures, WEEK.next, decimals=0) == Usual(40.0, 40.0, 8)


def test_points_are_in_order_within_the_span_and_until(followers):
    measure(followers, {SUNDAY: 3.0, days_before(SUNDAY, 2): 1.0, days_before(SUNDAY, 9): 0.0})
    found = points(followers, WEEK.monday, WEEK.sunday, until=days_before(SUNDAY, 1))
    assert found == [Point(days_before(SUNDAY, 2), 1.0, "measured", None)]


def test_metrics_come_as_their_sources_were_connected_and_removed_ones_last():
    user = make_user()
    when = datetime(2026, 1, 1, tzinfo=UTC)
    later = make_source(user, "klout", connected_at=when + timedelta(days=2))
    gone = make_source(user, connected_at=when, removed_at=when)
    first = make_source(user, connected_at=when + timedelta(days=1))
    make_source(user, confirmed_at=None)
    expected = [make_metric(first, "followers"), make_metric(first, "posts"), make_metric(later)]
    expected.append(make_metric(gone))
    assert metrics_of(user) == expected


def test_posts_of_a_week_are_the_persons_own_in_order():
    source = make_source(make_user())
    replies = make_metric(source, "replies")
    second = make_post(source, WEEK.sunday, {replies: 4.0})
    first = make_post(source, WEEK.monday)
    make_post(source, WEEK.next.monday)
    make_post(make_source(make_user()), WEEK.monday)
    found = posts_in_week(source.user, WEEK)
    assert found == [first, second]
    assert [count.value for count in found[1].counts.all()] == [4.0]


def test_the_week_of_connecting_has_no_change_to_tell_yet():
    connected = datetime.combine(WEEK.monday, datetime.min.time(), UTC)
    metric = make_metric(make_source(make_user(), connected_at=connected), "followers")
    measure(metric, {SUNDAY: 617.0})
    assert told(figure(metric)) == (None, 617.0, Missing.FIRST_WEEK)


def test_two_accounts_of_one_kind_are_told_apart_by_their_handles():
    user = make_user()
    for handle in ("@wren@social.example", "@shop@social.example"):
        make_metric(make_source(user, handle=handle, account_id=handle), "followers")
    assert [metric.full_label for metric in metrics_of(user)] == [
        "Followers on Mastodon, @wren@social.example",
        "Followers on Mastodon, @shop@social.example",
    ]
