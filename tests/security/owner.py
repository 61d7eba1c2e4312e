"""One person with one of everything, each of whose words holds the same nonsense word."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts.models import Preferences
from apps.core.text import digest
from apps.core.weeks import Week
from apps.goals.models import CheckIn, CheckInText
from apps.journal.bin import bin_week
from apps.journal.deck_models import ChosenFrame, Draw
from apps.journal.deck_operations import add_prompts, make_deck
from apps.journal.deck_text import Worded
from apps.journal.models import Addendum, Moment, PastName, Quality, QualityLine
from apps.journal.qualities import ensure_qualities
from apps.metrics.models import Correction, Pause, Proof, Source
from apps.metrics.sealing import seal
from apps.review.guess_models import Guess
from apps.review.models import (
    FrozenReading,
    KeptLine,
    Mute,
    Placement,
    Sidenote,
    SidenoteText,
)
from apps.review.reminders import stop_token
from tests.security.doors import (
    add_export,
    add_factors,
    add_links,
    add_revocations,
    add_sessions,
    add_ways_in,
)
from tests.support.factories import (
    make_attempt,
    make_entry,
    make_metric,
    make_post,
    make_source,
    make_user,
    measure,
)
from tests.support.goals import make_goal
from tests.support.review import NOW, WEEK, sundays

CANARY = "Quillowfeather"
"""Stands in each word, name, handle and key of the owner, and nowhere else."""
OPEN = WEEK.shift(1)
BINNED = WEEK.shift(-4)
KEY = f"{CANARY}-sealed-key"


@dataclass(frozen=True)
class Owned:
    """What stands in the addresses of one person's pages, by the name that rules call it."""

    user: Any
    source: Source
    by_hand: Source
    metric: Any
    by_hand_metric: Any
    day: Any
    goal: Any
    let_go: Any
    goal_metric: Any
    entry: Any
    week: Week
    open_week: Week
    binned: Any
    version: Any
    addendum: Any
    sidenote: Sidenote
    mute: Mute
    deck: Any
    prompt: Any
    quality: str
    stop: str
    code: str
    passkey: Any
    session: Any
    way: Any
    revocation: Any
    due_revocation: Any
    share: Any
    share_token: str
    invitation: Any
    invited: str
    export: Any
    export_token: str

    def value(self, name: str) -> Any:
        """Return what an address says: the row's id, or the word itself."""
        found = getattr(self, name)
        return getattr(found, "pk", found)

    @classmethod
    def names(cls) -> set[str]:
        return {one.name for one in fields(cls)}


def make_person(**given: Any) -> Any:
    """Return a person who confirmed their address."""
    user = make_user(**given)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_owner(email: str = f"{CANARY.lower()}@example.org", word: str = CANARY) -> Owned:
    """Return a person with one of everything, written with `word`."""
    user = make_person(email=email, display_name=f"{word} Name")
    Preferences.objects.create(
        user=user,
        around_this_time=True,
        guessing=True,
        reminder_day=7,
        reminder_time=time(18),
        next_reminder_at=NOW + timedelta(days=3),
    )
    numbers = _numbers(user, word)
    words = _words(user, word, numbers["metric"])
    doors = {
        **add_factors(user, word),
        **add_revocations(user, word),
        **add_links(user, words["entry"]),
        "session": add_sessions(user, word),
        "way": add_ways_in(user, word),
    }
    decks, export = _decks(user, word), add_export(user)
    return Owned(
        user=user,
        **numbers,
        **words,
        **decks,
        **doors,
        stop=stop_token(user.pk),
        export=export,
        export_token=export.token,
    )


def _numbers(user: Any, word: str) -> dict[str, Any]:
    source = make_source(
        user,
        handle=f"@{word.lower()}@social.example",
        name=f"{word} account",
        # The one thing that everybody may see, by the address that a profile links to.
        address="https://social.example/@somebody",
        sealed_secret=seal(f"{word}-sealed-key"),
        pause_note=f"{word} pause",
    )
    metric = make_metric(source)
    measure(metric, sundays(WEEK, [600, 603, 607]))
    reading = metric.measurements.order_by("-day")[0]
    Correction.objects.create(measurement=reading, value=604, reason=f"{word} reason", made_at=NOW)
    Pause.objects.create(
        source=source, paused_at=NOW - timedelta(days=9), resumed_at=NOW, note=f"{word} rested"
    )
    proof = Proof.objects.create(source=source, code=digest(word)[:20], made_at=NOW)
    make_post(source, WEEK.sunday, {metric: 3}, text=f"{word} post")
    make_attempt(source, WEEK.monday)
    by_hand = make_source(user, "by_hand", handle=f"{word} number", name=f"{word} number")
    by_hand_metric = make_metric(by_hand)
    measure(by_hand_metric, {WEEK.sunday: 12})
    return {
        "source": source,
        "by_hand": by_hand,
        "metric": metric,
        "by_hand_metric": by_hand_metric,
        "day": reading.day,
        "code": proof.code,
    }


