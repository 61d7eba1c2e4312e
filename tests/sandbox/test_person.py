import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum

from apps.core.text import clean
from apps.core.weeks import Week
from apps.goals.models import Goal
from apps.journal.deck_models import Draw
from apps.journal.decks import deck_list
from apps.journal.models import Entry
from apps.journal.operations import document_of
from apps.journal.quality_pages import quality_list, quality_page
from apps.metrics.collecting import collect
from apps.metrics.models import Metric, PostCount, Source
from apps.metrics.series import breaks, gaps, metrics_of, week_figures
from apps.review.beginning import read_beginning
from apps.review.cover import open_weeks
from apps.review.guess_models import Guess
from apps.review.models import Sidenote
from apps.review.weeks import week_page
from apps.sandbox.life import read_life
from apps.sandbox.network import serving
from apps.sandbox.person import make_demo
from apps.sandbox.values import value

UNTIL = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
RUNNING = Week(2026, 48)
LAST = RUNNING.previous
FIRST = LAST.shift(-103)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def wren(django_db_setup, django_db_blocker):
    """The demo person on a Wednesday afternoon; made once, and gone after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo(until=UNTIL, years=2, now=NOW)
        transaction.set_rollback(True)


def metric(user, key, provider="mastodon"):
    return Metric.objects.get(source__user=user, source__provider=provider, key=key)


def sentences(life):
    for week in life.weeks:
        texts = [week.body, *(line for line, _ in week.qualities.values())]
        texts += [text for one in week.moments for text in (one.quote, one.why)]
        for text in [*texts, *week.check_ins.values()]:
            yield from re.split(r"(?<=[.?!:])[”’*)]*\s+", text)


def test_no_sentence_is_written_twice():
    said = Counter(re.sub(r"\W+", " ", one).strip().lower() for one in sentences(read_life()))
    assert [one for one, times in said.items() if times > 1 and len(one.split()) > 2] == []


def test_there_are_sixty_weeks_of_words_that_any_database_can_hold():
    weeks = read_life().weeks
    assert len({week.back for week in weeks}) == len({week.body for week in weeks}) == 60
    assert [week.back for week in weeks if clean(week.body).text != week.body] == []
    assert [week.back for week in weeks for line, _ in week.qualities.values() if "*" in line] == []


def test_every_week_is_written_rest_or_blank_and_the_running_one_waits(wren):
    entries = Entry.objects.for_user(wren)
    assert entries.written().count() == 60
    assert entries.filter(rested_at__isnull=False).count() == 9
    assert {entry.week for entry in entries} <= {FIRST.shift(n) for n in range(104)}
    assert open_weeks(wren, now=NOW) == [RUNNING]


def test_the_first_take_is_what_was_finished(wren):
    for entry in Entry.objects.for_user(wren).written().filter(changed_at=None):
        assert entry.first_take.sha256 == entry.sha256 == document_of(entry).sha256
        assert entry.uncovered_at == entry.finished_at


def test_one_week_was_looked_at_before_it_was_written(wren):
    entry = next(one for one in Entry.objects.for_user(wren).written() if one.looked_first)
    assert entry.title == "I looked first"
    assert entry.first_take.document["body"] == ""
    assert entry.changed_at == entry.finished_at


def test_the_readings_that_a_page_showed_are_frozen_with_it(wren):
    entry = Entry.objects.for_user(wren).in_week(LAST.previous).get()
    readings = {one.label: one.value for one in entry.frozen_readings.all()}
    assert readings["Replies on Mastodon"] == 64
    assert readings["Boosts on Mastodon"] == 212
    assert "Replies on Bluesky" in readings


def test_the_first_week_ever_shows_what_there_was(wren):
    entry = Entry.objects.for_user(wren).in_week(FIRST).get()
    assert entry.frozen_readings.filter(metric=metric(wren, "followers")).count() == 1


def test_collecting_goes_on_where_the_history_ends(wren):
    for key in ("followers", "posts", "replies", "favourites"):
        last = metric(wren, key).measurements.latest("day")
        assert (last.day, last.value) == (UNTIL, value("wren", f"mastodon.{key}", UNTIL))


def test_the_next_visits_lie_ahead(wren):
    visited = Source.objects.for_user(wren).visited().filter(confirmed_at__isnull=False)
    assert visited.count() == 7
    assert all(NOW < one.next_visit_at < NOW + timedelta(days=1) for one in visited)


STATES = {
    "Bluesky": "fresh",
    "Guild readers": "hidden",
    "Harbour stall": "checking",
    "Klout-like score": "fresh",
    "Library copies": "needs_you",
    "Mastodon": "fresh",
    "Newsletter": "by_hand",
    "Old shop’s list": "gone",
    "Open-day bookings": "late",
    "Pamphlet loans": "paused",
    "Pamphlet readers": "fresh",
}


def states(user):
    return {one.label: one.state for one in Source.objects.for_user(user).order_by("pk")}


def test_there_is_a_source_in_every_state_from_the_first_start(wren):
    assert states(wren) == STATES
    assert set(STATES.values()) == set(Source.State.values)


def test_the_worker_finds_every_source_in_the_state_it_is_told_to_be_in(wren, settings):
    tomorrow = NOW + timedelta(days=1)
    asked = Source.objects.for_user(wren).exclude(state__in=["paused", "by_hand"])
    asked.update(next_visit_at=tomorrow)
    asked.filter(state="gone").update(state="checking")
    with serving(day=tomorrow.date()) as settings.SANDBOX_ADDRESS:
        assert collect(now=tomorrow, pace=0) == 9
    assert states(wren) == STATES
    newest = metric(wren, "followers").measurements.latest("day")
    assert newest.value == value("wren", "mastodon.followers", tomorrow.date())


def test_asked_again_and_again_the_place_that_is_checked_puts_it_off(wren, settings):
    source = Source.objects.for_user(wren).get(state="checking")
    for _visit in range(2):
        moment = source.next_visit_at
        with serving(now=lambda moment=moment: moment) as settings.SANDBOX_ADDRESS:
            collect(now=moment, pace=0)
        source.refresh_from_db()
    assert (source.state, source.outcome) == ("checking", "rate_limited")


def test_days_without_an_answer_say_why(wren):
    found = {
        (gap.outcome, (gap.last - gap.first).days + 1)
        for source in Source.objects.for_user(wren)
        for gap in gaps(source, FIRST.monday, UNTIL, until=UNTIL)
        if gap.outcome != "not_connected"
    }
    assert {outcome for outcome, _ in found} == {
        "",
        "gone",
        "hidden",
        "malformed",
        "needs_sign_in",
        "paused",
        "rate_limited",
        "transient",
    }
    assert ("transient", 13) in found


def test_what_the_posts_received_adds_up_to_the_week(wren):
    replies = metric(wren, "replies")
    week = LAST.previous
    counted = PostCount.objects.filter(metric=replies, post__day__range=(week.monday, week.sunday))
    figure = week_figures([replies], [week], until=UNTIL, running=RUNNING)[replies.pk][week]
    assert counted.aggregate(Sum("value"))["value__sum"] == figure.value == 64


def test_a_moment_leads_to_the_post_it_quotes(wren):
    entry = Entry.objects.for_user(wren).in_week(LAST.previous).get()
    moment = entry.moments.get(whence="You, on Mastodon")
    post = Source.objects.get(user=wren, provider="mastodon").posts.get(address=moment.address)
    assert (post.text, post.day) == (moment.quote, moment.day)
    assert post.counts.count() == 3


def test_goals_and_sidenotes_keep_the_name_of_their_metric(wren):
    goals = Goal.objects.for_user(wren).in_order().with_metrics()
    assert [(goal.ending, [one.metric_label for one in goal.metrics.all()]) for goal in goals] == [
        ("changed", ["Posts on Mastodon"]),
        ("", ["Followers on Mastodon"]),
        ("", []),
        ("handed_on", ["Followers on Bluesky"]),
        ("", ["Replies on Mastodon", "Followers on Mastodon"]),
        ("let_go", ["Replies on Mastodon"]),
        ("reached", []),
        ("paused", []),
    ]
    assert Goal.objects.for_user(wren).filter(check_ins__isnull=True).count() == 0
    assert Sidenote.objects.for_user(wren).filter(metric__isnull=True).count() == 0


def test_there_are_notes_of_every_kind(wren):
    notes = Sidenote.objects.for_user(wren)
    assert notes.filter(metric=metric(wren, "posts")).count() == 40
    assert notes.filter(first_day__gt=UNTIL).count() == 2
    unmeasured = notes.get(text__startswith="No number for this day")
    assert not unmeasured.metric.measurements.filter(day=unmeasured.first_day).exists()
    changed = notes.get(changed_at__isnull=False)
    assert (changed.revision, changed.earlier_texts.count()) == (3, 2)
    assert len({one.text for one in notes}) == notes.count()


def test_one_week_was_guessed_and_one_has_a_reading_that_was_corrected_since(wren):
    guessed = Guess.objects.for_user(wren).get()
    assert (guessed.entry.week, guessed.value) == (LAST.previous, 30)
    week = LAST.shift(-9)
    page = week_page(wren, week, now=NOW)
    assert [(one.then.label, one.then.level - one.now.level) for one in page.restated] == [
        ("Followers on Bluesky", 9)
    ]


def test_a_correction_a_reading_left_out_and_a_new_meaning_are_among_her_numbers(wren):
    metrics = {(one.source.provider, one.key): one for one in metrics_of(wren)}
    kinds = {
        key: [
            one.kind.value
            for one in breaks(metrics[key], date(2026, 1, 1), date(2026, 12, 31), until=date.max)
        ]
        for key in (("mastodon", "followers"), ("bluesky", "following"))
    }
    assert kinds == {
        ("mastodon", "followers"): ["left_out", "corrected"],
        ("bluesky", "following"): ["definition"],
    }


def test_the_demo_person_begins_weeks_in_their_own_ways(wren):
    own = [one.deck.name for one in deck_list(wren).in_use if one.deck]
    assert own == ["From the bench"]
    draws = Draw.objects.for_user(wren)
    assert (draws.count(), draws.dismissed().count()) == (11, 1)
    assert draws.filter(kept_at__isnull=False).count() == 1
    qualities = quality_list(wren)
    assert (len(qualities.current), [one.name for one in qualities.retired]) == (5, ["Useful"])
    then = {row.then for row in quality_page(wren, "open", page=None).rows}
    assert then == {"", "called Unguarded then"}
    assert len(quality_page(wren, "useful", page=None).rows) == 2
    begin = read_beginning(wren, Week(2026, 48), None, is_covered=True, now=NOW)
    assert begin.handed.words.startswith("Count the twelve")
    assert len(begin.questions) == 3
