from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import transaction

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.goals.models import Goal
from apps.journal.models import Entry
from apps.metrics.models import Metric, Source
from apps.review.guess_models import Guess
from apps.review.models import Sidenote
from apps.review.reminders import stop_token
from apps.sandbox.person import make_demo
from apps.sandbox.sharing import SHARED
from tests.support.pages import address

NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
LAST_DAY = date(2026, 11, 18)


@pytest.fixture(scope="package")
def made(django_db_setup, django_db_blocker):
    """The demo person, made once for this folder; each test works on a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            user = make_demo(until=LAST_DAY, years=1, now=NOW)
        yield user.pk
        transaction.set_rollback(True)


@pytest.fixture
def wren(made, db, client):
    """The demo person, signed in on a Wednesday; week 46 and before are written."""
    with time_machine.travel(NOW, tick=False):
        user = User.objects.get(pk=made)
        client.force_login(user)
        yield user


ALONE = (
    "accounts:keys",
    "accounts:ask_by_mail",
    "accounts:preferences",
    "accounts:reminder",
    "accounts:session_list",
    "journal:built_in_export",
    "journal:deck_add",
    "journal:deck_built_in",
    "journal:deck_list",
    "journal:quality_add",
    "journal:quality_list",
    "metrics:source_choose",
    "metrics:source_list",
    "portability:export",
    "portability:kept",
    "portability:leave",
    "portability:leaving",
    "portability:share_list",
    "review:agreement_first",
    "review:around",
    "review:bin_list",
    "review:goal_add",
    "review:goal_list",
    "review:guessing",
    "review:home",
    "review:letter_list",
    "review:manifest",
    "review:notebook",
    "review:offline",
    "review:sidenote_list",
    "review:sidenote_new",
    "review:signed_in",
    "review:trend_first",
    "review:week_list",
    "review:worker",
    "review:write_now",
)
OF_A_GOAL = (
    *("goal", "goal_reword", "goal_reasons", "goal_number_add"),
    *("check_in_write", "goal_set_down"),
)
OF_A_DECK = ("deck", "deck_rename", "deck_remove", "deck_bring_in", "deck_export")
KEYS = ("followers", "replies", "posts", "score", "value")


def first_of(user, key):
    """Return the person's first metric of that key."""
    return Metric.objects.filter(source__user=user, key=key).order_by("pk")[0]


def pages_of_review(wren, metrics):
    """What stands in the addresses of the pages where words and numbers meet."""
    written = wren.entries.written().newest_first()
    weeks = [*(entry.week for entry in written[:3]), Week(2026, 47)]
    taken = [entry.week for entry in wren.entries.filter(first_take__isnull=False)[:1]]
    guessed = Guess.objects.for_user(wren).get()
    newest, pks = written[0], [one.pk for one in metrics]
    return {
        **{name: [()] for name in ALONE},
        "accounts:with": ["mastodon"],
        "review:write": weeks[-2:],
        "review:week": weeks,
        "review:week_rest": weeks[-1:],
        "review:placement_save": weeks[:1],
        "review:guess": [Week(2026, 47)],
        **{f"review:guess_{act}": [guessed.entry.week] for act in ("answer", "remove")},
        "review:lines_keep": [newest.week],
        "review:letter_year": [2026],
        "review:letter_season": [(2026, 3), (2026, 4)],
        "review:reminder_stop": [stop_token(wren.pk)],
        "accounts:sign_in_link": ["BCDF-GHJK"],
        "review:first_take": taken,
        "review:version_list": taken,
        "review:version": [(newest.week, newest.first_take_id)],
        "review:addendum_add": [newest.week],
        **{f"review:addendum_{act}": [newest.addenda.last().pk] for act in ("edit", "remove")},
        "review:week_erase": [Entry.with_bin.for_user(wren).in_bin()[0].pk],
        **{f"review:{name}": pks for name in ("trend", "trend_csv", "agreement")},
        "review:sidenote_add": pks[:1],
        **{
            f"review:sidenote{act}": [Sidenote.objects.filter(user=wren)[0].pk]
            for act in ("", "_edit", "_remove")
        },
    }


def pages_of_goals_and_decks(wren):
    """What stands in the addresses of goals, decks and qualities."""
    goals = Goal.objects.filter(user=wren)
    held = goals.filter(metrics__isnull=False).held().in_order()[0]
    ended = list(goals.exclude(ending="").values_list("pk", flat=True))
    deck = wren.decks.get()
    return {
        **{f"review:{name}": [held.pk] for name in OF_A_GOAL},
        "review:goal": [held.pk, *ended],
        "review:goal_number": [held.metrics.first().pk],
        **{f"journal:{name}": [deck.pk] for name in OF_A_DECK},
        "journal:prompt_edit": [(deck.pk, deck.prompts.first().pk)],
        "journal:quality": ["open", "useful"],
        "journal:quality_edit": ["open"],
    }


def pages_of_sources(wren):
    """What stands in the addresses of sources and their readings."""
    sources = list(Source.objects.filter(user=wren).order_by("pk")[:2])
    by_hand = Source.objects.get(user=wren, provider="by_hand").pk
    pks = [one.pk for one in sources]
    return {
        "review:source_history": pks,
        "review:reading_correct": [(pk, date(2026, 11, 8)) for pk in (pks[0], by_hand)],
        "metrics:source_connect": ["mastodon"],
        "metrics:source": [*pks, by_hand],
        "metrics:source_edit": [by_hand],
        "metrics:source_key": [],
        **{f"metrics:source_{act}": pks[:1] for act in ("proof", "pause", "remove", "shown")},
        "metrics:number_add": [by_hand],
    }


def pages_of_what_leaves(wren):
    """What stands in the addresses of what others may read, and of the file with everything."""
    return {
        "portability:share": [wren.entries.written().newest_first()[0].week],
        "portability:shared": [SHARED],
        "portability:export_file": ["nothing"],
    }


@pytest.fixture
def every_page(wren):
    """Addresses by route name: every page there is, with a few of each kind."""
    pages = pages_of_review(wren, [first_of(wren, key) for key in KEYS])
    pages |= pages_of_goals_and_decks(wren) | pages_of_sources(wren) | pages_of_what_leaves(wren)
    return {
        name: [address(name, *(one if isinstance(one, tuple) else (one,))) for one in given]
        for name, given in pages.items()
    }