def _words(user: Any, word: str, metric: Any) -> dict[str, Any]:
    entry = make_entry(
        user, WEEK, title=f"{word} title", body=f"{word} body.", finished_at=NOW, uncovered_at=NOW
    )
    binned = make_entry(user, BINNED, title=f"{word} binned", body=f"{word} binned body")
    bin_week(user=user, week=BINNED, now=NOW)
    make_entry(user, OPEN, title=f"{word} open", body=f"{word} so far")
    qualities = ensure_qualities(user)
    QualityLine.objects.create(entry=entry, quality=qualities[0], line=f"{word} line")
    Moment.objects.create(
        entry=entry, position=1, quote=f"{word} quote", whence=f"{word}, by post", why=f"{word} why"
    )
    _beside(entry, metric, word)
    goals = [make_goal(user, f"{word} wish {n}", metric=metric) for n in (1, 2)]
    goals[1].set_down(on=NOW.date(), ending="let_go", closing_line=f"{word} closing")
    check_in = CheckIn.objects.create(
        goal=goals[0], year=WEEK.year, number=WEEK.number, text=f"{word} said", written_at=NOW
    )
    CheckInText.objects.create(check_in=check_in, text=f"{word} said before", written_at=NOW)
    return {
        "goal": goals[0],
        "let_go": goals[1],
        "goal_metric": goals[0].metrics.get(),
        "entry": entry,
        "week": WEEK,
        "open_week": OPEN,
        "binned": binned,
        "version": entry.first_take,
        "addendum": Addendum.objects.create(
            entry=entry, text=f"{word} later", day=NOW.date(), written_at=NOW
        ),
        "sidenote": _sidenote(user, metric, word),
        "mute": Mute.objects.create(user=user, tag=word.lower()),
    }


def _beside(entry: Any, metric: Any, word: str) -> None:
    label = f"{word} followers"
    Placement.objects.create(entry=entry, metric=metric, metric_label=label, block=digest(word))
    FrozenReading.objects.create(
        entry=entry,
        metric=metric,
        source_label=word,
        metric_label=label,
        label=label,
        value=4,
        day=WEEK.sunday,
        origin="measured",
        position=1,
    )
    KeptLine.objects.create(
        entry=entry, sha256=digest(word), text=f"{word} kept", position=1, kept_at=NOW
    )
    Guess.objects.create(
        entry=entry,
        metric=metric,
        metric_label=label,
        value=4,
        guessed_at=NOW,
        answer=f"{word} answer",
        answered_at=NOW,
    )


def _sidenote(user: Any, metric: Any, word: str) -> Sidenote:
    days = {"first_day": WEEK.monday, "last_day": WEEK.sunday}
    note = Sidenote.objects.create(
        user=user,
        metric=metric,
        metric_label=f"{word} followers",
        text=f"{word} note",
        written_at=NOW,
        **days,
    )
    SidenoteText.objects.create(sidenote=note, text=f"{word} earlier", written_at=NOW, **days)
    return note


def _decks(user: Any, word: str) -> dict[str, Any]:
    deck = make_deck(user=user, name=f"{word} deck", now=NOW)
    add_prompts(deck=deck, prompts=[Worded(f"{word} prompt?"), Worded(f"{word} another?")])
    prompt = deck.prompts.first()
    week = {"year": OPEN.year, "number": OPEN.number}
    Draw.objects.create(
        user=user, place=1, key=prompt.key, text=prompt.text, drawn_at=NOW, kept_at=NOW, **week
    )
    ChosenFrame.objects.create(user=user, frame=ChosenFrame.Frame.values[0], chosen_at=NOW, **week)
    quality = Quality.objects.create(
        user=user, key="of-mine", name=word, hint=f"{word} hint", position=9
    )
    PastName.objects.create(quality=quality, name=f"{word} once", until=NOW)
    return {"deck": deck, "prompt": prompt, "quality": quality.key}
