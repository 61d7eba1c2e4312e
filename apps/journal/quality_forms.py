"""The form about one quality."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import OneLineField
from apps.journal.deck_forms import line

NAME, HINT = 60, 120


class QualityForm(forms.Form):
    """What a quality is called, and what is meant by it."""

    name = OneLineField(
        _("What do you call it?"), limit=NAME, widget=line(), missing=_("Give it a name.")
    )
    hint = OneLineField(
        _("What do you mean by it?"),
        limit=HINT,
        widget=line(),
        hint=_("A few words that stand beside its line, if you like."),
    )
