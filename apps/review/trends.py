"""A metric's trend: the line, its sentence, what stands beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.core.charts import Band
from apps.core.stretches import Unit
from apps.core.weeks import EARLIEST, Week
from apps.goals.queries import GoalBand, bands_for
from apps.metrics.models import Metric
from apps.metrics.series import CHANGES, Usual, WeekFigure, usual, week_figures
from apps.review.figures import line_values
from apps.review.shown import is_exact
from apps.review.spans import YEAR, Span
from apps.review.trend_asked import Asked
from apps.review.trend_beside import beside_figures, compare, pairs_of
from apps.review.trend_beside_words import beside_name, beside_words
from apps.review.trend_breaks import Happened, happened_to
from apps.review.trend_charts import Drawn, Multiple, multiple_of, named_words, trend_charts
from apps.review.trend_lines import Line, Lines, of_span, read_lines
from apps.review.trend_notes import Note, notes_on
from apps.review.trend_table import Table, table_of
from apps.review.trend_unit_words import drawn_words
from apps.review.trend_words import covered_words, own_range, trend_sentence
from apps.review.words import span_words

NOTES_SHOWN = 8
BREAKS_SHOWN = 6


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
    asked: Asked
    noun: str
    is_level: bool
    span: Span
    days: str
    sources: list[Choice]
    metrics: list[Choice]
    sentence: SafeString
    usual_words: str
    beside_name: str
    beside_words: SafeString
    has_beside: bool
    drawn: str
    named: str
    charts: list[SafeString]
    notes: list[Note]
    happened: list[Happened]
    table: Table | None
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

    @property
    def first_of_table(self) -> str:
        return self.asked.page(1)

    @property
    def newer_of_table(self) -> str:
        return self.asked.page((self.table and self.table.newer) or 0)

    @property
    def older_of_table(self) -> str:
        return self.asked.page((self.table and self.table.older) or 0)

    @property
    def happened_first(self) -> list[Happened]:
        return self.happened[:BREAKS_SHOWN]

    @property
    def happened_more(self) -> list[Happened]:
        return self.happened[BREAKS_SHOWN:]


@dataclass(frozen=True)
class _Read:
    """What the database said for one page."""

    shown: Mapping[int, Sequence[WeekFigure]]
    """The figures of the weeks shown, by the metric's pk."""
    lines: Lines
    bands: Mapping[int, Sequence[GoalBand]]

    def band(self, metric: Metric) -> Band | None:
        """The range that the newest goal names, where the line is drawn on its scale."""
        is_partial = self.lines.own.unit == Unit.DAY and metric.kind == Metric.Kind.PER_POST
        named = self.bands.get(metric.pk)
        return (named[-1].low, named[-1].high) if named and not is_partial else None


def trend_page(
    user: User, metric: Metric, metrics: Sequence[Metric], span: Span, asked: Asked
) -> TrendPage:
    """Compose the page of one of the person's `metrics` over the weeks of `span`."""
    others = [one for one in metrics if one.pk != metric.pk]
    pairs = pairs_of(asked.beside, span)
    then = [pair.then for pair in pairs]
    found = read_span(metrics, span, also=then)
    if not span.weeks:
        return _empty(metric, metrics, span, asked)
    since = min([week.monday for week in then], default=span.first.monday)
    shown = of_span(found, span)
    lines = read_lines(metric, others, span, shown, unit=asked.unit, since=since)
    read = _Read(shown, lines, bands_for(user, [one.pk for one in metrics]))
    line, weeks = lines.own, found[metric.pk]
    compared = compare(metric, asked.beside, pairs, weeks)
    beside = beside_figures(compared, line, weeks)
    notes, happened = notes_on(user, line, span, weeks), happened_to(line, span)
    normal = usual(weeks, span.last.next, decimals=metric.decimals)
    drawn = Drawn(
        usual=_usual_band(line, normal),
        usual_from=span.last.monday - timedelta(weeks=int(YEAR) - 1),
        named=read.band(metric),
        beside=beside,
        notes=notes,
        happened=happened,
    )
    return TrendPage(
        metric=metric,
        asked=asked,
        noun=metric.noun,
        is_level=metric.kind in CHANGES,
        span=span,
        days=span_words(span.first.monday, span.last.sunday),
        sources=source_choices(metric, metrics),
        metrics=metric_choices(metric, metrics),
        sentence=_sentence(read, metric),
        usual_words=own_range(metric, normal, shown[metric.pk], _last_whole(span)),
        beside_name=beside_name(asked.beside),
        beside_words=beside_words(metric, compared, asked.unit) if asked.beside else SafeString(),
        has_beside=bool(beside),
        drawn=drawn_words(metric, asked.unit),
        named=named_words(metric, drawn.named),
        charts=trend_charts(line, span, drawn),
        notes=notes,
        happened=happened,
        table=table_of(line, span, page=asked.table, beside=beside, notes=notes, happened=happened),
        multiples=_multiples(read, others, span, notes),
        covered=covered_words(span),
    )


