"""Fields written without a template say what Django's own say."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import gettext_lazy

from apps.core.forms import DayInput, Select

CHOICES = [
    ("", gettext_lazy("Leave <it> as it is")),
    ("1", "“One” & more"),
    ("Those & <these>", (("2", "Two"), ("3", "Three"))),
    (4, "Four"),
]


def parsed(widget, given):
    """The select's attributes and options, in whatever order they are written."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found = []

        def handle_starttag(self, tag, attrs):
            self.found.append((tag, sorted(attrs)))

        def handle_data(self, data):
            if data.strip():
                self.found.append(data.strip())

    class Asked(forms.Form):
        one = forms.ChoiceField(choices=CHOICES, required=False, widget=widget({"class": "field"}))

    reader = Reader()
    reader.feed(Template("{{ form.one }}").render(Context({"form": Asked(given)})))
    return reader.found


@pytest.mark.parametrize(
    "given", [None, {}, {"one": "2"}, {"one": "4"}, {"one": ""}, {"one": "<&>"}]
)
def test_it_says_what_djangos_own_says(given):
    assert parsed(Select, given) == parsed(forms.Select, given)


def days(widget, given):
    """What a day's field says, in whatever order, for words given or a day known before."""

    class Asked(forms.Form):
        one = forms.DateField(widget=widget, help_text="Which <day>?")

    form = Asked(initial={"one": given}) if isinstance(given, date) else Asked(given)
    return sorted(str(form["one"]).removeprefix("<input ").removesuffix(">").split(" "))


@pytest.mark.parametrize(
    "given",
    [None, date(2026, 11, 8), {}, {"one": "2026-11-08"}, {"one": "8/11"}, {"one": '"<&>'}],
)
def test_a_day_says_what_djangos_own_says(given):
    own = forms.DateInput({"class": "field", "type": "date"}, format="%Y-%m-%d")
    assert days(DayInput(), given) == days(own, given)
