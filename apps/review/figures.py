"""Figures: the one way a number reaches a page; printing.py prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import Shown, User
from apps.core.charts import sparkline
from apps.core.numbers import say
from apps.core.weeks import EARLIEST, Week, weeks_between
from apps.metrics.models import Metric, Source, provider_label
from apps.metrics.series import (
    CHANGES,
    Missing,
    Usual,
    WeekFigure,
    metrics_of,
    middle_half,
    unbroken,
    week_figures,
    whole_before,
)
from apps.review.cover import open_weeks
from apps.review.in_words import week_words
from apps.review.shown import show_address, shown_as
from apps.review.words import (
    missing_words,
    origin_words,
    range_words,
    usual_words,
    value_words,
    when_words,
)

SPARK_WEEKS = 12
YEAR = 52


@dataclass(frozen=True)
class Label:
    """A figure's name alone, for weeks whose numbers are covered."""

    metric_id: int
    label: str


@dataclass(frozen=True)
class Figure:
    """What a page shows of one metric for one week or day: value, source, date, origin, words.

    `value` is None when there is no figure; `missing` then says why. `level` stands beside a
    change. `text`, `level_text`, `when`, `usual_text` and `usual_range` are what is printed: see
    `worded` for figures that are not seen exactly.
    """

    metric_id: int
    source_id: int
    source_label: str
    metric_label: str
    label: str
    decimals: int
    is_change: bool
    value: float | None
    level: float | None
    day: date | None
    taken_at: datetime | None
    origin: str
    precision: float | None
    so_far: bool
    shown: Shown
    """How much of it the person wants to see."""
    words: str = ""
    level_words: str = ""
    """What is printed in place of value and level where they are seen in words."""
    text: str = ""
    level_text: str = ""
    when: str = ""
    missing: str = ""
    usual: Usual | None = None
    usual_text: str = ""
    usual_range: str = ""
    spark: SafeString = field(default_factory=SafeString)
    names: tuple[str, ...] = ()
    """What a text calls the metric itself: "Replies", "replies"."""
    places: tuple[str, ...] = ()
    """What a text calls its source: "Mastodon", "@wren@social.example", "@wren"."""

    @property
    def is_told(self) -> bool:
        """Whether there is any number to print."""
        return self.value is not None or self.level is not None

    @property
    def is_exact(self) -> bool:
        return self.shown == Shown.EXACT

    @property
    def show_address(self) -> str:
        """Where a tap leads: the same page with this metric shown."""
        return show_address(self.metric_id)

    @property
    def machine_value(self) -> str:
        """The value as a program reads it."""
        return "" if self.value is None else f"{self.value:.15g}"

    @property
    def machine_level(self) -> str:
        return "" if self.level is None else f"{self.level:.15g}"


def figures_for_week(user: User, week: Week, *, now: datetime) -> list[Figure]:
    """Return a week's figures in the order the sources were connected; none while it is covered.

    Metrics that the week has nothing to say about are left out: not connected yet, removed before,
    or of an account that is gone or hides its numbers.
    """
    covered = frozenset(open_weeks(user, now=now))
    if week in covered:
        return []
    return figures_beside(user, metrics_of(user), week, now=now, covered=covered)


def figures_beside(
    user: User, metrics: Sequence[Metric], week: Week, *, now: datetime, covered: frozenset[Week]
) -> list[Figure]:
    """Return the same for a caller who knows the metrics and which weeks are covered at `now`."""
    if week in covered or week == EARLIEST:
        return []
    weeks = weeks_between(_first_of(week), week)
    found = week_figures(
        metrics, weeks, until=user.today(now), running=user.week(now), hidden=covered
    )
    return [
        figure_of(metric, found[metric.pk], week, zone=user.zone)
        for metric in metrics
        if _belongs(metric, found[metric.pk][week])
    ]


def _first_of(week: Week) -> Week:
    return max(week.shift(-YEAR), EARLIEST.next) if week.year > EARLIEST.year else week


def _belongs(metric: Metric, figure: WeekFigure) -> bool:
    if figure.missing == Missing.NOT_CONNECTED:
        return False
    is_told = metric.source.removed_at is None and not metric.source.is_silent
    return is_told or figure.day is not None


def labels_for_week(user: User) -> list[Label]:
    """Return the names of the numbers that wait, in the order the sources were connected."""
    return labels_of(metrics_of(user))


def labels_of(metrics: Iterable[Metric]) -> list[Label]:
    """Return the names of those of the metrics that tell numbers."""
    return [
        Label(metric.pk, metric.full_label)
        for metric in metrics
        if metric.source.removed_at is None and not metric.source.is_silent
    ]


def figure_of(
    metric: Metric, figures: Mapping[Week, WeekFigure], week: Week, *, zone: ZoneInfo
) -> Figure:
    """Return the Figure of one metric and week.

    `figures` holds, in order, the 52 weeks before as well.
    """
    shown = figures[week]
    is_change = metric.kind in CHANGES
    (figure,) = bare_figures(metric, [shown], zone=zone)
    names, places = _names(metric, figure.label), _places(metric.source)
    if shown.value is None:
        return replace(figure, names=names, places=places)
    comparable = unbroken(figures.values())
    whole = whole_before(comparable, week)
    normal = None if shown.so_far else middle_half(whole, decimals=metric.decimals)
    told = partial(replace, figure, names=names, places=places, usual=normal)
    if figure.shown == Shown.HIDDEN:
        return told()
    if figure.shown == Shown.WORDS:
        return told(spark=_shape(figure.label, comparable, week))
    return told(
        usual_range=range_words(normal, decimals=metric.decimals, is_change=is_change)
        if normal
        else "",
        usual_text=""
        if shown.so_far
        else usual_words(normal, weeks=len(whole), decimals=metric.decimals, is_change=is_change),
        spark=_spark(figure, comparable, week, normal),
    )


