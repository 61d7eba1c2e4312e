"""Guess, then look: a guess is kept with its week, and what is said of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Preferences, User
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.models import Entry
from apps.journal.operations import document_of
from apps.metrics.measurements import MOST_DECIMALS
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES
from apps.review.cover import open_weeks
from apps.review.guess_models import Guess
from apps.review.operations import finish_week


class NotCovered(Exception):  # the page's word for it
    """The week's numbers are shown already."""


class PageMoved(Exception):  # the page's word for it
    """The page was changed since it was read; nothing is finished. `revision` is what it is now."""

    def __init__(self, revision: int) -> None:
        super().__init__("the page was changed elsewhere")
        self.revision = revision


class AnsweredElsewhere(Exception):  # the page's word for it
    """The answer has other words than those that were read; `kept` is what it says now."""

    def __init__(self, kept: str) -> None:
        super().__init__("the answer was changed elsewhere")
        self.kept = kept


@dataclass(frozen=True)
class Thought:
    """What a person thinks that a number of the week says."""

    metric: Metric
    value: float


def wants_to_guess(user: User) -> bool:
    """Say whether the person asked for it."""
    return Preferences.objects.filter(user=user, guessing=True).exists()


def choose_guessing(*, user: User, is_wanted: bool) -> None:
    """Ask for a guess from now on, or no longer; guesses that were made stay in their weeks."""
    Preferences.objects.update_or_create(user=user, defaults={"guessing": is_wanted})


def finish_with_guess(
    *, user: User, week: Week, base: int, thought: Thought | None, now: datetime
) -> None:
    """Keep the guess, if there is one, and finish the week as its page stands at `base`.

    Raises Entry.DoesNotExist, NotCovered and PageMoved, with nothing kept and nothing uncovered.
    """
    with transaction.atomic():
        entry = Entry.objects.for_user(user).in_week(week).select_for_update().get()
        if week not in open_weeks(user, now=now):
            raise NotCovered
        if entry.revision != base:
            raise PageMoved(entry.revision)
        finish_week(user=user, week=week, document=document_of(entry), base=base, now=now)
        if thought:
            _keep(entry, thought, now)


def _keep(entry: Entry, thought: Thought, now: datetime) -> None:
    digits = f"{thought.value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2]
    Guess.objects.create(
        entry=entry,
        metric=thought.metric,
        metric_label=thought.metric.full_label,
        is_change=thought.metric.kind in CHANGES,
        decimals=len(digits),
        value=thought.value,
        guessed_at=now,
    )


def answer_guess(*, guess: Guess, text: str, was: str, now: datetime) -> None:
    """Keep what the person says with both before them; `was` is the hash of the words read.

    Raises AnsweredElsewhere, and Guess.DoesNotExist when the guess was removed meanwhile.
    """
    with transaction.atomic():
        stored = Guess.objects.select_for_update().get(pk=guess.pk)
        if stored.answer == text:
            return
        if digest(stored.answer) != was:
            raise AnsweredElsewhere(stored.answer)
        stored.answer, stored.answered_at = text, now
        stored.save(update_fields=["answer", "answered_at"])
