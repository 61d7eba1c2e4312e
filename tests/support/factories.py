"""Rows for tests: plain functions with sensible defaults, nothing random."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count

from apps.accounts.models import User
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.models import Entry, Revision
from apps.metrics.models import FetchAttempt, Measurement, Metric, Post, PostCount, Snapshot, Source

JOINED = datetime(2024, 1, 1, 12, tzinfo=UTC)
_numbers = count(1)


def make_user(**fields):
    """Return a person in UTC who joined on 1 January 2024; their password is "a plain password"."""
    number = next(_numbers)
    given = {
        "email": f"person{number}@example.org",
        "display_name": f"Person {number}",
        "date_joined": JOINED,
        "password": "a plain password",
    } | fields
    return User.objects.create_user(**given)


def make_source(user, provider="mastodon", **fields):
    """Return a confirmed, fresh source without metrics, connected when the person joined."""
    number = next(_numbers)
    by_hand = provider == "by_hand"
    given = {
        "handle": f"Number {number}" if by_hand else f"@wren{number}@social.example",
        "host": "" if by_hand else "social.example",
        "account_id": "" if by_hand else str(number),
        "name": f"Number {number}" if by_hand else "Wren",
        "state": Source.State.BY_HAND if by_hand else Source.State.FRESH,
        "outcome": "" if by_hand else "ok",
        "connected_at": user.date_joined,
        "confirmed_at": user.date_joined,
    } | fields
    return Source.objects.create(user=user, provider=provider, **given)


def make_metric(source, key="", kind="", **fields):
    """Return a metric of the source: its provider's first one, or the one of that key."""
    specs = {spec.key: (place, spec) for place, spec in enumerate(source.reader.metrics)}
    place, spec = specs[key or next(iter(specs))]
    given = {"decimals": spec.decimals, "position": place} | fields
    return Metric.objects.create(source=source, key=spec.key, kind=kind or spec.kind, **given)


def measure(metric, values, *, origin="measured", precision=None):
    """Write {day: value} as measurements taken at noon UTC, and the snapshots of those days."""
    for day, value in values.items():
        taken_at = datetime.combine(day, time(12), UTC)
        Measurement.objects.create(
            metric=metric,
            kind=metric.kind,
            day=day,
            value=value,
            origin=origin,
            precision=precision,
            taken_at=taken_at,
        )
        Snapshot.objects.get_or_create(
            source=metric.source, day=day, defaults={"taken_at": taken_at}
        )


def make_attempt(source, day, outcome="transient", **fields):
    """Return a visit of that day, at noon UTC, and how it ended."""
    at = datetime.combine(day, time(12), UTC)
    return FetchAttempt.objects.create(
        **{"source": source, "at": at, "day": day, "outcome": outcome} | fields
    )


def make_post(source, day, counts=None, **fields):
    """Return a post of that day, at noon UTC; `counts` is {metric: value}."""
    number = next(_numbers)
    given = {
        "external_id": str(number),
        "address": f"https://social.example/@wren/{number}",
        "posted_at": datetime.combine(day, time(12), UTC),
        "text": f"Post {number}",
    } | fields
    post = Post.objects.create(source=source, day=day, **given)
    for metric, value in (counts or {}).items():
        PostCount.objects.create(post=post, metric=metric, value=value, day=day)
    return post


def make_entry(user, week, **fields):
    """Return the entry of a Week (or of the week that a date lies in).

    `uncovered_at` brings the first take that it needs, with the words the entry has now.
    """
    week = Week.containing(week) if isinstance(week, date) else week
    uncovered_at = fields.pop("uncovered_at", None)
    written_at = week.bounds(user.zone)[0]
    given = {"created_at": written_at, "saved_at": written_at, "revision": 1} | fields
    entry = Entry.objects.create(user=user, year=week.year, number=week.number, **given)
    if uncovered_at is not None:
        document = {"title": entry.title, "body": entry.body, "qualities": [], "moments": []}
        entry.first_take = Revision.objects.create(
            entry=entry,
            base=entry.revision,
            reason=Revision.Reason.FINISH if entry.finished_at else Revision.Reason.UNCOVER,
            document=document,
            sha256=digest(str(document)),
            made_at=uncovered_at,
        )
        entry.uncovered_at = uncovered_at
        entry.save()
    return entry
