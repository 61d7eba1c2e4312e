"""What is asked before a week is shared, and before everything is taken along."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ShareForm(forms.Form):
    """For how long, and whether with numbers."""

    DAYS = ((1, _("A day")), (7, _("A week")), (30, _("Thirty days")))

    days = forms.TypedChoiceField(
        label=_("How long may it be read?"),
        choices=DAYS,
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how long it may be read."),
            "invalid_choice": _("Choose a day, a week or thirty days."),
        },
    )
    with_numbers = forms.BooleanField(
        label=_("With its numbers"),
        help_text=_(
            "As you see them yourself: exactly, in words, or not. Covered ones are never shown."
        ),
        required=False,
    )


class ExportForm(forms.Form):
    """Whether numbers that still wait are taken along."""

    with_covered = forms.BooleanField(
        label=_("Include the numbers of weeks that are still covered"),
        help_text=_("They stay covered on every page, and you may see them in the file."),
        required=False,
    )
