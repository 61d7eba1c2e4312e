from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.review.figures import Label, figures_for_week, labels_for_week
from apps.review.printing import print_figure
from tests.support.factories import make_entry, make_metric, make_source, make_user, measure
from tests.support.review import NOW, WEEK, make_numbers, sundays

pytestmark = pytest.mark.django_db


def finished(user, week):
    at = week.bounds(user.zone)[1] - timedelta(hours=2)
    return make_entry(user, week, body="Words.", finished_at=at, uncovered_at=at)


def told(figure):
    kept = ("text", "level_text", "when", "missing", "usual_text")
    return {key: value for key, value in asdict(figure).items() if key in kept and value}


def shown(user, week=WEEK, now=NOW):
    return {figure.label: told(figure) for figure in figures_for_week(user, week, now=now)}


def test_a_week_tells_totals_changes_and_levels_with_day_origin_and_usual_range():
    user, _metrics = make_numbers()
    finished(user, WEEK)
    assert shown(user) == {
        "Followers on Mastodon": {
            "text": "+3",
            "level_text": "777",
            "when": "Sunday 15 November, measured",
            "usual_text": "Half of your weeks: +3.",
        },
        "Replies on Mastodon": {
            "text": "23",
            "when": "Sunday 15 November, measured",
            "usual_text": "Half of your weeks: 21 to 25.",
        },
        "Klout-like score": {
            "text": "48.0",
            "when": "Sunday 15 November, measured",
            "usual_text": "Half of your weeks: 46.0 to 48.0.",
        },
    }


def test_a_covered_week_has_labels_and_no_figure():
    user, metrics = make_numbers()
    assert figures_for_week(user, WEEK, now=NOW) == []
    assert labels_for_week(user)[0] == Label(metrics["followers"].pk, "Followers on Mastodon")


def test_a_week_that_closed_seven_days_after_its_end_shows_its_figures():
    user, _metrics = make_numbers()
    later = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert len(figures_for_week(user, WEEK, now=later)) == 3


def test_a_week_without_a_late_visit_says_when_the_last_one_was():
    user = make_user()
    metric = make_metric(make_source(user), "replies")
    finished(user, WEEK)
    measure(metric, {date(2026, 11, 11): 5})
    assert shown(user) == {"Replies on Mastodon": {"missing": "no figure: last visit Wednesday"}}


def test_a_young_metric_says_when_to_ask_again():
    user = make_user()
    metric = make_metric(make_source(user), "replies")
    finished(user, WEEK)
    measure(metric, sundays(WEEK, [1, 2, 3]))
    assert shown(user)["Replies on Mastodon"]["usual_text"] == (
        "Too new to say what your weeks are like. Ask again in about 6 weeks."
    )


def test_the_running_week_says_so_far_and_has_no_usual_range():
    user, metrics = make_numbers()
    measure(metrics["replies"], {date(2026, 11, 17): 9})
    finished(user, WEEK)
    finished(user, WEEK.next)
    assert shown(user, WEEK.next)["Replies on Mastodon"] == {
        "text": "9",
        "when": "so far, to Tuesday 12:00, measured",
    }


def test_a_change_against_a_covered_week_is_not_told_but_the_level_is():
    user, metrics = make_numbers()
    measure(metrics["followers"], {date(2026, 11, 17): 790})
    finished(user, WEEK.next)
    assert shown(user, WEEK.next)["Followers on Mastodon"] == {
        "level_text": "790",
        "when": "so far, to Tuesday 12:00, measured",
        "missing": "no change to tell: the week before is covered",
    }


def test_a_change_below_the_rounding_is_too_small_to_see():
    user = make_user()
    metric = make_metric(make_source(user), "followers")
    finished(user, WEEK)
    measure(metric, sundays(WEEK, [1200, 1250]), origin="rounded", precision=100)
    figure = shown(user)["Followers on Mastodon"]
    assert (figure["text"], figure["when"]) == (
        "too small to see at this rounding",
        "Sunday 15 November, rounded, to the nearest 100",
    )


def test_a_week_before_a_source_was_connected_has_nothing_of_it():
    user = make_user(date_joined=datetime(2026, 11, 2, tzinfo=UTC))
    make_metric(make_source(user), "replies")
    assert figures_for_week(user, Week(2026, 40), now=NOW) == []


def test_someone_elses_numbers_are_not_among_mine():
    make_numbers()
    user = make_user()
    finished(user, WEEK)
    assert (figures_for_week(user, WEEK, now=NOW), labels_for_week(user)) == ([], [])


def test_the_fragment_carries_source_metric_day_and_origin():
    user, metrics = make_numbers()
    finished(user, WEEK)
    replies = figures_for_week(user, WEEK, now=NOW)[1]
    assert (
        f'<data value="23" data-source="Mastodon" data-metric="{metrics["replies"].pk}" '
        'data-day="2026-11-15" data-origin="measured">23</data>'
    ) in print_figure(replies)


@pytest.mark.parametrize("variant", ["margin", "row"])
def test_the_larger_forms_say_source_day_origin_and_range_in_words(variant):
    user, _metrics = make_numbers()
    finished(user, WEEK)
    printed = print_figure(figures_for_week(user, WEEK, now=NOW)[1], variant)
    assert all(
        words in printed for words in ("Mastodon", "Sunday 15 November, measured", "21 to 25")
    )


def test_the_number_of_queries_does_not_grow_with_metrics(django_assert_num_queries):
    user, _metrics = make_numbers(weeks=5)
    finished(user, WEEK)
    with django_assert_num_queries(3):
        figures_for_week(user, WEEK, now=NOW)
    for _ in range(3):
        make_numbers(user, weeks=5)
    Memory.forget_everything()
    with django_assert_num_queries(3):
        figures_for_week(user, WEEK, now=NOW)
