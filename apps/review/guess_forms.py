"""The forms of a guess: the number that is guessed, what is said when both stand there, and
whether it is asked for at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import CleanedWordsField, RevisionField, Select, words_area
from apps.core.numbers import NotANumber, read_number
from apps.metrics.measurements import LARGEST, MOST_DECIMALS
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES

ANSWER_LIMIT = 20_000
_DIGITS = gettext_lazy("Write the number in digits, like 40, +7 or 46.2.")


class GuessForm(forms.Form):
    """One number of the week, and what the person thinks that it says."""

    metric = forms.ChoiceField(
        label=gettext_lazy("Which number"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a number.")
        ),
        widget=Select({"class": "field"}),
    )
    value = forms.CharField(
        label=gettext_lazy("What do you think it says?"),
        help_text=gettext_lazy("In digits. It is kept with this week and goes nowhere else."),
        max_length=40,
        error_messages={
            "required": gettext_lazy("Write a number, or look without a guess."),
            "max_length": _DIGITS,
            "null_characters_not_allowed": _DIGITS,
        },
        widget=forms.TextInput({"class": "field short", "autocomplete": "off"}),
    )
    base = RevisionField()

    def __init__(
        self,
        metrics: Sequence[Metric],
        data: QueryDict | None = None,
        *,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.metrics = {str(metric.pk): metric for metric in metrics}
        field = self.fields["metric"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, said_of(metric)) for pk, metric in self.metrics.items()]

    def clean_value(self) -> float:
        """Read what was typed; a plus is what a change may begin with."""
        try:
            value = read_number(self.cleaned_data["value"].strip().removeprefix("+"))
        except NotANumber as error:
            raise ValidationError(_DIGITS) from error
        if abs(value) > LARGEST:
            raise ValidationError(_("A number can be at most 1,000,000,000,000,000."))
        if round(value, MOST_DECIMALS) != value:
            raise ValidationError(_("Write it with two decimals at most."))
        return value

    @property
    def chosen(self) -> Metric:
        """The metric of a valid form."""
        return self.metrics[self.cleaned_data["metric"]]


def said_of(metric: Metric) -> str:
    """Return a number's name with what of it a week tells."""
    told = {"label": metric.full_label}
    if metric.kind in CHANGES:
        return _("%(label)s: the change in this week, like +4") % told
    if metric.kind == Metric.Kind.PER_POST:
        return _("%(label)s: how many in this week") % told
    return _("%(label)s: where it stands") % told


class AnswerForm(forms.Form):
    """What the person saw that the number did not; `was` is the hash of the words read."""

    text = CleanedWordsField(
        gettext_lazy("What did you see that the number did not?"),
        limit=ANSWER_LIMIT,
        widget=words_area(4),
        hint=gettext_lazy("In words, if you like."),
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "was": self.cleaned_data["was"]}


class GuessingForm(forms.Form):
    """Yes or no."""

    wanted = forms.TypedChoiceField(
        label=gettext_lazy("A guess before the numbers are uncovered"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose one.")),
        choices=[
            ("True", gettext_lazy("Let me guess one number when a week is written")),
            ("False", gettext_lazy("Uncover the numbers without a guess")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
