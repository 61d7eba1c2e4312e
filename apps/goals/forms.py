"""What a person writes about a goal, read and cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import CleanedWordsField, DayInput, RevisionField, Select, words_area
from apps.core.numbers import NotANumber, read_number
from apps.core.weeks import FIRST_DAY
from apps.goals.models import GoalMetric
from apps.goals.operations import (
    CHECK_IN_LIMIT,
    CLOSING_LIMIT,
    PLAN_LIMIT,
    WHY_LIMIT,
    WORDING_LIMIT,
    NumberBeside,
    Reasons,
)
from apps.goals.words import ENDINGS
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
    """Which of the person's numbers stands beside a goal, and what they wish for it.

    `metrics` are those to choose from; with `is_needed`, one of them has to be chosen.
    """

    use_required_attribute = False

    metric = forms.TypedChoiceField(
        label=_("A number to stand beside it"),
        help_text=_("Words are enough. A number beside them is there to look at, not to reach."),
        required=False,
        coerce=int,
        empty_value=None,
        widget=Select({"class": "field"}),
        error_messages={
            "invalid_choice": _("Choose one of your own numbers, or none."),
            "required": _("Choose the number that this is about."),
        },
    )
    direction = forms.ChoiceField(
        label=_("What you would like of it"),
        required=False,
        choices=[("", _("I’d rather not say")), *GoalMetric.Direction.choices],
        widget=Select({"class": "field"}),
        error_messages={"invalid_choice": _("Choose fewer, about the same, more, or nothing.")},
    )
    low = _bound(_("Not below"), _("If you like: the lowest that would feel right."))
    high = _bound(_("Not above"), _("If you like: the highest that would feel right."))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        metrics: Sequence[Metric],
        initial: Initial = None,
        is_needed: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["metric"].required = is_needed
        self.metrics = {metric.pk: metric for metric in metrics}
        nothing = _("Choose a number") if is_needed else _("No number")
        names = [(metric.pk, metric.full_label) for metric in metrics]
        self.fields["metric"].choices = [("", nothing), *names]  # type: ignore[attr-defined]

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
    def beside(self) -> NumberBeside | None:
        """What a valid form says; None when no number was chosen."""
        told = self.cleaned_data
        if told["metric"] is None:
            return None
        return NumberBeside(
            metric=self.metrics[told["metric"]],
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


class ReasonsForm(forms.Form):
    """Why the person wants it, and what they will do if something happens."""

    use_required_attribute = False

    why = CleanedWordsField(
        _("Why you want it"),
        hint=_("If you like. It stands under the goal, for the day you wonder."),
        limit=WHY_LIMIT,
        widget=words_area(),
    )
    plan_if = CleanedWordsField(
        _("If this happens"),
        hint=_(
            "If you like: a moment you will know when it comes, such as “if a thread heats up”."
        ),
        limit=PLAN_LIMIT,
        widget=words_area(2),
    )
    plan_then = CleanedWordsField(
        _("then I will"),
        hint=_("One thing to do at that moment, such as “shut the lid and answer tomorrow”."),
        limit=PLAN_LIMIT,
        widget=words_area(2),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        when, then = told.get("plan_if"), told.get("plan_then")
        if when and then == "":
            self.add_error("plan_then", _("Say what you will do then, or clear the line above."))
        if then and when == "":
            self.add_error("plan_if", _("Say when you will do it, or clear the line below."))
        return told

    @property
    def reasons(self) -> Reasons:
        """What a valid form says."""
        return Reasons(
            **{name: self.cleaned_data[name] for name in ("why", "plan_if", "plan_then")}
        )


class GoalForm(RewordForm, ReasonsForm, NumberForm):
    """A new goal: the words, since when, perhaps why, a plan and a number."""

    since = forms.DateField(
        label=_("Since when"),
        help_text=_("The day you began to want this, today or earlier."),
        widget=DayInput("field short"),
        error_messages={
            "required": _("Give the day you began to want this."),
            "invalid": _("Write the day as year, month and day, like 2026-11-23."),
        },
    )
    field_order = [
        *("text", "since", "why", "plan_if", "plan_then"),
        *("metric", "direction", "low", "high"),
    ]

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
    """How a goal is set down, and a last line about it, if there is one to say."""

    use_required_attribute = False

    ending = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[(ending.value, words) for ending, words in ENDINGS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what becomes of it."),
            "invalid_choice": _("Choose one of the five."),
        },
    )
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
