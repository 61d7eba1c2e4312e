"""Writing a goal down, rewording it, checking in, setting it down and taking it up again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.text import clean, digest, is_blank
from apps.core.weeks import Week
from apps.goals.models import CheckIn, Goal, SettingDown, Wording
from apps.metrics.models import Metric

WORDING_LIMIT = 1_000
CLOSING_LIMIT = 1_000
WHY_LIMIT = 2_000
PLAN_LIMIT = 500
CHECK_IN_LIMIT = 5_000
KEPT_EVERY = timedelta(minutes=10)


class WeekNotBegun(ValueError):  # the page's word for it
    """A check-in was meant for a week that lies ahead."""


class CheckInConflict(Exception):  # the page's word for it
    """The check-in was written elsewhere since it was read.

    `kept` and `revision` are what is stored, `losing` what was refused: the caller answers with
    both, so that nothing typed is lost.
    """

    def __init__(self, *, kept: str, revision: int, losing: str) -> None:
        super().__init__("the check-in was written elsewhere")
        self.kept, self.revision, self.losing = kept, revision, losing


@dataclass(frozen=True)
class SavedCheckIn:
    """What is stored after a save; `altered` when cleaning changed what was sent."""

    text: str
    revision: int
    sha256: str
    altered: bool
    saved_at: datetime


@dataclass(frozen=True)
class NumberBeside:
    """A number that a person keeps beside a goal, and what they wish for it."""

    metric: Metric
    direction: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Reasons:
    """Why a person wants something, and what they will do if something happens."""

    why: str = ""
    plan_if: str = ""
    plan_then: str = ""


NO_REASONS = Reasons()


def write_goal(
    *,
    user: User,
    text: str,
    since: date,
    now: datetime,
    reasons: Reasons = NO_REASONS,
    beside: NumberBeside | None = None,
    follows: Goal | None = None,
) -> Goal:
    """Return a new goal in the person's words; `follows` is the goal that changed into it."""
    with transaction.atomic():
        goal = Goal.objects.create(
            user=user, since=since, created_at=now, follows=follows, **asdict(reasons)
        )
        Wording.objects.create(goal=goal, text=text, written_at=now)
        if beside:
            put_beside(goal=goal, beside=beside)
    return goal


def reword_goal(*, goal: Goal, text: str, now: datetime) -> None:
    """Put the goal into other words; the earlier ones stay, with their date."""
    if text != goal.text:
        Wording.objects.create(goal=goal, text=text, written_at=now)


def give_reasons(*, goal: Goal, reasons: Reasons) -> None:
    """Say why the person wants it, and keep the plan with it."""
    told = asdict(reasons)
    for name, words in told.items():
        setattr(goal, name, words)
    goal.save(update_fields=list(told))


def put_beside(*, goal: Goal, beside: NumberBeside) -> None:
    """Keep a number beside the goal; one that stands there already gets the new wishes."""
    goal.metrics.update_or_create(
        metric=beside.metric,
        defaults={
            "metric_label": beside.metric.full_label,
            "direction": beside.direction,
            "low": beside.low,
            "high": beside.high,
        },
    )


def take_up(*, goal: Goal, on: date) -> None:
    """Take up again a goal that was set down; when and with which words stays on record."""
    with transaction.atomic():
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        if held.set_down_on is None:
            return
        SettingDown.objects.create(
            goal=held,
            set_down_on=held.set_down_on,
            ending=held.ending,
            closing_line=held.closing_line,
            taken_up_on=max(on, held.set_down_on),
        )
        held.set_down_on, held.ending, held.closing_line = None, "", ""
        held.save(update_fields=["set_down_on", "ending", "closing_line"])


def save_check_in(
    *, user: User, goal_id: int, week: Week, text: str, base: int, now: datetime
) -> SavedCheckIn:
    """Keep what the person says about a goal in a week.

    `base` is the revision that was read, 0 for none. Text that is stored already is no conflict,
    so a lost answer may be asked for again. Empty text on 0 says nothing and changes nothing; on a
    later base it empties the check-in, whose row stays, so that no older tab takes it for new.

    Raises Goal.DoesNotExist for a goal that is not the person's, WeekNotBegun, TextTooLong, and
    CheckInConflict, with both texts kept among the earlier ones.
    """
    if week > user.week(now):
        raise WeekNotBegun(str(week))
    cleaned = clean(text, limit=CHECK_IN_LIMIT)
    words = "" if is_blank(cleaned.text) else cleaned.text
    goal = Goal.objects.for_user(user).get(pk=goal_id)
    revision = _write(goal, week, words, base, now) if words or base else 0
    return SavedCheckIn(words, revision, digest(words), cleaned.altered, now)


def _write(goal: Goal, week: Week, words: str, base: int, now: datetime) -> int:
    """Compare and swap; return the revision then stored."""
    with transaction.atomic():
        in_week = goal.check_ins.in_week(week).select_for_update()
        stored = in_week.first()
        if stored is None:
            if not words or _insert(goal, week, words, now):
                return 1 if words else 0
            stored = in_week.get()
        if stored.text == words:
            return stored.revision
        if base == stored.revision or (base == 0 and not stored.text):
            return _replace(stored, words, now)
        _keep(stored, stored.text, stored.written_at)
        _keep(stored, words, now)
    raise CheckInConflict(kept=stored.text, revision=stored.revision, losing=words)


def _replace(stored: CheckIn, words: str, now: datetime) -> int:
    """Put other words in place; the earlier ones are kept when much goes, or after a while."""
    if len(words) < len(stored.text) / 2 or now - stored.written_at >= KEPT_EVERY:
        _keep(stored, stored.text, stored.written_at)
    stored.text, stored.written_at = words, now
    stored.revision += 1
    stored.save(update_fields=["text", "written_at", "revision"])
    return stored.revision


def _keep(check_in: CheckIn, text: str, at: datetime) -> None:
    if text and not check_in.earlier_texts.filter(text=text).exists():
        check_in.earlier_texts.create(text=text, written_at=at)


def _insert(goal: Goal, week: Week, words: str, now: datetime) -> bool:
    """Write the first revision; False when another tab was a moment quicker."""
    try:
        with transaction.atomic():
            CheckIn.objects.create(
                goal=goal, year=week.year, number=week.number, text=words, written_at=now
            )
    except IntegrityError:
        return False
    return True
