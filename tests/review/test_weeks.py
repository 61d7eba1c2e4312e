import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.core.weeks import Week
from apps.review.models import Sidenote
from apps.review.tags import tag_address
from tests.support.factories import make_entry, make_metric, make_post, make_user
from tests.support.goals import make_check_in, make_goal
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 15, 21, 40, tzinfo=UTC)
BODY = "The replies kept coming.\n\nNothing else happened."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def finished(user, week=WEEK, at=SUNDAY, **fields):
    return make_entry(
        user,
        week,
        **{"title": "Glue", "body": BODY, "finished_at": at, "uncovered_at": at} | fields,
    )


def get(client, user, week=WEEK, status=200, name="review:week"):
    client.force_login(user)
    answer = client.get(reverse(name, args=[week]))
    assert answer.status_code == status
    return answer.content.decode()


def test_a_finished_week_shows_words_then_the_figure_they_name(client):
    user, metrics = make_numbers()
    finished(user)
    page = get(client, user)
    assert "Written on Sunday at 21:40, before the numbers were shown." in page
    assert page.index("The replies kept coming") < page.index(
        f'data-metric="{metrics["replies"].pk}"'
    )
    assert page.index("Replies on Mastodon") < page.index("Nothing else happened")


def test_a_covered_week_has_words_and_labels_and_no_value(client):
    user, _metrics = make_numbers()
    make_entry(user, WEEK, body=BODY)
    page = get(client, user)
    assert ("The replies kept coming" in page, "Replies on Mastodon" in page) == (True, True)
    assert ("<data" in page, '<svg class="spark' in page) == (False, False)


def test_a_blank_week_says_so_and_shows_what_was_measured(client):
    user, _metrics = make_numbers()
    page = get(client, user, WEEK.shift(-10))
    assert "This week is blank, and can stay that way." in page
    assert "<data" in page


def test_a_rest_has_its_note_and_its_numbers(client):
    user, _metrics = make_numbers()
    make_entry(user, WEEK, rested_at=SUNDAY, rest_note="Away with the phone off.")
    page = get(client, user)
    assert ("Away with the phone off." in page, "<data" in page) == (True, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"uncovered_at": SUNDAY - timedelta(hours=3)},
            "The numbers were shown before this was written.",
        ),
        ({"finished_at": None}, "The numbers were shown before this was written."),
        (
            {"changed_at": datetime(2026, 11, 17, 9, tzinfo=UTC)},
            "Changed on 17 November, after the numbers were shown.",
        ),
    ],
)
def test_the_page_says_when_words_came_after_numbers(client, fields, said):
    user = make_user()
    finished(user, **fields)
    assert said in get(client, user)


def test_a_page_written_long_after_its_week_does_not_claim_to_be_first(client):
    user = make_user()
    finished(user, WEEK.shift(-20))
    page = get(client, user, WEEK.shift(-20))
    assert "The numbers were shown before this was written." in page


def test_a_footnote_stands_in_the_margin_before_the_numbers(client):
    user, metrics = make_numbers()
    finished(user, body="The replies[^1] kept coming.\n\nMore.\n\n[^1]: All of them kind.")
    page = get(client, user)
    margin = page.index('class="margin" role="note" aria-label="Beside passage 1"')
    note = page.index("All of them kind.")
    assert page.index("kept coming") < margin < note < page.index(f'="{metrics["replies"].pk}"')
    assert "Passage 3" not in page


def test_a_tag_is_a_word_until_there_is_a_notebook(client):
    user = make_user()
    finished(user, body="A week of #glue.")
    page = get(client, user)
    has_link = '?tag=glue">#glue</a>' in page
    assert has_link == bool(tag_address("glue"))
    assert "#glue" in page


def test_addenda_stand_after_the_words_with_their_date(client):
    user = make_user()
    entry = finished(user)
    for text in ("First thought.[^1]\n\n[^1]: Aside.", "Second thought.[^1]\n\n[^1]: Beside."):
        entry.addenda.create(text=text, day=NOW.date(), written_at=NOW)
    page = get(client, user)
    places = [page.index(word) for word in ("Nothing else", "18 November 2026", "First thought")]
    assert places == sorted(places)
    assert page.index("First thought") < page.index("Second thought")
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))


def test_a_moment_has_the_counts_of_its_post_or_nothing_to_count(client):
    user, metrics = make_numbers()
    post = make_post(metrics["replies"].source, WEEK.monday, {metrics["replies"]: 64})
    entry = finished(user)
    entry.moments.create(position=1, address=post.address, quote="Wheat paste.", why="True.")
    entry.moments.create(position=2, quote="A letter.", whence="Teodor, by email")
    page = get(client, user)
    assert 'data-day="2026-11-09" data-origin="measured">64</data></b> replies' in page
    assert "Two things worth keeping" in page
    assert "There is nothing to count." in page


