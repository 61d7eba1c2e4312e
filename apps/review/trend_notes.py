"""The person's notes on a trend, tied to the line by their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import DateField

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.review.figures import Figure, bare_figures, line_value
from apps.review.models import Sidenote
from apps.review.spans import Span
from apps.review.trend_lines import Line, Weeks
from apps.review.words import span_words


@dataclass(frozen=True)
class Note:
    """A sidenote with the number that ties it to the chart, and the figure it is about."""

    number: int
    sidenote: Sidenote
    days: str
    at: int
    figure: Figure | None


def notes_on(user: User, line: Line, span: Span, found: Weeks) -> list[Note]:
    """Return the person's notes on the days of the span, numbered by time."""
    if not line.stretches:
        return []
    days = {"first": span.first.monday, "last": span.last.sunday}
    notes = _NOTES(user=user.pk, metric=line.metric.pk, **days)
    return [
        _note(number, one, line, found, zone=user.zone) for number, one in enumerate(notes, start=1)
    ]


_NOTES: Prepared[Sidenote] = Prepared(
    lambda: (
        Sidenote.objects.filter(user=Given("user"), metric=Given("metric"))
        .between(Given("first", DateField()), Given("last", DateField()))
        .in_order()
    )
)


def _note(number: int, sidenote: Sidenote, line: Line, found: Weeks, *, zone: ZoneInfo) -> Note:
    """Tie a note to the stretch in the middle of its days, as far as that is shown."""
    middle = sidenote.first_day + (sidenote.last_day - sidenote.first_day) / 2
    at = line.place_of(min(max(middle, line.stretches[0].first), line.stretches[-1].last))
    return Note(
        number=number,
        sidenote=sidenote,
        days=span_words(sidenote.first_day, sidenote.last_day),
        at=at,
        figure=_figure(line.metric, found, sidenote.first_day, sidenote.last_day, zone),
    )


def _figure(metric: Metric, found: Weeks, first: date, last: date, zone: ZoneInfo) -> Figure | None:
    """The figure of the note's week; over several weeks one of them would read as that of all."""
    week = Week.containing(first)
    shown = found.get(week) if week == Week.containing(last) else None
    if shown is None or line_value(metric, shown) is None:
        return None
    return bare_figures(metric, [shown], zone=zone)[0]
