"""What the notebook is asked for. It is sent by POST: a word looked for stays out of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Select, WordsField
from apps.core.search_terms import LIMIT
from apps.review.forms import DayField, plausible
from apps.review.notebook import GROUPS, Asked

_FROM_LIST = {"invalid_choice": _("Choose one from the list.")}


class NotebookForm(forms.Form):
    """Words, a tag, a kind, and two days; each may be left out."""

    words = WordsField(
        _("Look for"),
        limit=LIMIT,
        widget=forms.TextInput({"class": "field", "type": "search", "autocomplete": "off"}),
        hint=_("“In quotes” words stand together. -word leaves a word out, word* is a beginning."),
    )
    group = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        error_messages=_FROM_LIST,
        widget=Select({"class": "field"}),
        choices=[("", _("Everything")), *((key, name) for key, (name, _kinds) in GROUPS.items())],
    )
    tag = forms.ChoiceField(
        label=_("Tag"),
        required=False,
        error_messages=_FROM_LIST,
        widget=Select({"class": "field"}),
    )
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, tags: Sequence[str], tag: str = ""
    ) -> None:
        super().__init__(data, initial={"tag": tag})
        named = [(tag, f"#{tag}") for tag in tags]
        self.fields["tag"] = forms.ChoiceField(
            label=_("Tag"),
            required=False,
            error_messages=_FROM_LIST,
            widget=Select({"class": "field"}),
            choices=[("", _("Any, or none")), *named],
        )

    def clean_first(self) -> date | None:
        return plausible(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        return plausible(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The second day has to be the same or later."))
        return self.cleaned_data

    def asked(self) -> Asked:
        """Return what was asked for, by a valid form."""
        return Asked(**self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words was asked for, so that the page shows those fields."""
        said = self.data if self.is_bound else self.initial
        return any(said.get(name) for name in ("group", "tag", "first", "last"))
