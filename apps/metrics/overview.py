"""How all the places of this copy are doing, host by host: whose they are is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min

from apps.metrics.models import Source
from apps.providers import PROVIDERS


@dataclass(frozen=True)
class StateCount:
    """How many sources are in one state."""

    label: str
    count: int


@dataclass(frozen=True)
class HostRow:
    """One kind of place at one host."""

    label: str
    host: str
    states: Sequence[StateCount]
    answered_at: datetime | None
    failing_since: datetime | None


def host_rows() -> Sequence[HostRow]:
    """Return every host that is visited, those that fail first; handles and names stay out."""
    told = Source.objects.current().exclude(state=Source.State.BY_HAND)
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    counted = told.order_by("provider", "host", "state").values("provider", "host", "state")
    for row in counted.annotate(
        count=Count("pk"), answered=Max("last_success_at"), failing=Min("failing_since")
    ):
        groups[row["provider"], row["host"]].append(dict(row))
    rows = [_row(*group, found) for group, found in groups.items()]
    return sorted(rows, key=lambda one: (one.failing_since is None, one.label, one.host))


def _row(provider: str, host: str, found: Sequence[dict[str, Any]]) -> HostRow:
    known = PROVIDERS.get(provider)
    return HostRow(
        label=str(known.label) if known else provider,
        host=host,
        states=[StateCount(str(Source.State(one["state"]).label), one["count"]) for one in found],
        answered_at=max((one["answered"] for one in found if one["answered"]), default=None),
        failing_since=min((one["failing"] for one in found if one["failing"]), default=None),
    )
