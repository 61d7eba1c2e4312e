"""Form fields for what people write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.core.markup import markup, markup_join
from apps.core.text import Cleaned, TextTooLong, clean, is_blank, one_line

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


_LARGEST = 2**31 - 1


class _Written(forms.Widget):
    """A widget written without a template: some pages have dozens."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        return self.written(value, self.build_attrs({"name": name, **self.attrs}, attrs))

    def written(self, value: Any, attrs: dict[str, Any]) -> SafeString:
        raise NotImplementedError


class Select(_Written, forms.Select):
    """Django's own, written without a template; one page has all zones.

    One choice is chosen. The choices are pairs of different strings, or of a name and such pairs.
    """

    def written(self, value: Any, attrs: dict[str, Any]) -> SafeString:
        options = print_options(self.choices, "" if value is None else str(value))
        return markup("<select{}>{}</select>", flatatt(attrs), options)


class DayInput(_Written, forms.DateInput):
    """The browser's own field for a day, written without a template."""

    input_type = "date"

    def __init__(self, css: str = "field") -> None:
        super().__init__(attrs={"class": css}, format="%Y-%m-%d")

    def written(self, value: Any, attrs: dict[str, Any]) -> SafeString:
        day = self.format_value(value)
        told = {} if day in (None, "") else {"value": day}
        return markup("<input{}>", flatatt({"type": self.input_type, **attrs, **told}))


def print_options(choices: Iterable[Any], chosen: str) -> SafeString:
    """Return what a select holds, with the one whose key is `chosen` selected."""
    return markup_join("\n", "{}", ((_option(key, told, chosen),) for key, told in choices))


def _option(key: Any, told: Any, chosen: str) -> SafeString:
    if isinstance(told, (list, tuple)):
        return markup('<optgroup label="{}">{}</optgroup>', key, print_options(told, chosen))
    selected = SafeString(" selected" if str(key) == chosen else "")
    return markup('<option value="{}"{}>{}</option>', key, selected, told)


class WordsField(forms.Field):
    """Words of any kind, kept as they were typed with LF line ends; `limit` is in characters.

    No `maxlength` reaches the page: a browser would cut pasted words off and not say so.
    Required where `missing` says what to do about nothing.
    """

    def __init__(
        self,
        label: Words,
        *,
        limit: int,
        widget: forms.Widget,
        hint: Words = "",
        missing: Words = "",
    ) -> None:
        self.limit = limit
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            widget=widget,
            error_messages={"required": missing},
        )

    def to_python(self, value: object) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        self.fit(text)
        return text

    def fit(self, text: str) -> Cleaned:
        """Return the text cleaned; raise ValidationError when it is longer than the limit."""
        try:
            return clean(text, limit=self.limit)
        except TextTooLong as error:
            told = {"length": f"{error.length:,}", "limit": f"{error.limit:,}"}
            message = _("This has %(length)s characters. The limit is %(limit)s.")
            raise ValidationError(message, code="too_long", params=told) from error


class CleanedWordsField(WordsField):
    """Words that are stored as the form gives them: cleaned and trimmed.

    `altered` says whether cleaning changed them.
    """

    altered = False

    def to_python(self, value: object) -> str:
        cleaned = self.fit(super().to_python(value))
        self.altered = cleaned.altered
        return "" if is_blank(cleaned.text) else cleaned.text.strip()


class OneLineField(WordsField):
    """A name or a sentence on one line, cleaned and trimmed."""

    def to_python(self, value: object) -> str:
        return one_line(super().to_python(value), limit=self.limit)


class RevisionField(forms.IntegerField):
    """The hidden revision that a form's words stand on."""

    def __init__(self, *, required: bool = True) -> None:
        lost = _(
            "This page no longer knows which text it began from. Copy your words, open it again."
        )
        super().__init__(
            min_value=0,
            max_value=_LARGEST,
            required=required,
            widget=forms.HiddenInput,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), lost),
        )


def words_area(rows: int = 3) -> forms.Textarea:
    """Return a textarea for words in any script."""
    return forms.Textarea({"class": "field", "rows": rows, "dir": "auto"})
