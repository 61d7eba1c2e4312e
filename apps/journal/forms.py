"""The write page's form: one week's document as fields, each with its limit said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DayInput, RevisionField, WordsField
from apps.core.text import digest
from apps.journal.documents import (
    ADDRESS,
    BODY,
    LINE,
    MOST_MOMENTS,
    REST_NOTE,
    TITLE,
    WHENCE,
    Document,
    MomentWords,
    QualityWords,
    WrongShape,
    is_web_address,
    parse_day,
)
from apps.journal.models import Quality
from apps.journal.picks import copy_of, picked_by_hand

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

MOST_FIELDS = 200
"""Of moments by hand: more than a week holds, so that too many are said to be and none is lost."""
MARKS = [("less", _("less")), ("same", _("same")), ("more", _("more")), ("", _("clear"))]


@dataclass(frozen=True)
class Choice:
    """A post of the week that may be picked as a moment, with the copy a moment keeps of it."""

    pk: int
    moment: MomentWords
    is_picked: bool
    when: str


def area(**attributes: object) -> forms.Textarea:
    """Return a textarea for words in any script."""
    return forms.Textarea({"class": "field", "dir": "auto", "spellcheck": "true"} | attributes)


def line(**attributes: object) -> forms.TextInput:
    return forms.TextInput({"class": "field", "dir": "auto"} | attributes)


def ruled() -> forms.Textarea:
    return area(**{"class": "field line", "rows": 1})


class WriteForm(forms.Form):
    """A week's page; its fields follow the person's qualities, posts, moments and goals.

    `goals` are pairs of a goal's id and its wording; `initial` holds what the page shows first.
    A picked post that is no longer among the `choices` becomes a moment by hand.
    """

    data: QueryDict
    base = RevisionField()
    moments = forms.IntegerField(
        min_value=0, max_value=MOST_FIELDS, widget=forms.HiddenInput, required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any],
        qualities: Sequence[Quality],
        choices: Sequence[Choice],
        goals: Iterable[tuple[int, str]],
        check_in_limit: int,
    ) -> None:
        super().__init__(data, initial=initial)
        self.qualities, self.choices, self.goals = list(qualities), list(choices), list(goals)
        self.check_in_limit = check_in_limit
        if data is not None:
            known = {choice.pk for choice in self.choices}
            self.data = picked_by_hand(data, known=known, count=self.moment_count)
        self._add_words()
        for quality in self.qualities:
            self._add_quality(quality)
        for choice in self.choices:
            self.fields[f"post-{choice.pk}"] = forms.BooleanField(required=False)
            why = WordsField(_("Why did it matter?"), limit=LINE, widget=ruled())
            self.fields[f"why-{choice.pk}"] = why
            self.fields[f"copy-{choice.pk}"] = _hidden()
        for number in range(self.moment_count):
            self._add_moment(number)
        for goal, wording in self.goals:
            self._add_check_in(goal, wording)

    @property
    def moment_count(self) -> int:
        """How many moments by hand the page has fields for, the empty one included."""
        sent = self.data.get("moments", "") if self.is_bound else ""
        if len(sent) <= len(str(MOST_FIELDS)) and sent.isdecimal():
            return max(1, min(int(sent), MOST_FIELDS))
        return int(self.initial["moments"])

    def _add_words(self) -> None:
        self.fields["title"] = WordsField(
            _("A title, if you like"), limit=TITLE, widget=line(autocomplete="off")
        )
        self.fields["body"] = WordsField(
            _("Your words about this week"),
            limit=BODY,
            widget=area(**{"class": "field pagefield"}),
            hint=_("Plain text. A blank line starts a new paragraph, *asterisks* make italics."),
        )
        self.fields["rest_note"] = WordsField(
            _("A word of why, if you like"), limit=REST_NOTE, widget=line(autocomplete="off")
        )

    def _add_quality(self, quality: Quality) -> None:
        self.fields[f"line-{quality.key}"] = WordsField(
            quality.name, limit=LINE, widget=ruled(), hint=quality.hint
        )
        self.fields[f"mark-{quality.key}"] = forms.ChoiceField(
            choices=MARKS,
            required=False,
            error_messages={"invalid_choice": _("Choose less, same or more, or leave it blank.")},
            widget=forms.RadioSelect,
        )

    def _add_moment(self, number: int) -> None:
        parts: dict[str, WordsField] = {
            "quote": WordsField(_("What was said or done"), limit=LINE, widget=area(rows=2)),
            "whence": WordsField(
                _("Who, and where"), limit=WHENCE, widget=line(), hint=_("Teodor, by letter.")
            ),
            "day": WordsField(
                _("On which day"),
                limit=40,
                widget=DayInput(),
            ),
            "address": WordsField(
                _("Its address, if it has one"),
                limit=ADDRESS,
                widget=line(inputmode="url", dir="ltr", autocomplete="off"),
                hint=_("In full, starting with https://."),
            ),
            "why": WordsField(_("Why did it matter?"), limit=LINE, widget=area(rows=2)),
        }
        self.fields |= {f"moment-{number}-{part}": field for part, field in parts.items()}

    def _add_check_in(self, goal: int, wording: str) -> None:
        said = WordsField(wording, limit=self.check_in_limit, widget=ruled())
        self.fields[f"check-in-{goal}"] = said
        self.fields[f"check-in-base-{goal}"] = RevisionField(required=False)
        self.fields[f"check-in-was-{goal}"] = _hidden()

    def clean(self) -> dict[str, Any]:
        for number in range(self.moment_count):
            self._check_moment(f"moment-{number}")
        if not self.errors and len(self.document().moments) > MOST_MOMENTS:
            message = _("A week holds %(most)s moments at most.") % {"most": MOST_MOMENTS}
            self.add_error(None, message)
        return self.cleaned_data

    def _check_moment(self, name: str) -> None:
        address = self.cleaned_data.get(f"{name}-address", "")
        if address and not is_web_address(address.strip()):
            self.add_error(
                f"{name}-address", _("Write the address in full, starting with https://.")
            )
        try:
            if day := self.cleaned_data.get(f"{name}-day", ""):
                parse_day(day)
        except WrongShape:
            self.add_error(
                f"{name}-day", _("Write the day like 2026-11-22, with a year from 1990 to 2100.")
            )

    def document(self) -> Document:
        """Return what was typed as one document, uncleaned; picked posts come first."""
        words = self.cleaned_data
        return Document(
            title=words["title"],
            body=words["body"],
            qualities=tuple(
                QualityWords(one.key, words[f"line-{one.key}"], words[f"mark-{one.key}"])
                for one in self.qualities
            ),
            moments=tuple(one for one in self._moments() if not one.is_empty),
        )

    def _moments(self) -> Iterator[MomentWords]:
        words = self.cleaned_data
        for choice in self.choices:
            if words[f"post-{choice.pk}"]:
                kept = choice.moment
                why = words[f"why-{choice.pk}"]
                yield MomentWords(kept.address, kept.quote, kept.whence, kept.day, why)
        for number in range(self.moment_count):
            name = f"moment-{number}"
            yield MomentWords(
                address=words[f"{name}-address"].strip(),
                quote=words[f"{name}-quote"],
                whence=words[f"{name}-whence"],
                day=words[f"{name}-day"],
                why=words[f"{name}-why"],
            )

    def check_ins(self) -> list[tuple[int, str, int]]:
        """Return the id, the text and its base of each goal whose text was touched on the page.

        A text with the hash that the page came with was not: it says nothing.
        """
        words = self.cleaned_data
        return [
            (goal, words[f"check-in-{goal}"], words[f"check-in-base-{goal}"] or 0)
            for goal, _wording in self.goals
            if digest(words[f"check-in-{goal}"]) != words[f"check-in-was-{goal}"]
        ]


def _hidden() -> forms.CharField:
    return forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


def initial_of(document: Document, choices: Sequence[Choice], *, revision: int) -> dict[str, Any]:
    """Return what the form shows of a stored document; moments beyond the posts are by hand."""
    shown: dict[str, Any] = {"base": revision, "title": document.title, "body": document.body}
    for quality in document.qualities:
        shown[f"line-{quality.key}"] = quality.line
        shown[f"mark-{quality.key}"] = quality.mark
    for choice in choices:
        shown[f"post-{choice.pk}"] = choice.is_picked
        shown[f"why-{choice.pk}"] = choice.moment.why
        shown[f"copy-{choice.pk}"] = copy_of(choice.moment)
    picked = {choice.moment for choice in choices if choice.is_picked}
    by_hand = [one for one in document.moments if one not in picked]
    for number, moment in enumerate(by_hand):
        for part in ("address", "quote", "whence", "day", "why"):
            shown[f"moment-{number}-{part}"] = getattr(moment, part)
    return shown | {"moments": len(by_hand) + 1}
