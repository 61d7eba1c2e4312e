"""Addresses that a page repeats: those of numbers and weeks are put together once."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

from apps.core.weeks import Week


def address(name: str, *args: int | Week) -> str:
    """Return what `reverse` does. What else an address may hold, such as words, belongs there."""
    return _address(get_script_prefix(), settings.ROOT_URLCONF, name, args)


@lru_cache(maxsize=4096)
def _address(prefix: str, urlconf: str, name: str, args: tuple[int | Week, ...]) -> str:
    return reverse(name, urlconf=urlconf, args=args)
