"""The one way a number is printed, or what is said in its place.

Written here and not as a template, since a page of three months prints a thousand of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.charts import sparkline
from apps.core.markup import markup
from apps.review.figures import Figure
from apps.review.sparks import Spark


def print_figure(figure: Figure, variant: str = "inline") -> SafeString:
    """Return the figure's markup, which says by `data-of` which metric it tells of.

    "inline" stands in a sentence, "cell" and "level" in a table or a heading, "line" is what a line
    shows: the level of what goes up and down, else the figure. "row" is four cells of a table,
    "count" stands in a list beside a moment, "margin" has the line of the weeks before.
    """
    return _VARIANTS[variant](figure)


def datum(figure: Figure, *, is_level: bool = False) -> SafeString | str:
    """Return the figure's value, or its level, with where it is from for programs to read.

    What is seen in words is said; what is hidden, or cannot be said, is a link that shows it.
    """
    text = figure.level_text if is_level else figure.text
    if not figure.is_exact:
        return text or SafeString(render_to_string("review/_tap.html", {"figure": figure}))
    return markup(
        '<data value="{}" data-source="{}" data-metric="{}" data-day="{}" data-origin="{}">'
        "{}</data>",
        figure.machine_level if is_level else figure.machine_value,
        figure.source_label,
        figure.metric_id,
        figure.day.isoformat() if figure.day else "",
        figure.origin,
        text,
    )


def _inline(figure: Figure) -> SafeString:
    return markup('<span class="fig" data-of="{}">{}</span>', figure.metric_id, datum(figure))


def _cell(figure: Figure) -> SafeString:
    said = _untold(figure) if figure.value is None else datum(figure)
    return markup('<span data-of="{}">{}</span>', figure.metric_id, said)


def _level(figure: Figure) -> SafeString:
    said = _untold(figure) if figure.level is None else datum(figure, is_level=True)
    return markup('<span data-of="{}">{}</span>', figure.metric_id, said)


def _line(figure: Figure) -> SafeString:
    return _level(figure) if figure.is_change else _inline(figure)


def _untold(figure: Figure) -> SafeString:
    return markup('<span class="untold">{}</span>', figure.missing)


def _count(figure: Figure) -> SafeString:
    return markup(
        '<li data-of="{}"><b>{}</b> {}</li>',
        *(figure.metric_id, datum(figure), figure.metric_label.lower()),
    )


def _row(figure: Figure) -> SafeString:
    level = SafeString()
    if figure.level is not None and figure.is_exact:
        level = markup('<span class="fine level">{}</span>', datum(figure, is_level=True))
    return markup(
        '<tr data-of="{}"><th scope="row">{}</th><td>{}</td>\n<td class="r">{}{}</td>\n'
        '<td class="r">{}</td><td class="fine">{}</td></tr>',
        *(figure.metric_id, figure.source_label, figure.metric_label),
        figure.missing if figure.value is None else datum(figure),
        *(level, figure.usual_range, figure.when),
    )


def _margin(figure: Figure) -> SafeString:
    return markup(
        '<figure class="mfig" data-of="{}">\n<figcaption class="label">{}</figcaption>\n{}\n'
        "</figure>",
        *(figure.metric_id, figure.label, _in_margin(figure)),
    )


def _in_margin(figure: Figure) -> SafeString:
    if figure.value is None and figure.level is None:
        return markup('<span class="none">{}</span>', figure.missing)
    if figure.value is None:
        return markup(
            '<div class="plot"><b class="{}">{}</b></div>\n'
            '<span class="usual">{}.</span><span class="usual">{}</span>',
            "n" if figure.is_exact else "spoken",
            datum(figure, is_level=True),
            capfirst(figure.missing),
            figure.when,
        )
    if not figure.is_exact:
        return markup(
            '{}<span class="spoken">{}</span><span class="usual">{}</span>',
            markup('<div class="plot">{}</div>', _spark(figure)) if figure.spark else "",
            *(datum(figure), figure.when),
        )
    level = markup("{} · ", datum(figure, is_level=True)) if figure.level is not None else ""
    return markup(
        '<div class="plot">{}<b class="n">{}</b></div>\n{}\n<span class="usual">{}{}</span>',
        *(_spark(figure), datum(figure)),
        markup('<span class="usual">{}</span>', figure.usual_text) if figure.usual_text else "",
        *(level, figure.when),
    )


def _spark(figure: Figure) -> SafeString:
    """The line of the weeks before; seen in words it is a shape, without the usual range."""
    if figure.spark is None:
        return SafeString()
    band = (figure.usual.low, figure.usual.high) if figure.usual and figure.is_exact else None
    return sparkline(figure.spark.values, label=_spark_words(figure, figure.spark), band=band)


def _spark_words(figure: Figure, spark: Spark) -> str:
    words = {"label": figure.label, "value": figure.text, "range": spark.before}
    if not figure.is_exact:
        return _("%(label)s, the shape of the last twelve weeks.") % words
    if not spark.before:
        return _("%(label)s: %(value)s this week, nothing in the eleven weeks before.") % words
    sentence = _("%(label)s, last twelve weeks: %(range)s, then %(value)s this week.") % words
    if not figure.usual_range:
        return sentence
    return sentence + " " + _("Usual range %(range)s.") % {"range": figure.usual_range}


_VARIANTS: Mapping[str, Callable[[Figure], SafeString]] = {
    "inline": _inline,
    "cell": _cell,
    "level": _level,
    "line": _line,
    "row": _row,
    "count": _count,
    "margin": _margin,
}