def line_value(metric: Metric, shown: WeekFigure) -> float | None:
    """Return what a line shows of a week: the level of what goes up and down, else the figure.

    A part of a week's total is no week's total, so a running week of a per-post metric has none.
    """
    if shown.so_far and metric.kind == Metric.Kind.PER_POST:
        return None
    return shown.level if metric.kind in CHANGES else shown.value


def bare_figures(metric: Metric, shown: Sequence[WeekFigure], *, zone: ZoneInfo) -> list[Figure]:
    """Return Figures without sparkline and usual range: for tables, notes and sentences."""
    is_change = metric.kind in CHANGES
    named = named_figure(metric)
    figures = (
        replace(
            named,
            value=one.value,
            level=one.level if is_change else None,
            day=one.day,
            taken_at=one.taken_at,
            origin=one.origin,
            precision=one.precision,
            so_far=one.so_far,
            missing=missing_words(one) if one.value is None else "",
        )
        for one in shown
    )
    if named.shown == Shown.WORDS:
        said = (week_words(metric, one) for one in shown)
        figures = (
            replace(figure, words=words, level_words=level)
            for figure, (words, level) in zip(figures, said, strict=True)
        )
    return [worded(figure, zone=zone) for figure in figures]


def named_figure(metric: Metric) -> Figure:
    """Return a Figure of the metric that says its names and nothing yet."""
    return Figure(
        metric_id=metric.pk,
        source_id=metric.source_id,
        source_label=metric.source.label,
        metric_label=metric.label,
        label=metric.full_label,
        decimals=metric.decimals,
        is_change=metric.kind in CHANGES,
        value=None,
        level=None,
        day=None,
        taken_at=None,
        origin="",
        precision=None,
        so_far=False,
        shown=shown_as(metric),
    )


def _names(metric: Metric, full_label: str) -> tuple[str, ...]:
    if metric.source.has_own_name:
        return (metric.source.label,)
    label, noun = metric.label, metric.noun
    # "Following" is a word of its own; what people follow there is "accounts followed".
    return (noun, full_label, *([label] if label.casefold() == noun.casefold() else []))


def _places(source: Source) -> tuple[str, ...]:
    """A source's name and, where it is an account, its handle; never a bare first name."""
    if source.has_own_name:
        return ()
    if all(field.name != "handle" for field in source.reader.fields):
        return (provider_label(source.provider),)
    handle = source.handle.removeprefix("@")
    user = handle.partition("@")[0]
    bare = (handle,) if "." in handle or "@" in handle else ()
    return (provider_label(source.provider), *bare, f"@{handle}", f"@{user}")


def worded(figure: Figure, *, zone: ZoneInfo) -> Figure:
    """Return the figure with its value, level, date and origin put into words.

    Here is decided what may be printed: of a figure that is seen in words, what is said of it; of a
    hidden one, and where nothing can be said, nothing. Then a link is printed that shows the
    number, and `value` stays for what must count with it.
    """
    value, level, day = figure.value, figure.level, figure.day
    text = when = ""
    if value is not None:
        text = value_words(
            value,
            decimals=figure.decimals,
            is_change=figure.is_change,
            precision=figure.precision,
        )
    if day is not None and figure.is_told:
        origin = origin_words(figure.origin, figure.precision, figure.decimals)
        when = when_words(
            day=day, taken_at=figure.taken_at, zone=zone, so_far=figure.so_far, origin=origin
        )
    level_text = "" if level is None else say(level, figure.decimals)
    if not figure.is_exact:
        text, level_text = figure.words, figure.level_words
    return replace(figure, text=text, level_text=level_text, when=when)


def _shape(label: str, comparable: Sequence[WeekFigure], week: Week) -> SafeString:
    """The line of a number that is seen in words: its shape, and no value in what it is called."""
    words = _("%(label)s, the shape of the last twelve weeks.") % {"label": label}
    return sparkline(_last_weeks(comparable, week), label=words)


def _last_weeks(comparable: Sequence[WeekFigure], week: Week) -> list[float | None]:
    known = {one.week.monday: one.value for one in comparable[-SPARK_WEEKS:]}
    mondays = (week.monday - timedelta(weeks=n) for n in reversed(range(SPARK_WEEKS)))
    return [known.get(monday) for monday in mondays]


def _spark(
    figure: Figure, comparable: Sequence[WeekFigure], week: Week, normal: Usual | None
) -> SafeString:
    values = _last_weeks(comparable, week)
    return sparkline(
        values,
        label=_spark_words(figure, values[:-1], normal),
        band=(normal.low, normal.high) if normal else None,
    )


def _spark_words(figure: Figure, before: Sequence[float | None], normal: Usual | None) -> str:
    known = [value for value in before if value is not None]
    words = {"label": figure.label, "value": figure.text}
    if not known:
        return _("%(label)s: %(value)s this week, nothing in the eleven weeks before.") % words
    span = Usual(min(known), max(known), len(known))
    words["range"] = range_words(span, decimals=figure.decimals, is_change=figure.is_change)
    sentence = _("%(label)s, last twelve weeks: %(range)s, then %(value)s this week.") % words
    if normal is None:
        return sentence
    told = range_words(normal, decimals=figure.decimals, is_change=figure.is_change)
    return sentence + " " + _("Usual range %(range)s.") % {"range": told}
