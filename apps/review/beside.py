"""A number beside a goal: how it moved in sentences, where that comes from, and its chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.goals.charts import goal_chart
from apps.goals.comparison import WEEKS_FOR_A_CHANGE, Comparison, WeekValue
from apps.goals.models import GoalMetric
from apps.goals.words import list_numbers, say_a_month, say_hope
from apps.metrics.models import Metric
from apps.review.figures import Figure, named_figure, worded
from apps.review.in_words import place_among, place_words
from apps.review.printing import print_figure
from apps.review.shown import is_exact
from apps.review.unseen import hidden_words, is_hidden
from apps.review.words import origin_words, usual_words


@dataclass(frozen=True)
class Beside:
    """What the page shows of one number of a goal; too few weeks leave `chart` and `ends` empty.

    `moved` and `a_month` are the comparison, `provenance` its source, dates and origin, `hope` what
    the person wishes. `ends` are the first and last figure with their day.
    """

    pk: int
    metric_id: int
    caption: str
    moved: SafeString
    a_month: str
    provenance: str
    hope: str
    chart: SafeString
    ends: tuple[tuple[Figure, str], ...]


def number_beside(
    row: GoalMetric,
    compared: Comparison,
    *,
    marks: Mapping[Week, int],
    user: User,
    today: date,
) -> Beside:
    """Return what stands beside a goal; `marks` has the number of a check-in by its week."""
    metric = compared.metric
    told = [compared.first, compared.last] if compared.is_enough else []
    ends = [_figure(metric, value, user) for value in told]
    return Beside(
        pk=row.pk,
        metric_id=metric.pk,
        caption=caption_of(metric),
        moved=_unseen(compared, today) if ends and not is_exact(metric) else _moved(compared, ends),
        a_month=_a_month(compared) if ends and is_exact(metric) else "",
        provenance=_provenance(metric, ends, today),
        hope=say_hope(row, decimals=metric.decimals),
        chart=_drawn(row, compared, marks) if ends else SafeString(),
        ends=tuple((end, day_said(end.day, today)) for end in ends if end.day and is_exact(metric)),
    )


def day_said(day: date, today: date) -> str:
    """Return "4 January", with the year when it is another than today's."""
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def caption_of(metric: Metric) -> str:
    """Return what is drawn: "Followers on Mastodon", "Replies on Mastodon, a week"."""
    if _is_per_post(metric):
        return _("%(metric)s, a week") % {"metric": metric.full_label}
    return metric.full_label


def _figure(metric: Metric, value: WeekValue, user: User) -> Figure:
    figure = replace(
        named_figure(metric),
        is_change=False,
        value=value.value,
        day=value.day,
        origin=value.origin,
        precision=value.precision,
    )
    return worded(figure, zone=user.zone)


def _is_per_post(metric: Metric) -> bool:
    return metric.kind == Metric.Kind.PER_POST


def _name(metric: Metric) -> str:
    return metric.full_label if metric.source.has_own_name else metric.label


def _moved(compared: Comparison, ends: Sequence[Figure]) -> SafeString:
    """Return "Followers: 642 to 678 over 12 weeks.", or that there are too few weeks."""
    metric, name = compared.metric, _name(compared.metric)
    if not ends:
        return format_html("{}", _("%(name)s: too few weeks to say.") % {"name": name})
    pattern = (
        _("{name} a week: {first} to {last} over {weeks} weeks.")
        if _is_per_post(metric)
        else _("{name}: {first} to {last} over {weeks} weeks.")
    )
    first, last = map(print_figure, ends)
    return format_html(pattern, name=name, first=first, last=last, weeks=compared.span)


def _unseen(compared: Comparison, today: date) -> SafeString:
    """Return the sentence without a number: where the last week stands, or what leads to it."""
    metric, name = compared.metric, _name(compared.metric)
    if is_hidden(metric):
        return format_html("{}: {}", name, hidden_words(metric))
    *before, last = (
        None if value is None else value.value for value in compared.values[: _last(compared)]
    )
    place = place_among(last or 0.0, before, decimals=metric.decimals)
    words = {"name": name, "place": place_words(place)}
    words["day"] = day_said(compared.last.day, today)
    return format_html("{}", _("%(name)s, %(day)s: %(place)s.") % words)


def _last(compared: Comparison) -> int:
    """The place after the last week that has a figure."""
    return compared.weeks.index(compared.last.week) + 1


def _drawn(row: GoalMetric, compared: Comparison, marks: Mapping[Week, int]) -> SafeString:
    if is_hidden(compared.metric):
        return hidden_words(compared.metric)
    return _chart(row, compared, marks)


def _a_month(compared: Comparison) -> str:
    """Return the usual range, if there is one, and the change a month or why none is told."""
    usual, decimals = compared.usual, compared.metric.decimals
    change = _change(compared)
    if usual is None:
        return change
    half = usual_words(usual, weeks=usual.weeks, decimals=decimals, is_change=False)
    return f"{half} {change}"


def _change(compared: Comparison) -> str:
    if compared.is_too_small_to_see:
        return _("The change is too small to see at this rounding.")
    if compared.a_month is None:
        told = {"weeks": len(compared.told), "needed": WEEKS_FOR_A_CHANGE}
        return _("Too few weeks to say how it moves: %(weeks)s of the %(needed)s it takes.") % told
    if compared.is_steady:
        return _("The same in each of %(weeks)s weeks.") % {"weeks": len(compared.told)}
    return say_a_month(
        compared.a_month,
        weeks=compared.span,
        decimals=compared.metric.decimals,
        is_total=_is_per_post(compared.metric),
    )


def _provenance(metric: Metric, ends: Sequence[Figure], today: date) -> str:
    """Return "Mastodon: 30 August and 15 November, measured."."""
    days = [day_said(end.day, today) for end in ends if end.day]
    if not days:
        return ""
    origins = [origin_words(end.origin, end.precision, end.decimals) for end in ends]
    words = {
        "source": metric.source.label,
        **dict(zip(("first", "last"), days, strict=True)),
        **dict(zip(("how", "then"), origins, strict=True)),
    }
    if origins[0] == origins[1]:
        return _("%(source)s: %(first)s and %(last)s, %(how)s.") % words
    return _("%(source)s: %(first)s, %(how)s; %(last)s, %(then)s.") % words


def _chart(row: GoalMetric, compared: Comparison, marks: Mapping[Week, int]) -> SafeString:
    places = {n: marks[week] for n, week in enumerate(compared.weeks) if week in marks}
    usual = compared.usual
    return goal_chart(
        [value.value if value else None for value in compared.values],
        marks=places,
        band=(usual.low, usual.high) if usual else None,
        wished=[bound for bound in (row.low, row.high) if bound is not None],
        label=_chart_words(compared.metric, sorted(places.values())),
    )


def _chart_words(metric: Metric, numbers: Sequence[int]) -> str:
    words = _("%(metric)s, week by week over twelve weeks.") % {"metric": caption_of(metric)}
    if not numbers:
        return words
    marked = (
        _("Check-in %(numbers)s is marked.")
        if len(numbers) == 1
        else _("Check-ins %(numbers)s are marked.")
    )
    return f"{words} {marked % {'numbers': list_numbers(numbers)}}"
