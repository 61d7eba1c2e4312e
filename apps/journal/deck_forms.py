"""Forms about decks: a name, one prompt, and many prompts as plain text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.core.forms import OneLineField, WordsField, words_area
from apps.core.text import TextTooLong
from apps.journal.deck_models import DECK_NAME, GROUP, PROMPT
from apps.journal.deck_operations import MOST_PROMPTS
from apps.journal.deck_text import (
    MOST_CHARACTERS,
    DeckText,
    NotText,
    TooLongLine,
    decode,
    parse_deck,
)

MOST_BYTES = 4 * MOST_CHARACTERS
_TOLD = 5
"""How many lines that do not fit are named one by one."""


def line() -> forms.TextInput:
    return forms.TextInput({"class": "field", "dir": "auto", "autocomplete": "off"})


class DeckForm(forms.Form):
    """What a deck is called."""

    name = OneLineField(
        _("What is it called?"), limit=DECK_NAME, widget=line(), missing=_("Give the deck a name.")
    )


class PromptForm(forms.Form):
    """One prompt of a deck; `place` where it may be moved."""

    text = OneLineField(
        _("A question to write from"),
        limit=PROMPT,
        widget=words_area(2),
        missing=_("Write the question."),
    )
    group = OneLineField(
        _("Under which heading, if any"),
        limit=GROUP,
        widget=line(),
    )


class PlacedPromptForm(PromptForm):
    """A prompt that stands in a deck already."""

    place = forms.IntegerField(
        label=_("Its place in the deck"),
        help_text=_("1 is the first."),
        min_value=1,
        max_value=MOST_PROMPTS,
        widget=forms.NumberInput({"class": "field short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write a whole number from 1 to 500."),
        ),
    )


class BringInForm(forms.Form):
    """Prompts as plain text, pasted or as a file; `deck_text` holds what was read."""

    deck_text = DeckText((), ())
    source = ""
    """The text itself, from whichever of the two it came."""

    text = WordsField(
        _("Prompts, as plain text"),
        limit=MOST_CHARACTERS,
        widget=forms.Textarea({"class": "field listing", "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("Or a text file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"class": "field", "accept": ".txt,.md,text/plain"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        return self._read(file) if file else ""

    def _read(self, file: UploadedFile[Any]) -> str:
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is longer than 100,000 characters."))
        try:
            return decode(file.read())
        except NotText as error:
            message = _("This file is not plain text in UTF-8. Save it as plain text, try again.")
            raise forms.ValidationError(message) from error

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        part = "file" if self.cleaned_data["file"] else "text"
        self.source = self.cleaned_data[part]
        try:
            self.deck_text = parse_deck(self.source)
        except TextTooLong:
            self.add_error(part, _("This file is longer than 100,000 characters."))
            return self.cleaned_data
        for one in self.deck_text.too_long[:_TOLD]:
            self.add_error(part, _too_long(one))
        if not self.deck_text.prompts and not self.errors:
            self.add_error(part, _("There is no prompt in it."))
        return self.cleaned_data


def _too_long(one: TooLongLine) -> str:
    return _("Line %(line)s has %(length)s characters. The limit is %(limit)s.") % {
        "line": f"{one.line:,}",
        "length": f"{one.length:,}",
        "limit": one.limit,
    }
