"""What a person says of a reading: another number, or nothing, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import CleanedWordsField, words_area
from apps.core.numbers import NotANumber, read_number
from apps.metrics.measurements import LARGEST, MOST_DECIMALS, REASON_LIMIT
from apps.metrics.models import Metric

ANOTHER, LEAVE_OUT = "another", "leave_out"
SIGNED = (Metric.Kind.TOTAL, Metric.Kind.GAUGE)
_DIGITS = _("Write the number in digits, like 1204 or 46.2.")


class CorrectionForm(forms.Form):
    """One reading of a day, and what is to stand there; the reason is needed."""

    stands = forms.ChoiceField(
        label=_("What should stand there"),
        choices=[
            (ANOTHER, _("Another number")),
            (LEAVE_OUT, _("Nothing: the day is left out, like a gap")),
        ],
        initial=ANOTHER,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose what should stand there.")
        ),
    )
    value = forms.CharField(
        label=_("The number"),
        help_text=_("In digits, if another number should stand there."),
        required=False,
        max_length=40,
        error_messages={"max_length": _DIGITS, "null_characters_not_allowed": _DIGITS},
        widget=forms.TextInput({"class": "field", "inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = CleanedWordsField(
        _("Why"),
        limit=REASON_LIMIT,
        hint=_("At most 400 characters. It is shown beside both numbers."),
        missing=_("Write why, so that you know it later."),
        widget=words_area(2),
    )

    def __init__(self, metrics: Sequence[Metric], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.metrics = {str(metric.pk): metric for metric in metrics}
        self.fields["metric"] = forms.ChoiceField(
            label=_("Which reading"),
            choices=[(pk, metric.label) for pk, metric in self.metrics.items()],
            initial=metrics[0].pk if len(metrics) == 1 else None,
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a reading.")),
        )
        self.order_fields(["metric"])

    def clean(self) -> dict[str, Any]:
        """Make of the number what stands: a float, or None for a reading that is left out."""
        given = self.cleaned_data
        if given.get("stands") != ANOTHER:
            given["value"] = None
        elif "metric" in given and "value" in given:
            try:
                given["value"] = _number(given["value"], self.metrics[given["metric"]])
            except ValidationError as error:
                self.add_error("value", error)
        return given


def _number(typed: str, metric: Metric) -> float:
    """Read what was typed as a value that the metric can have. Raises ValidationError."""
    if not typed.strip():
        raise ValidationError(_("Write the number that should stand there."))
    try:
        value = read_number(typed.strip())
    except NotANumber as error:
        raise ValidationError(_DIGITS) from error
    if abs(value) > LARGEST:
        raise ValidationError(_("A number can be at most 1,000,000,000,000,000."))
    if value < 0 and metric.kind not in SIGNED:
        raise ValidationError(_("This counts something, so it cannot be below zero."))
    decimals = MOST_DECIMALS if metric.source.has_own_name else metric.decimals
    if round(value, decimals) != value:
        raise ValidationError(_("Write it with the decimals that this number is shown with."))
    return value