def _empty(metric: Metric, metrics: Sequence[Metric], span: Span, asked: Asked) -> TrendPage:
    """The page of a span without a single week."""
    return TrendPage(
        metric=metric,
        asked=asked,
        noun=metric.noun,
        is_level=metric.kind in CHANGES,
        span=span,
        days="",
        sources=source_choices(metric, metrics),
        metrics=metric_choices(metric, metrics),
        sentence=trend_sentence(metric, [], zone=metric.source.user.zone),
        usual_words="",
        beside_name="",
        beside_words=SafeString(),
        has_beside=False,
        drawn="",
        named="",
        charts=[],
        notes=[],
        happened=[],
        table=None,
        multiples=[],
        covered=covered_words(span),
    )


def read_span(
    metrics: Sequence[Metric], span: Span, *, also: Sequence[Week] = ()
) -> dict[int, dict[Week, WeekFigure]]:
    """Return the figures of the span's weeks and of the year before its end, with one query.

    And of the weeks in `also`.
    """
    if not span.weeks:
        return {metric.pk: {} for metric in metrics}
    year = [week for n in range(1 - int(YEAR), 1) if (week := _shifted(span.last, n))]
    weeks = sorted({*span.weeks, *year, *also})
    return week_figures(metrics, weeks, until=span.until, running=span.running)


def _shifted(week: Week, weeks: int) -> Week | None:
    return week.shift(weeks) if week.year > EARLIEST.year + 1 else None


def _last_whole(span: Span) -> Week:
    return span.whole_weeks[-1] if span.whole_weeks else span.last


def _sentence(read: _Read, metric: Metric) -> SafeString:
    """What is counted over a week's posts is told by weeks, a level by what the line goes by."""
    line, zone = read.lines.own, metric.source.user.zone
    if metric.kind == Metric.Kind.PER_POST:
        return trend_sentence(metric, read.shown[metric.pk], zone=zone)
    return trend_sentence(metric, line.figures, zone=zone, unit=line.unit)


def _usual_band(line: Line, normal: Usual | None) -> Usual | None:
    """The usual range belongs to weeks, and to levels alone on a line of days or months."""
    is_partial = line.metric.kind == Metric.Kind.PER_POST and line.unit == Unit.DAY
    return None if line.metric.kind in CHANGES or is_partial else normal


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


def _multiples(
    read: _Read, others: Sequence[Metric], span: Span, notes: Sequence[Note]
) -> list[Multiple]:
    """Return the other numbers over the same weeks; those without any value are left out."""
    end = max(len(read.lines.own.stretches) - 1, 1)
    multiples = []
    for metric in others:
        shown = read.shown[metric.pk]
        values = line_values(metric, shown)
        known = [one for one, value in zip(shown, values, strict=True) if value is not None]
        if known:
            multiples.append(
                multiple_of(
                    metric,
                    span,
                    known,
                    read.lines.others[metric.pk],
                    zone=metric.source.user.zone,
                    ticks=[one.at / end for one in notes],
                    named=read.band(metric),
                )
            )
    return multiples
