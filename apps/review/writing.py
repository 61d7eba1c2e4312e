"""The write page: which week waits, and everything that stands on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.text import digest
from apps.core.weeks import EARLIEST, Week
from apps.goals.models import CheckIn, Goal
from apps.goals.operations import CHECK_IN_LIMIT, CheckInConflict
from apps.goals.queries import check_ins_in_week, goals_in_week
from apps.journal.documents import Document, MomentWords, plain_words
from apps.journal.forms import Choice, WriteForm, initial_of
from apps.journal.models import Entry, Quality
from apps.journal.operations import Conflict, document_of
from apps.journal.qualities import qualities_for
from apps.metrics.models import Post
from apps.metrics.series import posts_in_week
from apps.review.beginning import Beginning, read_beginning
from apps.review.cover import open_weeks
from apps.review.figures import Figure, Label, figures_for_week, labels_for_week
from apps.review.guesses import wants_to_guess
from apps.review.weeks import about_entry, moment_words
from apps.review.words import week_days

FIRST_DAYS = 3
"""Until Wednesday the week before may still be the one that waits."""
MOST_POSTS = 100


def waiting_week(user: User, *, now: datetime) -> Week:
    """Return the week to write now.

    From Monday to Wednesday that is the week before, unless it is written, a rest, or over before
    the person came: most people write about a week when it is over. Else it is the running week.
    """
    running = user.week(now)
    before = running.previous
    came = Week.containing(user.today(user.date_joined))
    if user.today(now).isoweekday() > FIRST_DAYS or before < came:
        return running
    entry = Entry.objects.for_user(user).in_week(before).first()
    return running if entry and (entry.is_written or entry.is_rest) else before


@dataclass(frozen=True)
class Desk:
    """What is stored of one week, and what may be written about: read once, for both methods."""

    user: User
    week: Week
    entry: Entry | None
    document: Document
    qualities: list[Quality]
    choices: list[Choice]
    more_posts: int
    goals: list[Goal]
    check_ins: dict[int, CheckIn]

    @property
    def revision(self) -> int:
        return self.entry.revision if self.entry else 0

    @property
    def names(self) -> dict[str, str]:
        return {quality.key: quality.name for quality in self.qualities}

    def form(self, data: QueryDict | None = None) -> WriteForm:
        """Return the page's form, with what is stored or with what was sent."""
        initial = initial_of(self.document, self.choices, revision=self.revision)
        initial["rest_note"] = self.entry.rest_note if self.entry else ""
        for goal in self.goals:
            said = self.check_ins.get(goal.pk)
            text = said.text if said else ""
            initial[f"check-in-{goal.pk}"] = text
            initial[f"check-in-base-{goal.pk}"] = said.revision if said else 0
            initial[f"check-in-was-{goal.pk}"] = digest(text)
        return WriteForm(
            data,
            initial=initial,
            qualities=self.qualities,
            choices=self.choices,
            goals=[(goal.pk, goal.text) for goal in self.goals],
            check_in_limit=CHECK_IN_LIMIT,
        )


def read_desk(user: User, week: Week) -> Desk:
    """Read one week for writing; the same number of queries for one post and a hundred."""
    entry = Entry.objects.for_user(user).in_week(week).first()
    document = document_of(entry) if entry else Document()
    # A boost of somebody else's post has neither words nor an address, and is no moment.
    found = posts_in_week(user, week, with_counts=False)
    posts = [post for post in found if post.text or post.address]
    return Desk(
        user=user,
        week=week,
        entry=entry,
        document=document,
        qualities=qualities_for(user, entry),
        choices=[_choice(post, document, user) for post in posts[:MOST_POSTS]],
        more_posts=max(0, len(posts) - MOST_POSTS),
        goals=goals_in_week(user, week),
        check_ins={one.goal_id: one for one in check_ins_in_week(user, week)},
    )


def _choice(post: Post, document: Document, user: User) -> Choice:
    copy = MomentWords(
        address=post.address,
        quote=post.text,
        whence=_("You, on %(source)s") % {"source": post.source.label},
        day=post.day.isoformat(),
    )
    picked = next((one for one in document.moments if _is_of(one, copy)), None)
    when = date_format(post.posted_at.astimezone(user.zone), "l H:i")
    return Choice(
        pk=post.pk,
        moment=picked or copy,
        is_picked=picked is not None,
        when=_("%(source)s, %(when)s") % {"source": post.source.label, "when": when},
    )


def _is_of(moment: MomentWords, copy: MomentWords) -> bool:
    if copy.address:
        return moment.address == copy.address
    return replace(moment, why="") == copy


@dataclass(frozen=True)
class QualityFields:
    """One quality on the page: its line and its mark."""

    key: str
    line: BoundField
    mark: BoundField


