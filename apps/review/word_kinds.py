"""The kinds of words that a person writes, and where they lie: the notebook's table of contents.

A new kind is one more line in HOLDERS, if it is saved by itself, and one in KINDS. Everything is
read through the querysets here, so what they leave out (an entry in the bin) is found nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import MD5, Cast, Concat, TruncDate

from apps.accounts.models import User
from apps.goals.models import CheckIn, Goal, SettingDown, Wording
from apps.journal.models import Addendum, Entry, Moment, QualityLine
from apps.review.guess_models import Guess
from apps.review.models import Sidenote

Found = QuerySet[Any]
Read = Callable[[User], Found]

COLUMNS = (
    "row_kind", "row_id", "holder", "label", "heading", "words",
    "in_year", "in_week", "from_day", "to_day", "rank",
)  # fmt: skip
"""What is read of each piece. Words of an entry have a year and a week, others their own days."""


def _text(value: str = "") -> Value:
    return Value(value, output_field=TextField())


def _number(value: int = 0) -> Value:
    return Value(value, output_field=IntegerField())


def _as_text(name: str | Expression) -> Cast:
    return Cast(name, CharField())


class Joined(Func):
    """Texts, none of them NULL, one after the other with a dash between them."""

    template = "(%(expressions)s)"
    arg_joiner = " || '-' || "
    output_field = TextField()


@dataclass(frozen=True)
class Holder:
    """A kind of row that is saved by itself; `says` changes with its words and is none of them."""

    rows: Read
    says: tuple[str | Expression, ...]

    def stamped(self, user: User) -> Found:
        """Return the person's rows with what each says now."""
        told: Found = self.rows(user).order_by().annotate(now=Joined(_as_text("pk"), *self.says))
        return told


def _closings(user: User) -> QuerySet[Goal]:
    return Goal.objects.for_user(user).filter(set_down_on__isnull=False).exclude(closing_line="")


def _past_closings(user: User) -> QuerySet[SettingDown]:
    return SettingDown.objects.filter(goal__user=user).exclude(closing_line="")


def _reasons(user: User) -> QuerySet[Goal]:
    return Goal.objects.for_user(user).exclude(why="", plan_if="")


HOLDERS: Mapping[str, Holder] = {
    # Every save of a page, its lines and moments included, makes another revision and hash.
    "entry": Holder(
        Entry.objects.for_user,
        (_as_text("revision"), "sha256", MD5("rest_note")),
    ),
    "addendum": Holder(
        lambda user: Addendum.objects.for_user(user).kept(), (_as_text("day"), MD5("text"))
    ),
    "check_in": Holder(lambda user: CheckIn.objects.for_user(user).with_words(), (MD5("text"),)),
    "sidenote": Holder(
        Sidenote.objects.for_user,
        (_as_text("first_day"), _as_text("last_day"), MD5("text")),
    ),
    "guess": Holder(lambda user: Guess.objects.for_user(user).with_words(), (MD5("answer"),)),
    "wording": Holder(lambda user: Wording.objects.filter(goal__user=user), (MD5("text"),)),
    "reason": Holder(_reasons, (MD5("why"), MD5("plan_if"), MD5("plan_then"))),
    "closing": Holder(_closings, (_as_text("set_down_on"), MD5("closing_line"))),
    "past_closing": Holder(_past_closings, (_as_text("set_down_on"), MD5("closing_line"))),
}


def _wording_of(goal: str) -> Subquery:
    """The goal as it is worded now."""
    newest = Wording.objects.filter(goal=OuterRef(goal)).order_by("-written_at", "-pk")
    return Subquery(newest.values("text")[:1], output_field=TextField())


def _columns(kind: str, rows: QuerySet[Any], **given: Any) -> Found:
    columns: dict[str, Any] = {
        "row_kind": _text(kind),
        "row_id": F("pk"),
        "holder": F("pk"),
        "label": _text(),
        "heading": _text(),
        "in_year": _number(),
        "in_week": _number(),
        "from_day": _text(),
        "to_day": _text(),
    } | given
    told: Found = rows.order_by().annotate(**{name: columns[name] for name in COLUMNS})
    return told


