"""What a person gave in a week: replies they wrote, boosts they made. Counted, never shown.

A reply is one of the person's own posts; under one's own post it goes on with a thread and is
none. A boost passes on somebody else's post, so it carries no words and no address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from apps.providers.base import MetricSpec, PostReading


def per_post_keys(metrics: Iterable[MetricSpec]) -> frozenset[str]:
    """The keys that are added up over a week's posts."""
    return frozenset(spec.key for spec in metrics if spec.kind == "per_post")


def given_keys(metrics: Iterable[MetricSpec]) -> frozenset[str]:
    """The keys of what the person gave."""
    return frozenset(spec.key for spec in metrics if spec.is_given)


def given_counts(metrics: Iterable[MetricSpec], done: str = "") -> dict[str, float]:
    """One of what was done in a post, and none of the rest that may be given."""
    return {key: float(key == done) for key in given_keys(metrics)}


def passed_on(
    external_id: str, posted_at: datetime, key: str, metrics: tuple[MetricSpec, ...]
) -> PostReading:
    """A post of somebody else's that the person passed on: it received nothing itself."""
    counts = dict.fromkeys(per_post_keys(metrics), 0.0) | given_counts(metrics, key)
    return PostReading(external_id, "", posted_at, "", counts)


def hidden_counts(posts: Iterable[PostReading], metrics: Iterable[MetricSpec]) -> frozenset[str]:
    """The per-post keys that some post keeps to itself: their totals are not known."""
    keys = per_post_keys(metrics)
    return frozenset(key for post in posts for key in keys - post.counts.keys())
