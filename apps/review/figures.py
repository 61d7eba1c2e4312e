"""Figures: the one way a number reaches a page; printing.py prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from apps.accounts.models import Shown, User
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
from apps.review import settled
from apps.review.cover import open_weeks
from apps.review.in_words import week_words
from apps.review.shown import show_address, shown_as
from apps.review.sparks import Spark, last_weeks, spark_of
from apps.review.words import (
    missing_words,
    origin_words,
    range_words,
    usual_words,
    value_words,
    when_words,
)

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
    shown: Shown
    """How much of it the person wants to see."""
    value: float | None = None
    level: float | None = None
    day: date | None = None
    taken_at: datetime | None = None
    origin: str = ""
    precision: float | None = None
    so_far: bool = False
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
    spark: Spark | None = None
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


_REMEMBERED = (
    *("value", "level", "day", "taken_at", "origin", "precision", "so_far", "missing"),
    *("text", "level_text", "when", "usual", "usual_text", "usual_range", "spark"),
)
"""What a Figure that is seen exactly says beside its names: numbers, dates and words of ours."""


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
    running = user.week(now)
    keys = settled.keys_of(metrics, week, running=running, covered=covered)
    known = settled.recall(keys)
    unknown = [metric for metric in metrics if metric.pk not in known]
    weeks = weeks_between(_first_of(week), week) if unknown else []
    found = week_figures(unknown, weeks, until=user.today(now), running=running, hidden=covered)
    figures = [
        _again(metric, known[metric.pk])
        if metric.pk in known
        else _anew(metric, found[metric.pk], week, keys.get(metric.pk), zone=user.zone)
        for metric in metrics
    ]
    return [
        figure
        for metric, figure in zip(metrics, figures, strict=True)
        if figure and (metric.source.will_tell_more or figure.day is not None)
    ]


def _again(metric: Metric, told: settled.Told) -> Figure:
    """The figure as it was told before, with the names that it has now."""
    of_metric = _of_metric(metric)
    return Figure(**of_metric, **_called(metric, of_metric["label"]), **told)


def _anew(
    metric: Metric,
    figures: Mapping[Week, WeekFigure],
    week: Week,
    key: settled.Key | None,
    *,
    zone: ZoneInfo,
) -> Figure | None:
    """The figure, remembered under the key if it has one; None before the metric was connected."""
    if figures[week].missing == Missing.NOT_CONNECTED:
        return None
    figure = figure_of(metric, figures, week, zone=zone)
    if key:
        settled.keep(key, {name: getattr(figure, name) for name in _REMEMBERED})
    return figure


def _first_of(week: Week) -> Week:
    return max(week.shift(-YEAR), EARLIEST.next) if week.year > EARLIEST.year else week


def labels_for_week(user: User) -> list[Label]:
    """Return the names of the numbers that wait, in the order the sources were connected."""
    return labels_of(metrics_of(user))


def labels_of(metrics: Iterable[Metric]) -> list[Label]:
    """Return the names of those of the metrics that tell numbers."""
    return [
        Label(metric.pk, metric.full_label) for metric in metrics if metric.source.will_tell_more
    ]


def figure_of(
    metric: Metric, figures: Mapping[Week, WeekFigure], week: Week, *, zone: ZoneInfo
) -> Figure:
    """Return the Figure of one metric and week.

    `figures` holds, in order, the 52 weeks before as well.
    """
    shown, is_change = figures[week], metric.kind in CHANGES
    (figure,) = bare_figures(metric, [shown], zone=zone)
    told = partial(replace, figure, **_called(metric, figure.label))
    if shown.value is None:
        return told()
    comparable = unbroken(figures.values())
    whole = whole_before(comparable, week)
    normal = None if shown.so_far else middle_half(whole, decimals=metric.decimals)
    told = partial(told, usual=normal)
    if figure.shown == Shown.HIDDEN:
        return told()
    if figure.shown == Shown.WORDS:
        return told(spark=Spark(last_weeks(comparable, week)))
    return told(
        usual_range=range_words(normal, decimals=metric.decimals, is_change=is_change)
        if normal
        else "",
        usual_text=""
        if shown.so_far
        else usual_words(normal, weeks=len(whole), decimals=metric.decimals, is_change=is_change),
        spark=spark_of(comparable, week, decimals=metric.decimals, is_change=is_change),
    )


def line_value(metric: Metric, shown: WeekFigure) -> float | None:
    """Return what a line shows of a week: the level of what goes up and down, else the figure.

    A part of a week's total is no week's total, so a running week of a per-post metric has none.
    """
    return line_values(metric, [shown])[0]


def line_values(metric: Metric, shown: Sequence[WeekFigure]) -> list[float | None]:
    """Return what a line shows of each of the weeks."""
    if metric.kind in CHANGES:
        return [one.level for one in shown]
    if metric.kind == Metric.Kind.PER_POST:
        return [None if one.so_far else one.value for one in shown]
    return [one.value for one in shown]


def bare_figures(metric: Metric, shown: Sequence[WeekFigure], *, zone: ZoneInfo) -> list[Figure]:
    """Return Figures without sparkline and usual range: for tables, notes and sentences."""
    of_metric = _of_metric(metric)
    return [_bare(metric, of_metric, one, zone) for one in shown]


def _bare(
    metric: Metric, of_metric: Mapping[str, Any], shown: WeekFigure, zone: ZoneInfo
) -> Figure:
    words = level_words = ""
    if of_metric["shown"] == Shown.WORDS:
        words, level_words = week_words(metric, shown)
    figure = Figure(
        **of_metric,
        value=shown.value,
        level=shown.level if of_metric["is_change"] else None,
        day=shown.day,
        taken_at=shown.taken_at,
        origin=shown.origin,
        precision=shown.precision,
        so_far=shown.so_far,
        missing=missing_words(shown) if shown.value is None else "",
        words=words,
        level_words=level_words,
    )
    return worded(figure, zone=zone)


def named_figure(metric: Metric) -> Figure:
    """Return a Figure of the metric that says its names and nothing yet."""
    return Figure(**_of_metric(metric))


def _of_metric(metric: Metric) -> dict[str, Any]:
    """What a Figure has of its metric, whatever the week."""
    return {
        "metric_id": metric.pk,
        "source_id": metric.source_id,
        "source_label": metric.source.label,
        "metric_label": metric.label,
        "label": metric.full_label,
        "decimals": metric.decimals,
        "is_change": metric.kind in CHANGES,
        "shown": shown_as(metric),
    }


def _called(metric: Metric, full_label: str) -> dict[str, Any]:
    """What a text may call the metric and its source, for figures that stand beside passages."""
    return {"names": _own_names(metric, full_label), "places": _places(metric.source)}


def _own_names(metric: Metric, full_label: str) -> tuple[str, ...]:
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