def test_a_moment_has_what_its_post_received_and_not_what_was_given_with_it(client):
    user, metrics = make_numbers()
    source = metrics["replies"].source
    counts = {metrics["replies"]: 64, make_metric(source, "replies_written"): 1}
    post = make_post(source, WEEK.monday, counts)
    finished(user).moments.create(position=1, address=post.address, quote="Wheat paste.")
    page = get(client, user)
    assert 'data-origin="measured">64</data></b> replies' in page
    assert 'data-origin="measured">1</data></b> replies you wrote' not in page


def test_a_moments_counts_from_a_covered_week_stay_covered(client):
    user, metrics = make_numbers()
    post = make_post(metrics["replies"].source, WEEK.next.monday, {metrics["replies"]: 641})
    entry = finished(user)
    entry.moments.create(position=1, address=post.address, quote="Wheat paste.")
    assert "641" not in get(client, user)


def test_a_sidenote_stands_under_its_figure(client):
    user, metrics = make_numbers()
    finished(user)
    Sidenote.objects.create(
        user=user,
        metric=metrics["replies"],
        metric_label="Replies on Mastodon",
        first_day=WEEK.monday,
        last_day=WEEK.monday,
        text="The glue thread.",
        written_at=SUNDAY,
    )
    page = get(client, user)
    assert page.index("Replies on Mastodon") < page.index("The glue thread.")


def test_neighbours_are_named(client):
    user = make_user()
    finished(user)
    finished(user, WEEK.previous, title="Rain, mostly")
    page = get(client, user)
    assert "Week 45, “Rain, mostly”" in page
    assert "Week 47, not yet written" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-W53", "2025 has 52 weeks; there is no 2025-W53."),
        ("2026-W00", "2026 has 53 weeks; there is no 2026-W00."),
        ("2026-W48", "Week 48 of 2026 has not begun."),
        ("2026-46", "A week is written like 2026-W46"),
        ("1066-W01", "Weeks here run from 1990 to 2100."),
        ("９９９９-W01", "A week is written like"),
    ],
)
def test_a_week_that_does_not_exist_is_a_404_that_says_why(client, text, said):
    client.force_login(make_user())
    answer = client.get(f"/weeks/{text}/")
    assert (answer.status_code, said in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("week", [Week(1990, 1), Week(1990, 2), Week(1991, 1), Week(1992, 1)])
def test_the_earliest_weeks_have_a_page(client, week):
    user, _metrics = make_numbers()
    get(client, user, week)


def test_a_strangers_week_is_a_blank_one_of_mine(client):
    user, _metrics = make_numbers()
    finished(user)
    page = get(client, make_user(date_joined=NOW))
    assert ("The replies kept" in page, "<data" in page) == (False, False)


def test_the_page_needs_the_same_queries_for_one_and_for_many(client, django_assert_num_queries):
    user, metrics = make_numbers(weeks=3)
    entry = finished(user)
    post = make_post(metrics["replies"].source, WEEK.monday, {metrics["replies"]: 64})
    entry.moments.create(position=0, address=post.address)
    entry.addenda.create(text="Later.", day=NOW.date(), written_at=NOW)
    entry.placements.create(metric=metrics["score"], metric_label="Old score", block="0" * 64)
    pin(metrics["replies"], WEEK.monday, "A note.")
    make_check_in(make_goal(user), str(WEEK))
    client.force_login(user)
    with django_assert_num_queries(12):
        get_only(client)
    for n in range(1, 4):
        make_numbers(user, weeks=3)
        for day in WEEK.days:
            pin(metrics["replies"], day, f"Note {n}.")
        entry.moments.create(position=n, address=post.address)
        entry.addenda.create(text="Later still.", day=NOW.date(), written_at=NOW)
        make_check_in(make_goal(user), str(WEEK))
    with django_assert_num_queries(12):
        get_only(client)


def test_a_note_over_parts_of_two_weeks_stands_on_both(client):
    user, metrics = make_numbers()
    for week in (WEEK.previous, WEEK):
        make_entry(user, week, body="Words.", uncovered_at=NOW)
    pin(metrics["score"], WEEK.previous.sunday, "Over the night.", last=WEEK.monday)
    client.force_login(user)
    for week in (WEEK.previous, WEEK):
        page = client.get(reverse("review:week", args=[week])).content.decode()
        assert "Over the night." in page


def pin(metric, day, text, last=None):
    return Sidenote.objects.create(
        user=metric.source.user,
        metric=metric,
        metric_label=metric.full_label,
        first_day=day,
        last_day=last or day,
        text=text,
        written_at=NOW,
    )


def get_only(client):
    return client.get(reverse("review:week", args=[WEEK]))


def test_signed_out_there_is_no_week(client):
    assert client.get(reverse("review:week", args=[WEEK])).status_code == 302
