"""How much of a number is seen, and what the present request shows although it would be hidden.

A person who taps a hidden number asks for the same page once more, with `?show=` and the metric. A
middleware keeps that for the request, as it does with the time zone, so that every figure knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict

from apps.accounts.models import Shown
from apps.metrics.models import Metric

PARAMETER = "show"
MOST_AT_ONCE = 60
LONGEST_ID = 12


@dataclass(frozen=True)
class Look:
    """One request: its query, and the metrics that it was asked to show."""

    query: str = ""
    opened: frozenset[int] = frozenset()


NOTHING_OPENED = Look()
_look: ContextVar[Look] = ContextVar("look", default=NOTHING_OPENED)


def for_one_look(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let `?show=` open numbers for as long as the request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _look.set(look_of(request.GET))
        try:
            return get_response(request)
        finally:
            _look.reset(token)

    return middleware


@contextmanager
def nothing_opened() -> Iterator[None]:
    """Let `?show=` open no number inside: for pages that somebody else looks at."""
    token = _look.set(NOTHING_OPENED)
    try:
        yield
    finally:
        _look.reset(token)


def look_of(query: QueryDict) -> Look:
    """Return what a query asks for; anything that names no metric asks for nothing."""
    asked = query.getlist(PARAMETER)[:MOST_AT_ONCE]
    opened = {
        int(one) for one in asked if len(one) <= LONGEST_ID and one.isascii() and one.isdigit()
    }
    return Look(query.urlencode(), frozenset(opened))


def shown_as(metric: Metric) -> Shown:
    """Return how much of the metric is seen now: what the person wants, or all while it is open."""
    return Shown.EXACT if metric.pk in _look.get().opened else metric.shown_as


def is_exact(metric: Metric) -> bool:
    """Say whether the metric's numbers may stand on the page."""
    return shown_as(metric) == Shown.EXACT


def show_address(metric_id: int) -> str:
    """Return where the same page shows this metric too."""
    query = _look.get().query
    return f"?{query}&{PARAMETER}={metric_id}" if query else f"?{PARAMETER}={metric_id}"