@dataclass(frozen=True)
class ChoiceFields:
    """One post that may be picked, why it mattered, and the copy that a moment keeps of it."""

    choice: Choice
    picked: BoundField
    why: BoundField
    copy: BoundField


@dataclass(frozen=True)
class CheckInFields:
    """What is said about one goal; `other` is what was written elsewhere meanwhile.

    `base` and `was` are hidden: what the text stands on. `late` is the base that it was sent on.
    """

    goal: int
    text: BoundField
    base: BoundField
    was: BoundField
    other: str
    late: int | None


@dataclass(frozen=True)
class Other:
    """The version that was written elsewhere, and one's own, written on revision `base`."""

    words: str
    yours: str
    when: str
    base: int


@dataclass(frozen=True)
class Late:
    """What came too late: the page on revision `base`, or the check-ins that were `refused`.

    `bases` are the revisions that the refused check-ins were sent on, by the goal's id.
    """

    base: int
    conflict: Conflict | None
    bases: Mapping[int, int]
    refused: Mapping[int, CheckInConflict]


@dataclass(frozen=True)
class WritePage:
    """Everything that the template prints; a covered week has labels and no figures."""

    week: Week
    days: str
    entry: Entry | None
    about: list[str]
    saved: str
    form: WriteForm
    is_covered: bool
    may_guess: bool
    labels: list[Label]
    figures: list[Figure]
    begin: Beginning
    qualities: list[QualityFields]
    choices: list[ChoiceFields]
    more_posts: int
    moments: list[list[BoundField]]
    has_moment_open: bool
    check_ins: list[CheckInFields]
    late_check_ins: bool
    other: Other | None
    before: Week | None
    after: Week | None


def write_page(
    desk: Desk,
    form: WriteForm,
    *,
    now: datetime,
    late: Late | None = None,
    has_moment_open: bool = False,
) -> WritePage:
    """Return the page of a week; `late` is what was sent too late to be stored."""
    user, week = desk.user, desk.week
    is_covered = week in open_weeks(user, now=now)
    moments = _moments(form)
    return WritePage(
        week=week,
        days=week_days(week),
        entry=desk.entry,
        about=_about(desk),
        saved=_saved(desk),
        form=form,
        is_covered=is_covered,
        may_guess=is_covered and wants_to_guess(user),
        labels=labels_for_week(user) if is_covered else [],
        figures=[] if is_covered else figures_for_week(user, week, now=now),
        begin=read_beginning(user, week, desk.entry, is_covered=is_covered, now=now),
        qualities=[
            QualityFields(one.key, form[f"line-{one.key}"], form[f"mark-{one.key}"])
            for one in desk.qualities
        ],
        choices=[
            ChoiceFields(one, form[f"post-{one.pk}"], form[f"why-{one.pk}"], form[f"copy-{one.pk}"])
            for one in desk.choices
        ],
        more_posts=desk.more_posts,
        moments=moments,
        has_moment_open=has_moment_open or any(field.value() for field in moments[-1]),
        check_ins=[_check_in(form, goal.pk, late) for goal in desk.goals],
        late_check_ins=bool(late and late.refused),
        other=_other(desk, late.conflict, late.base) if late and late.conflict else None,
        before=week.previous if week > EARLIEST else None,
        after=week.next if week < user.week(now) else None,
    )


def _about(desk: Desk) -> list[str]:
    entry = desk.entry
    if entry is None or not (entry.is_written or entry.is_uncovered or entry.is_rest):
        return []
    return about_entry(entry, desk.user)


def _saved(desk: Desk) -> str:
    if desk.entry is None or not desk.entry.revision:
        return ""
    when = moment_words(desk.entry.saved_at, desk.user, week=desk.week)
    return _("Saved on %(when)s.") % {"when": when}


def _moments(form: WriteForm) -> list[list[BoundField]]:
    parts = ("quote", "whence", "day", "address", "why")
    return [
        [form[f"moment-{number}-{part}"] for part in parts] for number in range(form.moment_count)
    ]


def _check_in(form: WriteForm, goal: int, late: Late | None) -> CheckInFields:
    refused = late.refused.get(goal) if late else None
    return CheckInFields(
        goal=goal,
        text=form[f"check-in-{goal}"],
        base=form[f"check-in-base-{goal}"],
        was=form[f"check-in-was-{goal}"],
        other=refused.kept if refused else "",
        late=late.bases.get(goal) if late else None,
    )


def _other(desk: Desk, conflict: Conflict, base: int) -> Other:
    words = plain_words(conflict.document, desk.names)
    yours = plain_words(conflict.losing, desk.names)
    return Other(words, yours, moment_words(conflict.saved_at, desk.user, week=desk.week), base)
