"""Whether earlier weeks are shown, and what of them is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import CleanedWordsField
from apps.journal.tags import tags_in
from apps.review.forms import DayField, plausible

LONGEST_KEY = 100
"""A letter may become three when case is left out of a tag; a Mute holds so many."""


class AroundForm(forms.Form):
    """Yes or no."""

    wanted = forms.TypedChoiceField(
        label=_("Earlier weeks on the first page"),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
        choices=[
            ("True", _("Show what I wrote a year, six months and three months ago")),
            ("False", _("Show the present week alone")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


class MuteForm(forms.Form):
    """A tag, or two days; without the second it is the one day."""

    tag = CleanedWordsField(
        _("A tag"),
        limit=80,
        widget=forms.TextInput({"class": "field", "dir": "auto", "autocomplete": "off"}),
        hint=_("As you write it in the text: #winter."),
    )
    first = DayField(label=_("Or days, from"), required=False)
    last = DayField(label=_("To"), required=False)

    def clean_tag(self) -> str:
        written = self.cleaned_data["tag"].lstrip("#")
        found = [tag.key for tag in tags_in(f"#{written}")] if written else [""]
        if len(found) != 1 or (written and len(found[0]) < len(written.strip())):
            raise forms.ValidationError(_("A tag is one word, like #winter."))
        if len(found[0]) > LONGEST_KEY:
            raise forms.ValidationError(_("This tag is too long to leave out."))
        return str(found[0])

    def clean_first(self) -> date | None:
        return plausible(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        return plausible(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The second day has to be the same or later."))
        if not self.errors and not given["tag"] and not first:
            self.add_error("tag", _("Write a tag, or choose a day."))
        if not self.errors and given["tag"] and (first or last):
            self.add_error("first", _("One at a time: a tag, or days."))
        return given | {"last": last or first}
