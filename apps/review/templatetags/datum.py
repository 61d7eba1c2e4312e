"""`{% datum figure %}`: the number itself inside a figure's fragment, its words, or a way to it."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.review.figures import Figure

register = template.Library()

# Written here, since a page of three months prints a thousand of them.
_DATA = (
    '<data value="{}" data-source="{}" data-metric="{}" data-day="{}" data-origin="{}">{}</data>'
)


@register.simple_tag
def datum(figure: Figure, which: str = "value") -> SafeString | str:
    """Return the figure's value, or its "level", with where it is from for programs to read.

    What is seen in words is said; what is hidden, or cannot be said, is a link that shows it.
    """
    is_level = which == "level"
    text = figure.level_text if is_level else figure.text
    if figure.is_exact:
        value = figure.machine_level if is_level else figure.machine_value
        day = figure.day.isoformat() if figure.day else ""
        given = (figure.source_label, figure.metric_id, day, figure.origin)
        return format_html(_DATA, value, *given, text)
    return text or SafeString(render_to_string("review/_tap.html", {"figure": figure}))
