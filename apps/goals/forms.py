"""What a person writes about a goal, read and cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import CleanedWordsField, RevisionField, words_area
from apps.core.numbers import NotANumber, read_number
from apps.core.weeks import FIRST_DAY
from apps.goals.models import Goal
from apps.goals.operations import CHECK_IN_LIMIT, CLOSING_LIMIT, WORDING_LIMIT, NumberBeside
from apps.metrics.models import LARGEST, Metric

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
    Initial = dict[str, Any] | None


class BoundField(forms.Field):
    """A number typed as text, within what a metric can hold; thousands may be set apart."""

    widget = forms.TextInput

    def to_python(self, value: object) -> float | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            number = read_number(typed)
        except NotANumber as error:
            raise _not_a_number() from error
        if not -LARGEST <= number <= LARGEST:
            raise _not_a_number()
        return number

    def prepare_value(self, value: object) -> object:
        return f"{value:.15g}" if isinstance(value, float) else value


def _not_a_number() -> ValidationError:
    return ValidationError(
        _("Write a plain number, like 40 or 1,200, or leave this empty."), code="invalid"
    )


def _bound(label: Words, hint: Words) -> BoundField:
    attrs = {"class": "field short", "inputmode": "decimal", "autocomplete": "off"}
    widget = forms.TextInput(attrs)
    return BoundField(label=label, help_text=hint, required=False, widget=widget)


class NumberForm(forms.Form):
    """Which of the person's numbers stands beside a goal, and what they wish for it."""

    use_required_attribute = False

    metric = forms.TypedChoiceField(
        label=_("A number to stand beside it"),
        help_text=_("Words are enough. A number beside them is there to look at, not to reach."),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select({"class": "field"}),
        error_messages={"invalid_choice": _("Choose one of your own numbers, or none.")},
    )
    direction = forms.ChoiceField(
        label=_("What you would like of it"),
        required=False,
        choices=[("", _("I’d rather not say")), *Goal.Direction.choices],
        widget=forms.Select({"class": "field"}),
        error_messages={"invalid_choice": _("Choose fewer, about the same, more, or nothing.")},
    )
    low = _bound(_("Not below"), _("If you like: the lowest that would feel right."))
    high = _bound(_("Not above"), _("If you like: the highest that would feel right."))

    def __init__(
        self, data: QueryDict | None = None, *, metrics: Sequence[Metric], initial: Initial = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.metrics = {metric.pk: metric for metric in metrics}
        names = [(metric.pk, metric.full_label) for metric in metrics]
        self.fields["metric"].choices = [("", _("No number")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        low, high = told.get("low"), told.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("This is below the lowest number you gave."))
        wishes = (told.get("direction"), low, high)
        if (
            "metric" in told
            and told["metric"] is None
            and any(one not in ("", None) for one in wishes)
        ):
            self.add_error(
                "metric", _("Choose the number that this is about, or clear what follows.")
            )
        return told

    @property
    def beside(self) -> NumberBeside:
        """What a valid form says."""
        told = self.cleaned_data
        return NumberBeside(
            metric=self.metrics.get(told["metric"]),
            direction=told["direction"],
            low=told["low"],
            high=told["high"],
        )


class RewordForm(forms.Form):
    """A goal in the person's words."""

    use_required_attribute = False

    text = CleanedWordsField(
        _("The goal, in your words"),
        hint=_("A sentence you would say to a friend. You can reword it whenever you like."),
        limit=WORDING_LIMIT,
        missing=_("Write the goal as a sentence."),
        widget=words_area(),
    )


class GoalForm(RewordForm, NumberForm):
    """A new goal: the words, since when, and perhaps a number."""

    since = forms.DateField(
        label=_("Since when"),
        help_text=_("The day you began to want this, today or earlier."),
        widget=forms.DateInput({"class": "field short", "type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give the day you began to want this."),
            "invalid": _("Write the day as year, month and day, like 2026-11-23."),
        },
    )
    field_order = ["text", "since", "metric", "direction", "low", "high"]

    def __init__(
        self, data: QueryDict | None = None, *, metrics: Sequence[Metric], today: date
    ) -> None:
        super().__init__(data, metrics=metrics, initial={"since": today})
        self.today = today

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if not FIRST_DAY <= since <= self.today:
            raise ValidationError(
                _("Give a day between 1 January 1990 and today."), code="out_of_range"
            )
        return since


class SetDownForm(forms.Form):
    """A last line about a goal, if there is one to say."""

    use_required_attribute = False

    closing_line = CleanedWordsField(
        _("A closing line"),
        hint=_("If you like: what became of it, or why it is done."),
        limit=CLOSING_LIMIT,
        widget=words_area(),
    )


class CheckInForm(forms.Form):
    """What a person says about a goal in a week; `base` is the revision they read."""

    use_required_attribute = False

    text = CleanedWordsField(
        _("How was it this week?"),
        hint=_("A line is enough."),
        limit=CHECK_IN_LIMIT,
        widget=words_area(6),
    )
    base = RevisionField()
