"""Do the numbers agree, with each other and with the person's own marks? In plain counts.

Each week a number stands above or below its own middle over the weeks shown. Sides are counted,
never amounts, and the numbers stand in the order in which their sources were connected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Left

from apps.accounts.models import User
from apps.core.statistics import Count, above_median, ranks, same_side, sides
from apps.core.weeks import Week
from apps.journal.models import Entry, QualityLine
from apps.metrics.models import Metric
from apps.metrics.series import WeekFigure, unbroken
from apps.review.agreement_words import mark_words, pair_words, side_words, window_words
from apps.review.spans import Span
from apps.review.trends import Choice, metric_choices, read_span, source_choices
from apps.review.weeks import first_words

WEEKS_NEEDED = 12
APART_SHOWN = 3
BEGINNING = 400


@dataclass(frozen=True)
class Apart:
    """A week in which two numbers stood on different sides, and how its page begins."""

    week: Week
    words: str
    called: str


@dataclass(frozen=True)
class Pair:
    """The number beside one other: the count in a sentence, and weeks to look at."""

    metric: Metric
    sentence: str
    counted: str
    apart: list[Apart]


@dataclass(frozen=True)
class Marked:
    """The number beside one quality, over the weeks that the person marked "more of it"."""

    name: str
    sentence: str
    counted: str


@dataclass(frozen=True)
class AgreementPage:
    """Everything the page shows of one number."""

    metric: Metric
    span: Span
    window: str
    sources: list[Choice]
    metrics: list[Choice]
    pairs: list[Pair]
    marks: list[Marked]


@dataclass(frozen=True)
class _Series:
    """One number's figures over the weeks shown, None for a week without one."""

    metric: Metric
    values: Sequence[float | None]

    @property
    def says_something(self) -> bool:
        return any(value is not None for value in self.values)


def agreement_page(
    user: User, metric: Metric, metrics: Sequence[Metric], span: Span
) -> AgreementPage:
    """Compose the page of one of the person's `metrics` over the whole weeks of `span`."""
    weeks = [week for week in span.weeks if week != span.running]
    found = read_span(metrics, span)
    series = {one.pk: _Series(one, _values(found[one.pk], weeks)) for one in metrics}
    own = series.pop(metric.pk)
    others = [one for one in series.values() if one.says_something]
    return AgreementPage(
        metric=metric,
        span=span,
        window=window_words(weeks),
        sources=source_choices(metric, metrics),
        metrics=metric_choices(metric, metrics),
        pairs=_pairs(user, weeks, own, others) if own.says_something else [],
        marks=_marks(user, weeks, own.values) if own.says_something else [],
    )


def _values(figures: Mapping[Week, WeekFigure], weeks: Sequence[Week]) -> list[float | None]:
    """The figures since the newest break among the weeks; nothing is compared across one."""
    alike = {figure.week: figure.value for figure in unbroken(figures[week] for week in weeks)}
    return [alike.get(week) for week in weeks]


def _pairs(
    user: User, weeks: Sequence[Week], own: _Series, others: Sequence[_Series]
) -> list[Pair]:
    farthest = [_farthest(own.values, other.values) for other in others]
    called = _called(user, [weeks[place] for places in farthest for place in places])
    return [
        _pair(weeks, own, other, [(place, called.get(weeks[place], "")) for place in places])
        for other, places in zip(others, farthest, strict=True)
    ]


def _pair(
    weeks: Sequence[Week], own: _Series, other: _Series, farthest: Sequence[tuple[int, str]]
) -> Pair:
    count = same_side(own.values, other.values)
    missing = sum(a is None or b is None for a, b in zip(own.values, other.values, strict=True))
    sentence, counted = pair_words(count, weeks=len(weeks), missing=missing, needed=WEEKS_NEEDED)
    ours, metrics = sides(own.values), (own.metric, other.metric)
    apart = [
        Apart(weeks[place], side_words(metrics, ours[place], -ours[place]), called)
        for place, called in farthest
    ]
    return Pair(other.metric, sentence, counted, apart if count.weeks >= WEEKS_NEEDED else [])


def _farthest(own: Sequence[float | None], other: Sequence[float | None]) -> list[int]:
    """Return the places at which two series lay farthest apart on different sides.

    By where each stands among its own weeks; the newest first where that is the same.
    """
    off = [n for n, (a, b) in enumerate(zip(sides(own), sides(other), strict=True)) if a * b < 0]
    ours, theirs = ranks(own), ranks(other)
    off.sort(key=lambda n: (-abs((ours[n] or 0) - (theirs[n] or 0)), -n))
    return off[:APART_SHOWN]


def _called(user: User, weeks: Sequence[Week]) -> dict[Week, str]:
    """Return how the pages of those weeks begin, with one query."""
    entries = (
        Entry.objects.for_user(user)
        .filter(year__in={one.year for one in weeks}, number__in={one.number for one in weeks})
        .annotate(beginning=Left("body", BEGINNING))
        .only("year", "number", "title")
    )
    return {one.week: one.title or first_words(getattr(one, "beginning", "")) for one in entries}


def _marks(user: User, weeks: Sequence[Week], own: Sequence[float | None]) -> list[Marked]:
    """Return the number beside each quality that was marked "more" in any of the weeks."""
    more: dict[str, set[Week]] = {}
    rows = QualityLine.objects.filter(
        entry__in=Entry.objects.for_user(user),
        mark=QualityLine.Mark.MORE,
        entry__year__range=(weeks[0].year, weeks[-1].year),
    ).order_by("quality__position", "quality_id")
    for name, year, number in rows.values_list("quality__name", "entry__year", "entry__number"):
        more.setdefault(name, set()).add(Week(year, number))
    return [_marked(name, weeks, own, chosen) for name, chosen in more.items()]


def _marked(
    name: str, weeks: Sequence[Week], own: Sequence[float | None], chosen: set[Week]
) -> Marked:
    count: Count = above_median(own, [week in chosen for week in weeks])
    marked = sum(week in chosen for week in weeks)
    sentence, counted = mark_words(count, marked=marked, needed=WEEKS_NEEDED)
    return Marked(name, sentence, counted)
