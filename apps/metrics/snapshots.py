"""One day of a source as rows: its values, and the posts of its week with what they received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from apps.core.weeks import Week, local_day
from apps.metrics.models import Measurement, Metric, Post, PostCount, Snapshot, Source
from apps.providers.base import PostReading, Reading


def write_values(
    source: Source,
    metrics: Mapping[str, Metric],
    values: Mapping[str, float],
    day: date,
    at: datetime,
    *,
    precision: Mapping[str, float],
) -> None:
    """One value a metric and day; a later visit on the same day replaces it."""
    write_measurements(
        source,
        [
            Measurement(
                metric=metrics[key],
                kind=metrics[key].kind,
                day=day,
                value=value,
                origin=_origin(precision.get(key)),
                precision=precision.get(key) or None,
                definition=metrics[key].spec.definition,
                taken_at=at,
            )
            for key, value in values.items()
        ],
        day,
        at,
    )


def write_measurements(
    source: Source, measurements: list[Measurement], day: date, at: datetime
) -> None:
    """Write the day's snapshot and its measurements over those that stand there."""
    Snapshot.objects.update_or_create(source=source, day=day, defaults={"taken_at": at})
    Measurement.objects.bulk_create(
        measurements,
        update_conflicts=True,
        unique_fields=["metric", "day"],
        update_fields=["value", "origin", "precision", "definition", "taken_at"],
    )


def _origin(precision: float | None) -> str:
    return Measurement.Origin.ROUNDED if precision else Measurement.Origin.MEASURED


def posts_of_week(source: Source, reading: Reading, week: Week) -> dict[str, PostReading]:
    """The posts dated in the running week, by their id; those of earlier weeks are left alone."""
    zone = source.user.zone
    return {
        post.external_id: post
        for post in reading.posts
        if Week.containing(local_day(post.posted_at, zone)) == week
    }


def write_posts(
    source: Source,
    metrics: Mapping[str, Metric],
    posts: Mapping[str, PostReading],
    day: date,
    *,
    complete: bool,
) -> None:
    """The week's posts and their counts as read now; posts gone from a whole answer are gone."""
    week = Week.containing(day)
    if complete:
        seen = source.posts.filter(day__range=(week.monday, week.sunday))
        seen.exclude(external_id__in=posts).delete()
    Post.objects.bulk_create(
        [_post(source, post) for post in posts.values()],
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=["text", "address"],
    )
    rows = source.posts.filter(external_id__in=posts)
    PostCount.objects.bulk_create(
        [
            PostCount(post=row, metric=metrics[key], value=value, day=day)
            for row in rows
            for key, value in posts[row.external_id].counts.items()
            if key in metrics
        ],
        update_conflicts=True,
        unique_fields=["post", "metric"],
        update_fields=["value", "day"],
    )


def _post(source: Source, post: PostReading) -> Post:
    return Post(
        source=source,
        external_id=post.external_id,
        address=post.address if len(post.address) <= 500 else "",
        posted_at=post.posted_at,
        day=local_day(post.posted_at, source.user.zone),
        text=post.text,
    )
