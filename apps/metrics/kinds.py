"""The kinds of place that can be connected, in a few quiet groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.providers import PROVIDERS
from apps.providers.base import Provider

WORK = ("github", "youtube", "peertube", "stack_exchange", "hacker_news")
FEEDS = ("feeds",)
NUMBERS = ("klout", "json_number", "by_hand")


@dataclass(frozen=True)
class Group:
    """Some kinds under one heading."""

    heading: str
    kinds: Sequence[Provider]


def kinds() -> list[Group]:
    """Return every kind once: places where people talk, where they work, and numbers alone."""
    keys = set(PROVIDERS)
    groups = [
        Group(_("Where you talk"), _named(keys.difference(WORK, FEEDS, NUMBERS))),
        Group(_("Where you show your work"), _named(keys.intersection(WORK))),
        Group(_("What you publish yourself"), _named(keys.intersection(FEEDS))),
        Group(_("Numbers alone"), _named(keys.intersection(NUMBERS))),
    ]
    return [group for group in groups if group.kinds]


def _named(keys: set[str]) -> list[Provider]:
    return [provider for key, provider in PROVIDERS.items() if key in keys]
