"""A metric's trend: the line, its sentence, the person's notes on it, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, breaks_at, usual, week_figures
from apps.review.figures import Figure, bare_figures, line_value
from apps.review.models import Sidenote
from apps.review.shown import is_exact
from apps.review.spans import YEAR, Span
from apps.review.trend_charts import Multiple, multiple_of, trend_charts
from apps.review.trend_words import covered_words, trend_sentence
from apps.review.words import range_words, span_words, week_days_and_year

ROWS_SHOWN = 13
NOTES_SHOWN = 8


@dataclass(frozen=True)
class Note:
    """A sidenote with the number that ties it to the chart, and the figure it is about."""

    number: int
    week: Week
    sidenote: Sidenote
    days: str
    at: int
    figure: Figure | None


@dataclass(frozen=True)
class TrendRow:
    """One week of the table."""

    week: Week
    days: str
    figure: Figure
    notes: list[int]


@dataclass(frozen=True)
class Choice:
    """A source or a metric to switch to."""

    label: str
    metric_id: int
    is_current: bool


@dataclass(frozen=True)
class TrendPage:
    """Everything a trend's page shows."""

    metric: Metric
    noun: str
    is_level: bool
    span: Span
    days: str
    sources: list[Choice]
    metrics: list[Choice]
    sentence: SafeString
    usual_words: str
    charts: list[SafeString]
    notes: list[Note]
    rows: list[TrendRow]
    has_more: bool
    multiples: list[Multiple]
    covered: str

    @property
    def is_exact(self) -> bool:
        """Whether the page tells the metric's numbers themselves."""
        return is_exact(self.metric)

    @property
    def earlier_notes(self) -> list[Note]:
        return self.notes[:-NOTES_SHOWN]

    @property
    def later_notes(self) -> list[Note]:
        return self.notes[-NOTES_SHOWN:]


def trend_page(
    user: User, metric: Metric, metrics: Sequence[Metric], span: Span, *, whole_table: bool
) -> TrendPage:
    """Compose the page of one of the person's `metrics` over the weeks of `span`."""
    found = read_span(metrics, span)
    own = found[metric.pk]
    values = [line_value(metric, own[week]) for week in span.weeks]
    is_level = metric.kind in CHANGES
    normal = usual(own, span.last.next, decimals=metric.decimals) if span.weeks else None
    notes = _notes(user, metric, span, own)
    listed = span.weeks if whole_table else span.weeks[-ROWS_SHOWN:]
    return TrendPage(
        metric=metric,
        noun=str(metric.spec.noun),
        is_level=is_level,
        span=span,
        days=_days(span),
        sources=source_choices(metric, metrics),
        metrics=metric_choices(metric, metrics),
        sentence=trend_sentence(metric, [own[week] for week in span.weeks], zone=user.zone),
        usual_words=_usual_words(metric, normal, is_level=is_level) if any(values) else "",
        charts=trend_charts(
            metric,
            span,
            values,
            band=None if is_level else normal,
            notes=[(one.number, one.at) for one in notes],
            breaks=breaks_at(own[week] for week in span.weeks),
        ),
        notes=notes,
        rows=_rows(metric, listed, own, notes, zone=user.zone),
        has_more=len(listed) < len(span.weeks),
        multiples=_multiples(
            [one for one in metrics if one.pk != metric.pk],
            found,
            span,
            zone=user.zone,
            ticks=[one.at for one in notes],
        ),
        covered=covered_words(span),
    )


def read_span(metrics: Sequence[Metric], span: Span) -> dict[int, dict[Week, WeekFigure]]:
    """Return the figures of the span's weeks and of the year before its end, with one query."""
    if not span.weeks:
        return {metric.pk: {} for metric in metrics}
    year = [week for n in range(1 - int(YEAR), 1) if (week := _shifted(span.last, n))]
    weeks = sorted({*span.weeks, *year})
    return week_figures(metrics, weeks, until=span.until, running=span.running)


