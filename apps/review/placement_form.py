"""Where numbers stand: one select for each passage, as a form and as it is first printed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.forms import Select, print_options
from apps.core.markup import markup_join
from apps.journal.markdown import Passage
from apps.review.figures import Figure

KEEP, BY_RULE, NOTHING = "", "rule", "nothing"
PASSAGES_OFFERED = 30
CSS = "field"


class PlacementForm(forms.Form):
    """What the person chose for each passage."""

    def __init__(
        self, passages: Sequence[Passage], figures: Sequence[Figure], data: QueryDict
    ) -> None:
        super().__init__(data)
        choices = _choices(figures)
        for block, label in _labels(passages).items():
            self.fields[block] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one from the list.")},
                widget=Select({"class": CSS}),
            )

    def chosen(self) -> dict[str, str]:
        """Return the choices that change something, by the passage's hash."""
        return {block: choice for block, choice in self.cleaned_data.items() if choice != KEEP}


def print_places(passages: Sequence[Passage], figures: Sequence[Figure]) -> SafeString:
    """Return the selects as every week's page has them, with nothing chosen yet.

    The same as the form’s; a form of thirty fields takes half as long as the page around it.
    """
    options = print_options(_choices(figures), KEEP)
    return markup_join(
        "",
        '<div class="item"><label for="id_{0}">{1}</label>\n'
        '<select class="{2}" id="id_{0}" name="{0}">{3}</select></div>',
        ((block, label, CSS, options) for block, label in _labels(passages).items()),
    )


def _labels(passages: Sequence[Passage]) -> dict[str, str]:
    """What each passage is called, by its hash."""
    words = _("Passage %(number)s, “%(words)s”")
    return {
        passage.sha256: words
        % {"number": number, "words": " ".join(passage.source[:200].split())[:40] + "…"}
        for number, passage in enumerate(passages[:PASSAGES_OFFERED], start=1)
    }


def _choices(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    return [
        (KEEP, _("Leave as it is")),
        (BY_RULE, _("Let the page choose")),
        (NOTHING, _("No number belongs here")),
        *((str(one.metric_id), one.label) for one in figures),
    ]
