from datetime import UTC, date, datetime

import pytest
import time_machine

from apps.core.weeks import Week
from apps.goals.models import Goal
from apps.journal.models import Entry
from apps.metrics.models import Metric, Source
from apps.review.models import Sidenote
from apps.review.reminders import stop_token
from apps.sandbox.person import make_demo
from tests.support.pages import address

NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
LAST_DAY = date(2026, 11, 18)


@pytest.fixture
def wren(db, client):
    """The demo person, signed in on a Wednesday; week 46 and before are written."""
    with time_machine.travel(NOW, tick=False):
        user = make_demo(until=LAST_DAY, years=1, now=NOW)
        client.force_login(user)
        yield user


OF_A_DECK = ("deck", "deck_rename", "deck_remove", "deck_bring_in", "deck_export")
KEYS = ("followers", "replies", "posts", "score", "value")


def first_of(user, key):
    """Return the person's first metric of that key."""
    return Metric.objects.filter(source__user=user, key=key).order_by("pk")[0]


@pytest.fixture
def every_page(wren):
    """Addresses by route name: every page there is, with a few of each kind."""
    written = [entry.week for entry in wren.entries.written().newest_first()[:3]]
    weeks = [*written, Week(2026, 47)]
    taken = [entry.week for entry in wren.entries.filter(first_take__isnull=False)[:1]]
    metrics = [first_of(wren, key) for key in KEYS]
    sources = list(Source.objects.filter(user=wren).order_by("pk")[:2])
    by_hand = Source.objects.get(user=wren, provider="by_hand")
    held = Goal.objects.filter(user=wren, set_down_on=None)[0]
    newest = wren.entries.written().newest_first()[0]
    addendum = newest.addenda.last()
    binned = Entry.with_bin.for_user(wren).in_bin()[0]
    note = Sidenote.objects.filter(user=wren)[0]
    deck = wren.decks.get()
    return {
        "review:home": [address("review:home")],
        "review:write_now": [address("review:write_now")],
        "review:write": [address("review:write", week) for week in weeks[-2:]],
        "review:offline": [address("review:offline")],
        "review:worker": [address("review:worker")],
        "review:manifest": [address("review:manifest")],
        "review:signed_in": [address("review:signed_in")],
        "review:week_list": [address("review:week_list")],
        "review:week": [address("review:week", week) for week in weeks],
        "review:notebook": [address("review:notebook")],
        "review:around": [address("review:around")],
        "review:reminder_stop": [address("review:reminder_stop", stop_token(wren.pk))],
        "review:first_take": [address("review:first_take", week) for week in taken],
        "review:version_list": [address("review:version_list", week) for week in taken],
        "review:version": [address("review:version", newest.week, newest.first_take_id)],
        "review:addendum_add": [address("review:addendum_add", newest.week)],
        "review:addendum_edit": [address("review:addendum_edit", addendum.pk)],
        "review:addendum_remove": [address("review:addendum_remove", addendum.pk)],
        "review:bin_list": [address("review:bin_list")],
        "review:week_erase": [address("review:week_erase", binned.pk)],
        "review:trend_first": [address("review:trend_first")],
        "review:trend": [address("review:trend", one.pk) for one in metrics],
        "review:trend_csv": [address("review:trend_csv", one.pk) for one in metrics],
        "review:sidenote_add": [address("review:sidenote_add", metrics[0].pk)],
        "review:sidenote_edit": [address("review:sidenote_edit", note.pk)],
        "review:source_history": [address("review:source_history", one.pk) for one in sources],
        "review:reading_correct": [
            address("review:reading_correct", one.pk, day)
            for one, day in ((sources[0], date(2026, 11, 8)), (by_hand, date(2026, 11, 8)))
        ],
        "review:goal_list": [address("review:goal_list")],
        "review:goal_add": [address("review:goal_add")],
        "review:goal_reword": [address("review:goal_reword", held.pk)],
        "review:goal_number": [address("review:goal_number", held.pk)],
        "review:check_in_write": [address("review:check_in_write", held.pk)],
        "review:goal_set_down": [address("review:goal_set_down", held.pk)],
        "review:week_rest": [address("review:week_rest", Week(2026, 47))],
        "journal:deck_list": [address("journal:deck_list")],
        "journal:deck_add": [address("journal:deck_add")],
        "journal:deck_built_in": [address("journal:deck_built_in")],
        "journal:built_in_export": [address("journal:built_in_export")],
        **{f"journal:{name}": [address(f"journal:{name}", deck.pk)] for name in OF_A_DECK},
        "journal:prompt_edit": [address("journal:prompt_edit", deck.pk, deck.prompts.first().pk)],
        "journal:quality_list": [address("journal:quality_list")],
        "journal:quality_add": [address("journal:quality_add")],
        "journal:quality": [address("journal:quality", key) for key in ("open", "useful")],
        "journal:quality_edit": [address("journal:quality_edit", "open")],
        "metrics:source_list": [address("metrics:source_list")],
        "metrics:source_choose": [address("metrics:source_choose")],
        "metrics:source_connect": [address("metrics:source_connect", "mastodon")],
        "metrics:source": [address("metrics:source", one.pk) for one in (*sources, by_hand)],
        "metrics:source_edit": [address("metrics:source_edit", by_hand.pk)],
        "metrics:source_proof": [address("metrics:source_proof", sources[0].pk)],
        "metrics:source_key": [],
        "metrics:source_pause": [address("metrics:source_pause", sources[0].pk)],
        "metrics:source_remove": [address("metrics:source_remove", sources[0].pk)],
        "metrics:number_add": [address("metrics:number_add", by_hand.pk)],
        "accounts:preferences": [address("accounts:preferences")],
        "accounts:reminder": [address("accounts:reminder")],
        "accounts:keys": [address("accounts:keys")],
    }
