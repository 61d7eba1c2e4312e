"""Forms of review: addenda, the dates of a trend, and weeks of rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import CleanedWordsField, DayInput, OneLineField, words_area
from apps.core.weeks import FIRST_YEAR, LAST_YEAR, Week
from apps.journal.addenda import LIMIT as ADDENDUM_LIMIT
from apps.journal.documents import REST_NOTE
from apps.review.words import week_days_and_year


class AddendumForm(forms.Form):
    """A later thought on a week."""

    text = CleanedWordsField(
        gettext_lazy("Your words"),
        limit=ADDENDUM_LIMIT,
        widget=words_area(rows=5),
        hint=gettext_lazy("Dated today. The page itself stays as it is."),
        missing=gettext_lazy("Write a few words for the addendum."),
    )


class CorrectionForm(AddendumForm):
    """Other words for an addendum, and the hash of those that they are to replace."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)


class DayField(forms.DateField):
    """A day, in the browser's own field for one."""

    widget = DayInput
    default_error_messages = {
        "invalid": gettext_lazy("Write the day as year, month and day, like 2026-11-23.")
    }


class SpanForm(forms.Form):
    """The two days that a trend runs between, in the address."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)
    field_order = ["first", "last"]

    def clean_first(self) -> date | None:
        return plausible(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        return plausible(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The second day has to be the same or later."))
        return self.cleaned_data


def plausible(day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("A day lies between %(first)s and %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


class RestForm(forms.Form):
    """A word of why, and which of the blank `weeks` are meant; the first always is."""

    note = OneLineField(
        gettext_lazy("A word of why, if you like"),
        limit=REST_NOTE,
        widget=forms.TextInput({"class": "field", "dir": "auto", "autocomplete": "off"}),
    )
    weeks = forms.MultipleChoiceField(
        label=gettext_lazy("The blank weeks before it too?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose from the weeks below.")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, weeks: Sequence[Week], initial: dict[str, str]
    ) -> None:
        super().__init__(data, initial=initial)
        self.first, *before = weeks
        if not before:
            del self.fields["weeks"]
            return
        field = self.fields["weeks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(week), _week_words(week)) for week in before]

    def chosen(self) -> list[Week]:
        """Return the weeks to mark."""
        return [self.first, *map(Week.parse, self.cleaned_data.get("weeks", ()))]


def _week_words(week: Week) -> str:
    told = {"number": week.number, "days": week_days_and_year(week)}
    return _("Week %(number)s, %(days)s") % told
