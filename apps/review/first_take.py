"""The first take: the words and readings as they stood when the numbers were first shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.documents import is_web_address, parse_day
from apps.journal.markdown import Passage, passages
from apps.journal.models import Entry, QualityLine
from apps.journal.qualities import past_name
from apps.review.figures import Figure, figures_for_week
from apps.review.freezing import frozen_figures
from apps.review.moments import day_in_week
from apps.review.restated import Restated, corrections_since, restated
from apps.review.tags import tag_address
from apps.review.weeks import QualityRow, moment_words
from apps.review.words import week_days_and_year


@dataclass(frozen=True)
class KeptMoment:
    """A moment as it was written then."""

    quote: str
    whence: str
    why: str
    link: str
    day: str


@dataclass(frozen=True)
class FirstTake:
    """Everything the page of a first take shows."""

    week: Week
    days: str
    when: str
    title: str
    passages: list[Passage]
    qualities: list[QualityRow]
    moments: list[KeptMoment]
    figures: list[Figure]
    restated: list[Restated]


def first_take_page(entry: Entry, user: User, *, now: datetime) -> FirstTake:
    """Compose the page of an entry whose first take is kept.

    What its numbers are at `now` is read where one of them was corrected since.
    """
    assert entry.first_take is not None
    document = entry.first_take.document
    return FirstTake(
        week=entry.week,
        days=week_days_and_year(entry.week),
        when=_when(entry, user),
        title=str(document.get("title", "")),
        passages=passages(str(document.get("body", "")), tag_address=tag_address),
        qualities=_qualities(entry, document),
        moments=_moments(document, entry.week),
        figures=frozen_figures(entry, zone=user.zone),
        restated=_restated(entry, user, now),
    )


def _restated(entry: Entry, user: User, now: datetime) -> list[Restated]:
    corrections = corrections_since(entry)
    if not corrections:
        return []
    return restated(entry, user, corrections, figures_for_week(user, entry.week, now=now))


def _when(entry: Entry, user: User) -> str:
    """Say since when the words stand so, and since when the numbers were to be seen."""
    assert entry.first_take is not None
    taken, shown = entry.first_take.made_at, entry.uncovered_at
    said = {"when": moment_words(taken, user), "shown": moment_words(shown, user)}
    if taken == shown:
        return _("As it stood on %(when)s, when the numbers were first shown.") % said
    return _("As it stood on %(when)s. The numbers were first shown on %(shown)s.") % said


def _qualities(entry: Entry, document: dict[str, Any]) -> list[QualityRow]:
    """Return what the first take had of each quality, under the names of that moment."""
    assert entry.first_take is not None
    then = past_name(Value(entry.first_take.made_at))
    rows = entry.user.qualities.annotate(then=then).values_list("key", "name", "then")
    names = {key: then or name for key, name, then in rows}
    marks = {str(value): str(label) for value, label in QualityLine.Mark.choices}
    return [
        QualityRow(names[one["key"]], one["line"], marks.get(one["mark"], ""), key=one["key"])
        for one in document.get("qualities", [])
        if one["key"] in names and (one.get("line") or one.get("mark"))
    ]


def _day(text: str, week: Week) -> str:
    return day_in_week(parse_day(text), week) if text else ""


def _moments(document: dict[str, Any], week: Week) -> list[KeptMoment]:
    return [
        KeptMoment(
            quote=one.get("quote", ""),
            whence=one.get("whence", ""),
            why=one.get("why", ""),
            link=one["address"] if is_web_address(one.get("address", "")) else "",
            day=_day(one.get("day", ""), week),
        )
        for one in document.get("moments", [])
    ]
