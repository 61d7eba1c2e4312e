"""What a person types about a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import CleanedWordsField, DayInput, words_area
from apps.core.numbers import NotANumber, read_number
from apps.core.text import one_line
from apps.core.weeks import FIRST_DAY
from apps.metrics.models import LARGEST, Source
from apps.providers.base import Account, Field, InvalidAccount, Provider

TYPED_LIMIT = 2048
NAME_LIMIT = 100
NOTE_LIMIT = 400
NOT_DIGITS = _("Write the number in digits, like 1204 or 46.2.")


class ConnectForm(forms.Form):
    """The questions of one provider; `account` is what the answers name."""

    account: Account

    def __init__(
        self,
        provider: Provider,
        data: Mapping[str, Any] | None = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.provider = provider
        for field in provider.fields:
            self.fields[field.name] = _question(field)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        try:
            self.account = self.provider.parse(self.cleaned_data)
        except InvalidAccount as error:
            self.add_error(error.field, str(error.message))
        return self.cleaned_data


def _question(field: Field) -> CleanedWordsField:
    """One question of a provider; what is secret is never put back into a page."""
    given = {
        "class": "field",
        "autocapitalize": "none",
        "autocomplete": "off",
        "spellcheck": "false",
    }
    if field.kind == "secret":
        widget: forms.Widget = forms.PasswordInput(given, render_value=False)
    else:
        widget = forms.TextInput(given | {"inputmode": "url" if field.kind == "url" else "text"})
    return CleanedWordsField(
        field.label,
        limit=TYPED_LIMIT,
        hint=field.hint,
        missing=_("This is needed.") if field.required else "",
        widget=widget,
    )


class KeyForm(forms.Form):
    """Another key for a source; `secret` is what was typed."""

    secret = ""

    def __init__(self, source: Source, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.source = source
        for field in source.reader.fields:
            if field.kind == "secret":
                self.fields[field.name] = _question(replace(field, required=True))

    def clean(self) -> dict[str, Any]:
        """Let the provider look at the key's shape, beside what was typed when connecting."""
        if self.errors:
            return self.cleaned_data
        (name,) = self.fields
        self.secret = self.cleaned_data[name]
        typed = {"handle": self.source.handle, **self.source.settings, name: self.secret}
        try:
            self.source.reader.parse(typed)
        except InvalidAccount as error:
            if error.field == name:
                self.add_error(name, str(error.message))
        return self.cleaned_data


class NameForm(forms.Form):
    """Another name for a score or a typed-in number."""

    name = CleanedWordsField(
        _("What it counts"),
        limit=NAME_LIMIT,
        hint=_("At most 100 characters."),
        missing=_("Give the number a name."),
        widget=forms.TextInput({"class": "field"}),
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"], limit=NAME_LIMIT)


class PauseForm(forms.Form):
    """A note on why, for later."""

    note = CleanedWordsField(
        _("A note on why, if you like"),
        limit=NOTE_LIMIT,
        hint=_("At most 400 characters. It is shown beside the source."),
        widget=words_area(2),
    )


class RemoveForm(forms.Form):
    """What is to become of the numbers."""

    numbers = forms.ChoiceField(
        label=_("Its numbers"),
        choices=[
            ("keep", _("Keep them: trends and pages go on showing what was recorded")),
            ("erase", _("Erase them: days, values and posts are deleted from this database")),
        ],
        initial="keep",
        error_messages={
            "required": _("Choose what becomes of the numbers."),
            "invalid_choice": _("Choose what becomes of the numbers."),
        },
        widget=forms.RadioSelect,
    )

    take_back = forms.BooleanField(
        required=False,
        initial=True,
        help_text=_("Leave this empty if you use the same key for something else."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        has_numbers: bool,
        key_of: str = "",
    ) -> None:
        """`key_of` is the place that can be asked to revoke the key; empty where none can."""
        super().__init__(data)
        if has_numbers:
            self.fields["numbers"].required = True
        else:
            del self.fields["numbers"]
        if key_of:
            words = _("Have the key that you gave revoked at %(place)s too")
            self.fields["take_back"].label = words % {"place": key_of}
        else:
            del self.fields["take_back"]


class NumberForm(forms.Form):
    """A number and the day it belongs to."""

    value = forms.CharField(
        label=_("The number"),
        help_text=_("In digits, like 1204, 1,204 or 46.2."),
        max_length=40,
        error_messages={
            "required": _("Write the number in digits."),
            "max_length": NOT_DIGITS,
            "null_characters_not_allowed": NOT_DIGITS,
        },
        widget=forms.TextInput(
            attrs={"class": "field", "inputmode": "decimal", "autocomplete": "off"}
        ),
    )
    day = forms.DateField(
        label=_("The day"),
        help_text=_("The day on which it stood so."),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as year, month and day, like 2026-11-08."),
        },
        widget=DayInput(),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"day": today})
        self.fields["day"].widget.attrs |= {"max": today.isoformat(), "min": FIRST_DAY.isoformat()}

    def clean_value(self) -> float:
        typed = self.cleaned_data["value"].strip()
        try:
            value = read_number(typed)
        except NotANumber as error:
            raise ValidationError(NOT_DIGITS) from error
        if abs(value) > LARGEST:
            raise ValidationError(_("A number can be at most 1,000,000,000,000,000."))
        return value

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("That day has not come yet."))
        if day < FIRST_DAY:
            raise ValidationError(_("The earliest day is 1 January 1990."))
        return day
