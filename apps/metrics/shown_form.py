"""How much of each of a source's numbers the person wants to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Shown, User
from apps.core.forms import Select
from apps.metrics.models import Metric


class ShownForm(forms.Form):
    """One choice a metric; the empty one follows the person's preferences."""

    def __init__(
        self, metrics: Sequence[Metric], user: User, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.metrics = metrics
        as_all = _("As in my preferences: %(shown)s") % {
            "shown": Shown(user.numbers_shown).label.lower()
        }
        for metric in metrics:
            self.fields[_name(metric)] = forms.ChoiceField(
                label=metric.label,
                choices=[("", as_all), *Shown.choices],
                initial=metric.shown,
                required=False,
                error_messages={"invalid_choice": _("Choose one from the list.")},
                widget=Select(attrs={"class": "field"}),
            )

    @property
    def chosen(self) -> dict[int, str]:
        """Return what was chosen for each metric, by pk."""
        return {metric.pk: self.cleaned_data[_name(metric)] for metric in self.metrics}


def _name(metric: Metric) -> str:
    return f"metric-{metric.pk}"
