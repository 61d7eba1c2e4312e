"""The form of a sidenote, and what the page of all of them is narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import CleanedWordsField, RevisionField, Select, words_area
from apps.core.text import LIMIT
from apps.metrics.models import Metric
from apps.review.forms import DayField, plausible
from apps.review.models import Sidenote


class SidenoteForm(forms.Form):
    """Words for a day or a span of days; an empty last day means the first alone.

    A day may lie ahead, and nothing has to have been measured on it. With `metrics` the form asks
    which number is meant.
    """

    text = CleanedWordsField(
        gettext_lazy("Your words"),
        limit=LIMIT,
        widget=words_area(6),
        hint=gettext_lazy("As long as you like. A #tag in them finds them again."),
        missing=gettext_lazy("Write a few words for the note."),
    )
    first_day = DayField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("Any day: one without a number, or one that has not come yet."),
        error_messages={"required": gettext_lazy("Choose the day that the note is about.")},
    )
    last_day = DayField(label=gettext_lazy("To, if it is about several days"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        metrics: Sequence[Metric] = (),
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.metrics = {str(metric.pk): metric for metric in metrics}
        if metrics:
            choose = _("Choose a number.")
            self.fields["metric"] = forms.ChoiceField(
                label=_("Which number"),
                choices=[(pk, metric.full_label) for pk, metric in self.metrics.items()],
                error_messages={"required": choose, "invalid_choice": choose},
                widget=Select({"class": "field"}),
            )
            self.order_fields(["metric"])

    def clean_first_day(self) -> Any:
        return plausible(self.cleaned_data["first_day"])

    def clean_last_day(self) -> Any:
        return plausible(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day has to be the same or later."))
        return self.cleaned_data

    def chosen(self) -> Metric | None:
        """Return the number that was chosen, by a valid form that asked for one."""
        return self.metrics.get(self.cleaned_data.get("metric", ""))

    def words_and_days(self) -> dict[str, Any]:
        """Return what the operations take; without a last day the note is about one day."""
        given = self.cleaned_data
        first, last = given["first_day"], given["last_day"]
        return {"text": given["text"], "first_day": first, "last_day": last or first}


class SidenoteChangeForm(SidenoteForm):
    """Other words or days for a sidenote, and the revision that they stand on."""

    base = RevisionField()

    @classmethod
    def of(cls, note: Sidenote) -> SidenoteChangeForm:
        """Return the form as the note stands."""
        is_one_day = note.first_day == note.last_day
        return cls(
            initial={
                "text": note.text,
                "first_day": note.first_day,
                "last_day": None if is_one_day else note.last_day,
                "base": note.revision,
            }
        )


class NarrowForm(forms.Form):
    """A tag and a source, each of the person's own notes; what is not among them is passed over."""

    tag = forms.ChoiceField(
        label=gettext_lazy("Tag"), required=False, widget=Select({"class": "field"})
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"), required=False, widget=Select({"class": "field"})
    )

    def __init__(
        self, data: QueryDict, *, tags: Sequence[str], sources: Sequence[tuple[str, str]]
    ) -> None:
        asked = {"tag": data.get("tag", ""), "source": data.get("source", "")}
        super().__init__(initial=asked)
        self.fields["tag"] = forms.ChoiceField(
            label=_("Tag"),
            choices=[("", _("Any, or none")), *((tag, f"#{tag}") for tag in tags)],
            widget=Select({"class": "field"}),
        )
        self.fields["source"] = forms.ChoiceField(
            label=_("Source"),
            choices=[("", _("All sources")), *sources],
            widget=Select({"class": "field"}),
        )
        self.by_tag = asked["tag"] if asked["tag"] in tags else ""
        self.by_source = asked["source"] if asked["source"] in dict(sources) else ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.by_tag or self.by_source)
