import csv
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.core.weeks import Week
from apps.metrics.models import Measurement
from apps.review.models import Sidenote
from tests.support.factories import make_entry, make_metric, make_source, make_user, measure
from tests.support.review import NOW, WEEK, make_numbers, sundays

pytestmark = pytest.mark.django_db
LAST_SHOWN = "2026-11-08"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, metric, query="", status=200, name="review:trend"):
    client.force_login(metric.source.user)
    answer = client.get(reverse(name, args=[metric.pk]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def days_shown(page, metric):
    found = re.findall(rf'data-metric="{metric.pk}" data-day="([^"]+)"', page)
    return sorted(set(found))


def pin(metric, first, last=None, text="Words."):
    return Sidenote.objects.create(
        user=metric.source.user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=first,
        last_day=last or first,
        text=text,
        written_at=NOW,
    )


def test_the_line_stops_before_the_first_covered_week_and_says_so(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"], "?weeks=13&table=1")
    assert days_shown(page, metrics["replies"])[-1] == LAST_SHOWN
    assert "Week 46 and this week are covered. The line stops before them." in page


def finish_both_weeks(user):
    for week in (WEEK, WEEK.next):
        make_entry(user, week, finished_at=NOW, uncovered_at=NOW)


def sentence_of(page):
    told = re.sub(r"<[^>]+>", "", page.split('id="sum"')[1].split("</p>")[0]).split(">")[1]
    return " ".join(told.split())


def test_a_running_week_that_is_finished_stands_in_the_table_so_far(client):
    user, metrics = make_numbers()
    measure(metrics["replies"], {date(2026, 11, 17): 9})
    finish_both_weeks(user)
    page = get(client, metrics["replies"])
    assert days_shown(page, metrics["replies"])[-1] == "2026-11-17"
    assert page.split("<tbody>")[1].split("</tr>")[0].count("so far, to Tuesday") == 1
    assert "is covered" not in page


def test_a_part_of_a_weeks_total_is_not_on_the_line_and_a_level_is(client):
    user, metrics = make_numbers()
    finish_both_weeks(user)
    ends = {}
    for key in ("replies", "score"):
        measure(metrics[key], {date(2026, 11, 17): 9})
        wide = get(client, metrics[key]).split('class="only-wide"')[1].split("</svg>")[0]
        ends[key] = wide.split('class="c-line"')[1].split('points="')[1].split('"')[0].count(",")
    assert ends["score"] - ends["replies"] == 1


def test_the_running_week_alone_is_told_as_so_far(client):
    user = make_user(date_joined=NOW)
    metric = make_metric(make_source(user, connected_at=NOW), key="followers", kind="counter")
    measure(metric, {date(2026, 11, 17): 312})
    make_entry(user, WEEK.next, finished_at=NOW, uncovered_at=NOW)
    page = get(client, metric)
    assert sentence_of(page) == "312 on 17 November 2026, so far. The week is still running."


def test_totals_are_told_by_the_middle_of_each_half(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"])
    assert sentence_of(page) == (
        "Around 23 replies a week in the first 26 measured weeks, around 23 in the last 26. "
        "Half of your weeks: 21 to 25 (52 measured in the year to 8 November 2026)."
    )


def test_levels_are_told_by_their_ends(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["followers"], "?weeks=13")
    assert sentence_of(page) == (
        "738 on 16 August 2026, 774 on 8 November 2026: 12 weeks apart, 13 weeks measured. "
        "Half of your weeks: +3 (52 measured in the year to 8 November 2026). "
        "13 of the 13 weeks shown lie in that range."
    )


def test_there_is_a_chart_for_wide_and_for_narrow_pages(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["score"])
    assert ("only-wide" in page, "only-narrow" in page) == (True, True)


def test_a_gap_stays_empty_and_the_table_says_why(client):
    _user, metrics = make_numbers()
    gap = WEEK.shift(-4)
    Measurement.objects.filter(metric=metrics["replies"], day=gap.sunday).delete()
    page = get(client, metrics["replies"], "?weeks=13")
    assert "no figure: nothing was measured this week" in page
    wide = page.split('class="only-wide"')[1].split("</svg>")[0]
    assert wide.count("<polyline") == 2


def test_notes_are_numbered_on_the_chart_and_in_the_margin(client):
    _user, metrics = make_numbers()
    pin(metrics["replies"], date(2026, 9, 1), text="The first.")
    pin(metrics["replies"], date(2026, 10, 5), date(2026, 10, 11), text="The second.")
    pin(metrics["followers"], date(2026, 9, 1), text="About another number.")
    page = get(client, metrics["replies"])
    assert page.count('href="#note-2" aria-label="Note 2"') == 2
    assert page.index("The first.") < page.index("The second.")
    assert "5–11 October 2026" in page
    assert "About another number." not in page


def test_many_notes_are_folded(client):
    _user, metrics = make_numbers()
    for n in range(10):
        pin(metrics["replies"], date(2026, 9, 1) + timedelta(days=n), text=f"Note {n}.")
    page = get(client, metrics["replies"])
    assert page.index("Earlier notes") < page.index("Note 0.") < page.index("Note 9.")


def test_a_note_on_a_covered_week_is_not_tied_to_a_point(client):
    _user, metrics = make_numbers()
    pin(metrics["replies"], WEEK.sunday, text="Too soon.")
    assert "Too soon." not in get(client, metrics["replies"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "?first=2026-13-40&last=2026-11-01",
            "Write the day as year, month and day, like 2026-11-23.",
        ),
        ("?first=2026-11-02&last=2026-11-01", "The second day has to be the same or later."),
        ("?first=0001-01-01", "A day lies between 1990 and 2100."),
        ("?last=9999-12-31", "A day lies between 1990 and 2100."),
    ],
)
def test_impossible_dates_are_told_and_kept(client, query, said):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"], query, status=422)
    kept = re.search(r"(?:first|last)=([^&]+)", query)[1]
    assert (said in page, f'value="{kept}"' in page) == (True, True)


@pytest.mark.parametrize(
    "query", ["?weeks=7", "?weeks=", "?first=2030-01-01", "?last=1995-01-01", "?first=&last="]
)
def test_odd_spans_are_answered(client, query):
    _user, metrics = make_numbers()
    get(client, metrics["replies"], query)


def test_chosen_dates_become_whole_weeks(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"], "?first=2026-09-02&last=2026-09-16")
    assert days_shown(page, metrics["replies"]) == ["2026-09-06", "2026-09-13", "2026-09-20"]


def test_the_csv_has_the_tables_weeks_and_runs_nothing(client):
    user = make_user()
    source = make_source(user, "by_hand", name="=SUM(A1)")
    metric = make_metric(source)
    measure(metric, sundays(WEEK, [1, 2, 3]), origin="typed_in")
    text = get(client, metric, "?weeks=13", name="review:trend_csv")
    rows = list(csv.reader(text.splitlines()))
    assert [row[0] for row in rows[1:]] == ["2026-W44", "2026-W45"]
    assert rows[1][3] == "'=SUM(A1)"
    assert rows[2][5:9] == ["2", "", LAST_SHOWN, "typed_in"]


def test_other_metrics_stand_beside_each_on_its_own_scale(client):
    _user, metrics = make_numbers()
    page = get(client, metrics["replies"])
    multi = page.split('class="multi"')[1]
    assert ("Followers on Mastodon" in multi, "Replies on Mastodon" in multi) == (True, False)


@pytest.mark.parametrize("name", ["review:trend", "review:trend_csv"])
def test_a_strangers_metric_is_a_404(client, name):
    _user, metrics = make_numbers()
    client.force_login(make_user())
    assert client.get(reverse(name, args=[metrics["replies"].pk])).status_code == 404


def test_without_numbers_the_page_says_how_a_line_begins(client):
    client.force_login(make_user())
    assert "No number yet" in client.get(reverse("review:trend_first")).content.decode()


def test_a_metric_that_never_said_anything_has_a_page(client):
    metric = make_metric(make_source(make_user()), "replies")
    assert "There is nothing to draw" in get(client, metric)


def test_the_page_takes_the_same_queries_for_one_metric_and_for_many(
    client, django_assert_num_queries
):
    user, metrics = make_numbers(weeks=3)
    client.force_login(user)
    address = reverse("review:trend", args=[metrics["replies"].pk])
    with django_assert_num_queries(9):
        client.get(address)
    for n in range(3):
        make_numbers(user, weeks=30)
        pin(metrics["replies"], WEEK.previous.monday + timedelta(days=n))
    with django_assert_num_queries(9):
        client.get(address)


def test_weeks_run_over_a_year_with_53_weeks(client):
    user, metrics = make_numbers(weeks=5, until=Week(2021, 1))
    page = get(client, metrics["replies"], "?first=2020-12-21&last=2021-01-10")
    assert days_shown(page, metrics["replies"]) == ["2020-12-27", "2021-01-03", "2021-01-10"]
    assert user
