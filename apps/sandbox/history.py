"""What the demo person's sources said, day by day, as the invented network would have said it.

The network's people have lives on fixed dates; the demo person's words may end on any date. Up to
the last whole week its per-post counts are therefore told in the words' own time, so that the week
of the long thread is the page about it. Levels, and everything from the running week on, are what
the network says on that very date, so that collecting goes on where the history ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from apps.core.weeks import Week, weeks_between
from apps.metrics.models import Measurement, Metric, Post, PostCount, Snapshot
from apps.sandbox.life import Calendar, Life, MomentTold
from apps.sandbox.sources import Visited
from apps.sandbox.values import ANCHOR, POST_METRICS, InventedPost, posts, value

ANCHOR_BACK = 1
"""The network's anchor is the week of the long thread: one before the last whole week."""


@dataclass(frozen=True)
class Clock:
    """How far the words' time is from the network's."""

    last: Week
    shift: timedelta

    @classmethod
    def of(cls, calendar: Calendar) -> Clock:
        return cls(calendar.last, calendar.week(ANCHOR_BACK).monday - ANCHOR)

    def behind(self, day: date) -> timedelta:
        """Return what to take from a day for the network's date."""
        return self.shift if day <= self.last.sunday else timedelta()


def record_values(
    visited: Mapping[str, Visited], calendar: Calendar, *, wanted: Callable[[date], bool]
) -> None:
    """Write a snapshot and the measurements for every wanted day on which a source answered."""
    clock = Clock.of(calendar)
    for one in visited.values():
        days = [day for day in one.days if wanted(day)]
        Snapshot.objects.bulk_create(
            Snapshot(source=one.source, day=day, taken_at=one.taken_at(day)) for day in days
        )
        Measurement.objects.bulk_create(
            Measurement(
                metric=metric,
                kind=metric.kind,
                day=day,
                value=said(one, metric, day, clock),
                taken_at=one.taken_at(day),
            )
            for metric in one.metrics.values()
            for day in days
        )


def decisive_days(visited: Mapping[str, Visited], life: Life, calendar: Calendar) -> set[date]:
    """Return the days that alone decide what a page shows: last visits, and days of finishing.

    With these written first, freezing what sixty pages showed reads a seventh of the rows.
    """
    decisive = {calendar.moment(week.back, week.finished).date() for week in life.weeks}
    for one in visited.values():
        decisive |= set({Week.containing(day): day for day in one.days}.values())
    return decisive


def said(visited: Visited, metric: Metric, day: date, clock: Clock) -> float:
    """Return what the network says of a metric on a day of the demo person's."""
    person, name = visited.told.person, f"{visited.source.provider}.{metric.key}"
    behind = clock.behind(day)
    if metric.kind == Metric.Kind.PER_POST:
        return value(person, name, day - behind)
    if metric.kind == Metric.Kind.TOTAL:
        end = clock.last.sunday
        catch_up = value(person, name, end) - value(person, name, end - behind)
        return value(person, name, day - behind) + (catch_up if behind else 0)
    return value(person, name, day)


def record_readings(life: Life, newsletter: Visited, calendar: Calendar) -> None:
    """Write the numbers typed in by hand, each on its Sunday."""
    first = newsletter.source.connected_at.date()
    told = {calendar.day(one.back, "Sunday"): one.value for one in life.readings}
    days = {day: number for day, number in sorted(told.items()) if day >= first}
    metric = newsletter.metrics["number"]
    Snapshot.objects.bulk_create(
        Snapshot(source=newsletter.source, day=day, taken_at=newsletter.taken_at(day))
        for day in days
    )
    Measurement.objects.bulk_create(
        Measurement(
            metric=metric,
            kind=metric.kind,
            day=day,
            value=number,
            origin=Measurement.Origin.TYPED_IN,
            taken_at=newsletter.taken_at(day),
        )
        for day, number in days.items()
    )


def record_posts(
    life: Life, visited: Mapping[str, Visited], calendar: Calendar
) -> dict[MomentTold, Post]:
    """Write the own posts with their counts; return those that the words call moments.

    Such a post is the one that most people answered in that week, with the words and the day that
    the moment tells of; its counts are its own.
    """
    chosen: dict[MomentTold, Post] = {}
    counts: list[PostCount] = []
    for network in POST_METRICS.keys() & visited.keys():
        one = visited[network]
        told = list(_posts_told(one, Clock.of(calendar)))
        quoted = dict(_quoted(told, life, calendar, network))
        rows = [_post(one, post, quoted.get(post), calendar) for post, _last in told]
        saved = Post.objects.bulk_create(rows)
        for (post, last), row in zip(told, saved, strict=True):
            counts += _counts(one, post, row, last)
            if post in quoted:
                chosen[quoted[post][1]] = row
    PostCount.objects.bulk_create(counts)
    return chosen


def _quoted(
    told: Sequence[tuple[InventedPost, date]], life: Life, calendar: Calendar, network: str
) -> Iterator[tuple[InventedPost, tuple[int, MomentTold]]]:
    """Yield each post that a written week tells of, with that week and the moment."""
    by_week: dict[Week, list[InventedPost]] = {}
    for post, _last in told:
        by_week.setdefault(Week.containing(post.posted_at.date()), []).append(post)
    for week in life.weeks:
        of_week = by_week.get(calendar.week(week.back), [])
        for moment in week.moments:
            if moment.is_post and moment.network == network and of_week:
                yield _fitting(of_week, calendar.day(week.back, moment.day)), (week.back, moment)


def _posts_told(visited: Visited, clock: Clock) -> Iterator[tuple[InventedPost, date]]:
    """Yield each post that a visit in its own week saw, with the day of the week's last visit."""
    last_visits = {Week.containing(day): day for day in visited.days}
    weeks = weeks_between(min(last_visits), max(last_visits)) if last_visits else []
    for week in weeks:
        behind = clock.behind(week.monday)
        for post in posts(visited.told.person, week.monday - behind, visited.told.key):
            moved = replace(post, posted_at=post.posted_at + behind)
            last = last_visits.get(week)
            if last and moved.posted_at.date() <= last:
                yield moved, last


def _fitting(of_week: Sequence[InventedPost], day: date) -> InventedPost:
    return max(of_week, key=lambda post: (post.finals["replies"], post.posted_at.date() == day))


def _post(
    visited: Visited,
    post: InventedPost,
    quoted: tuple[int, MomentTold] | None,
    calendar: Calendar,
) -> Post:
    text = post.text
    if quoted:
        back, moment = quoted
        day = calendar.day(back, moment.day)
        post = replace(post, posted_at=datetime.combine(day, post.posted_at.timetz()))
        text = moment.quote
    return Post(
        source=visited.source,
        external_id=post.external_id,
        address=post.address,
        posted_at=post.posted_at,
        day=post.posted_at.astimezone(visited.source.user.zone).date(),
        text=text,
    )


def _counts(visited: Visited, post: InventedPost, row: Post, last: date) -> Iterator[PostCount]:
    for key, count in post.counts(last).items():
        yield PostCount(post=row, metric=visited.metrics[key], value=count, day=last)