def _of_entry(user: User, kind: str, rows: QuerySet[Any], **given: Any) -> Found:
    kept = rows.filter(entry__in=Entry.objects.for_user(user))
    week = {"in_year": F("entry__year"), "in_week": F("entry__number")}
    return _columns(kind, kept, holder=F("entry_id"), **week, **given)


def _entries(user: User) -> Found:
    words = Concat("body", _text("\n\n"), "rest_note", output_field=TextField())
    week = {"in_year": F("year"), "in_week": F("number")}
    rows = Entry.objects.for_user(user)
    return _columns("entry", rows, heading=F("title"), words=words, rank=_number(), **week)


def _lines(user: User) -> Found:
    rank = F("quality__position") + 100
    rows = QualityLine.objects.all()
    return _of_entry(user, "line", rows, label=F("quality__name"), words=F("line"), rank=rank)


def _moments(user: User) -> Found:
    words = Concat("quote", _text("\n"), "why", output_field=TextField())
    rank = F("position") + 200
    rows = Moment.objects.all()
    return _of_entry(user, "moment", rows, heading=F("whence"), words=words, rank=rank)


def _addenda(user: User) -> Found:
    rows, day = Addendum.objects.for_user(user).kept(), _as_text("day")
    return _columns("addendum", rows, words=F("text"), from_day=day, to_day=day, rank=_number(250))


def _check_ins(user: User) -> Found:
    rows = CheckIn.objects.for_user(user).with_words()
    week = {"in_year": F("year"), "in_week": F("number")}
    label = _wording_of("goal")
    return _columns("check_in", rows, label=label, words=F("text"), rank=_number(300), **week)


def _sidenotes(user: User) -> Found:
    return _columns(
        "sidenote",
        Sidenote.objects.for_user(user),
        label=F("metric_label"),
        words=F("text"),
        from_day=_as_text("first_day"),
        to_day=_as_text("last_day"),
        rank=_number(400),
    )


def _guesses(user: User) -> Found:
    rows = Guess.objects.for_user(user).with_words()
    week = {"in_year": F("entry__year"), "in_week": F("entry__number")}
    label = F("metric_label")
    return _columns("guess", rows, label=label, words=F("answer"), rank=_number(260), **week)


def _wordings(user: User) -> Found:
    day = _as_text(TruncDate("written_at", tzinfo=user.zone))
    rows = Wording.objects.filter(goal__user=user)
    return _columns("wording", rows, words=F("text"), from_day=day, to_day=day, rank=_number(500))


def _why(user: User) -> Found:
    words = Concat(
        *("why", _text("\n"), "plan_if", _text("\n"), "plan_then"), output_field=TextField()
    )
    day = _as_text("since")
    return _columns(
        "reason",
        _reasons(user),
        label=_wording_of("pk"),
        words=words,
        from_day=day,
        to_day=day,
        rank=_number(505),
    )


def _closed(kind: str, rows: QuerySet[Any], goal: str) -> Found:
    day = _as_text("set_down_on")
    return _columns(
        kind,
        rows,
        label=_wording_of(goal),
        words=F("closing_line"),
        from_day=day,
        to_day=day,
        rank=_number(510),
    )


KINDS: Mapping[str, Read] = {
    "entry": _entries,
    "line": _lines,
    "moment": _moments,
    "addendum": _addenda,
    "check_in": _check_ins,
    "guess": _guesses,
    "sidenote": _sidenotes,
    "wording": _wordings,
    "reason": _why,
    "closing": lambda user: _closed("closing", _closings(user), "pk"),
    "past_closing": lambda user: _closed("past_closing", _past_closings(user), "goal"),
}
HOLDER_OF = {"line": "entry", "moment": "entry"}
"""Whose part a kind is; the others are saved by themselves."""
