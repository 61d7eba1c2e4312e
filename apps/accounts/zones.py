"""The time zones a person can choose."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

# Placeholders of the zone files, not places.
_NOT_PLACES = frozenset({"Factory", "localtime"})


@cache
def zone_names() -> frozenset[str]:
    """Return every IANA time zone that this machine knows, legacy names included.

    Browsers still report some of the legacy names, such as `Asia/Calcutta`.
    """
    return frozenset(available_timezones() - _NOT_PLACES)


@cache
def zone_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the choices of a select: UTC and its kin first, then part by part."""
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(zone_names() - {"UTC"}):
        part, slash, place = name.partition("/")
        if slash and part != "Etc":
            parts[part].append((name, place.replace("_", " ").replace("/", ", ")))
        else:
            parts["…"].append((name, name))
    parts["…"].insert(0, ("UTC", "UTC"))
    return tuple((part, tuple(parts[part])) for part in sorted(parts, key=_part_order))


def _part_order(part: str) -> tuple[bool, str]:
    return part != "…", part