def _shifted(week: Week, weeks: int) -> Week | None:
    return week.shift(weeks) if week.year > 1991 else None


def _days(span: Span) -> str:
    return span_words(span.first.monday, span.last.sunday) if span.weeks else ""


def _usual_words(metric: Metric, normal: Usual | None, *, is_level: bool) -> str:
    """Return the usual range of the year before the line's end."""
    if normal is None or not is_exact(metric):
        return ""
    told = range_words(normal, decimals=metric.decimals, is_change=is_level)
    return _("Half of your weeks: %(range)s.") % {"range": told}


def source_choices(metric: Metric, metrics: Sequence[Metric]) -> list[Choice]:
    """Return one choice a source: its first metric."""
    first: dict[int, Metric] = {}
    for one in metrics:
        first.setdefault(one.source_id, one)
    return [
        Choice(one.source.label, one.pk, one.source_id == metric.source_id)
        for one in first.values()
    ]


def metric_choices(metric: Metric, metrics: Sequence[Metric]) -> list[Choice]:
    """Return one choice for each metric of the shown one's source."""
    own = [one for one in metrics if one.source_id == metric.source_id]
    return [Choice(one.label, one.pk, one.pk == metric.pk) for one in own]


def _notes(user: User, metric: Metric, span: Span, own: Mapping[Week, WeekFigure]) -> list[Note]:
    """Return the person's notes on these weeks, numbered by time."""
    if not span.weeks:
        return []
    found = Sidenote.objects.for_user(user).filter(
        metric=metric, first_day__lte=span.last.sunday, last_day__gte=span.first.monday
    )
    return [
        _note(number, one, metric, span, own, zone=user.zone)
        for number, one in enumerate(found.in_order(), start=1)
    ]


def _note(
    number: int,
    sidenote: Sidenote,
    metric: Metric,
    span: Span,
    own: Mapping[Week, WeekFigure],
    *,
    zone: ZoneInfo,
) -> Note:
    """Tie a note to the week in the middle of its days, as far as that is shown."""
    middle = sidenote.first_day + (sidenote.last_day - sidenote.first_day) / 2
    week = min(max(Week.containing(middle), span.first), span.last)
    # Over several weeks the figure of one of them would read as that of all.
    is_one_week = Week.containing(sidenote.first_day) == Week.containing(sidenote.last_day)
    is_told = is_one_week and line_value(metric, own[week]) is not None
    return Note(
        number=number,
        week=week,
        sidenote=sidenote,
        days=span_words(sidenote.first_day, sidenote.last_day),
        at=span.weeks.index(week),
        figure=bare_figures(metric, [own[week]], zone=zone)[0] if is_told else None,
    )


def _rows(
    metric: Metric,
    weeks: Sequence[Week],
    own: Mapping[Week, WeekFigure],
    notes: Sequence[Note],
    *,
    zone: ZoneInfo,
) -> list[TrendRow]:
    """Return the table's rows, newest first."""
    figures = bare_figures(metric, [own[week] for week in weeks], zone=zone)
    numbers: dict[Week, list[int]] = {}
    for note in notes:
        numbers.setdefault(note.week, []).append(note.number)
    rows = [
        TrendRow(week, week_days_and_year(week), figure, numbers.get(week, []))
        for week, figure in zip(weeks, figures, strict=True)
    ]
    return rows[::-1]


def _multiples(
    metrics: Sequence[Metric],
    found: Mapping[int, Mapping[Week, WeekFigure]],
    span: Span,
    *,
    zone: ZoneInfo,
    ticks: Sequence[int],
) -> list[Multiple]:
    """Return the other numbers over the same weeks; those without any value are left out."""
    multiples = []
    for metric in metrics:
        shown = [found[metric.pk][week] for week in span.weeks]
        if any(line_value(metric, one) is not None for one in shown):
            multiples.append(multiple_of(metric, span, shown, zone=zone, ticks=ticks))
    return multiples
