from django.forms.utils import ErrorList
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from apps.core.markup import markup, markup_join

VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.none(),
    st.sampled_from(
        [
            SafeString("<b>&amp;</b>"),
            lazy(lambda: SafeString("<i>"), SafeString)(),
            gettext_lazy("Mustn’t & <can’t>"),
            ErrorList(["<&>"]),
            b"<b>",
        ]
    ),
)


@given(VALUES, VALUES)
def test_it_is_what_django_makes_of_it(one, other):
    text = '<a href="{}">{}</a>'
    assert markup(text, one, other) == format_html(text, one, other)


@given(st.lists(st.tuples(VALUES, VALUES), max_size=3))
def test_so_are_many_of_them(rows):
    assert markup_join("<br>", "<i>{}{}</i>", rows) == format_html_join(
        SafeString("<br>"), "<i>{}{}</i>", rows
    )


def test_it_is_markup_itself():
    inner = markup("<b>{}</b>", "a & b")
    assert (type(inner), markup("<p>{}</p>", inner)) == (SafeString, "<p><b>a &amp; b</b></p>")
