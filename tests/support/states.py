"""People in each state that a page of numbers can be in, to be looked at: `make screenshots`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from apps.accounts.models import Shown, User
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.review.models import Sidenote
from tests.support.factories import make_entry, make_metric, make_source, make_user
from tests.support.review import bulk, make_numbers, sundays

WORDS = (
    "A quiet week on Mastodon.\n\nThe replies came on Thursday, all at once, and I answered half."
)
LONG_AGO = timedelta(weeks=70)


@dataclass(frozen=True)
class State:
    """Somebody, and the pages that show the state they are in."""

    name: str
    user: User
    pages: dict[str, str]


def make_states(now: datetime) -> list[State]:
    """Make everybody; the newest whole week before `now` is the last one that is written."""
    makers: dict[str, Callable[[datetime], User]] = {
        "no-data": _no_data,
        "too-few-weeks": _too_few,
        "one-note": lambda at: _noted(at, 1),
        "forty-notes": lambda at: _noted(at, 40),
        "gaps": _gaps,
        "breaks": _breaks,
        "in-words": lambda at: _seen(at, Shown.WORDS),
        "hidden": lambda at: _seen(at, Shown.HIDDEN),
    }
    return [_state(name, make(now), now) for name, make in makers.items()]


def _state(name: str, user: User, now: datetime) -> State:
    metric = Metric.objects.for_user(user).order_by("pk")[0]
    return State(
        name,
        user,
        {
            "week": reverse("review:week", args=[user.week(now).previous]),
            "trend": reverse("review:trend", args=[metric.pk]),
            "agreement": reverse("review:agreement", args=[metric.pk]),
        },
    )


def _with_weeks(now: datetime, weeks: int) -> tuple[User, dict[str, Metric], Week]:
    user = make_user(date_joined=now - timedelta(weeks=weeks + 1))
    last = user.week(now).previous
    _same, metrics = make_numbers(user, weeks=weeks, until=last)
    for n in range(min(weeks, 20)):
        at = last.shift(-n).bounds(user.zone)[1] - timedelta(hours=3)
        make_entry(user, last.shift(-n), body=WORDS, finished_at=at, uncovered_at=at)
    return user, metrics, last


def _no_data(now: datetime) -> User:
    user = make_user(date_joined=now - timedelta(hours=1))
    make_metric(make_source(user), "replies")
    return user


def _too_few(now: datetime) -> User:
    return _with_weeks(now, 5)[0]


def _noted(now: datetime, count: int) -> User:
    user, metrics, last = _with_weeks(now, 60)
    for n in range(count):
        week = last.shift(-n)
        Sidenote.objects.create(
            user=user,
            metric=metrics["replies"],
            metric_label="Replies on Mastodon",
            text=f"Note {n + 1}: the workshop was on, and I was elsewhere. #away",
            first_day=week.monday,
            last_day=week.sunday,
            written_at=now,
        )
    return user


def _gaps(now: datetime) -> User:
    user, metrics, last = _with_weeks(now, 60)
    for first, weeks in ((30, 6), (12, 1), (4, 3)):
        days = (last.shift(-first).monday, last.shift(weeks - first - 1).sunday)
        for metric in metrics.values():
            metric.measurements.filter(day__range=days).delete()
    return user


def _breaks(now: datetime) -> User:
    """The score means something else after half a year, and is rounded after three quarters."""
    user = make_user(date_joined=now - LONG_AGO)
    last = user.week(now).previous
    score = make_metric(make_source(user, "klout", name="Old score"))
    bulk(score, sundays(last, [46 + n % 3 for n in range(60)]))
    score.measurements.filter(day__gt=last.shift(-30).sunday).update(definition=2)
    score.measurements.filter(day__gt=last.shift(-14).sunday).update(precision=5, origin="rounded")
    return user


def _seen(now: datetime, shown: Shown) -> User:
    user, _metrics, _last = _with_weeks(now, 60)
    User.objects.filter(pk=user.pk).update(numbers_shown=shown)
    return user
