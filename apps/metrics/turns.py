"""Writing the turns of lanes down: many in one short transaction, each only while it is ours."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from apps.metrics.lanes import (
    Release,
    break_until,
    failures_after,
    held_lanes,
    release_lanes,
)
from apps.metrics.models import Source
from apps.metrics.ordinary import Ordinary, is_ordinary, metrics_of, record_ordinary
from apps.metrics.reading import PACE_SECONDS, Errand, Turn, Visit
from apps.metrics.recording import record_visit
from apps.providers.base import Reading

log = logging.getLogger(__name__)

DATABASE_IS_AWAY = (OperationalError, InterfaceError)


def record_turns(turns: Sequence[Turn]) -> int:
    """Write turns down and give their lanes back; return how many visits were kept.

    Together if possible, else one by one, so that one that cannot be kept holds up no other; its
    lease ends by itself. Raises OperationalError, InterfaceError when the database is away.
    """
    try:
        return _record(turns, in_bulk=True)
    except DATABASE_IS_AWAY:
        raise
    except Exception as error:
        _tell(error, turns)
    return sum(_record_or_leave(turn) for turn in turns)


def _record_or_leave(turn: Turn) -> int:
    try:
        return _record([turn], in_bulk=False)
    except DATABASE_IS_AWAY:
        raise
    except Exception as error:
        _tell(error, [turn])
        return 0


def _tell(error: Exception, turns: Sequence[Turn]) -> None:
    # The type alone: a database's message quotes the row.
    lanes = ", ".join(str(turn.claim.pk) for turn in turns)
    log.error("lanes %s were not written down: %s", lanes, type(error).__name__)


@transaction.atomic
def _record(turns: Sequence[Turn], *, in_bulk: bool) -> int:
    held = held_lanes([turn.claim for turn in turns])
    ours = [turn for turn in turns if turn.claim.pk in held]
    if not ours:
        return 0
    free_at = max(_ended(turn) for turn in ours) + timedelta(seconds=PACE_SECONDS)
    release_lanes(_release(turn, free_at) for turn in ours)
    kept = list(_still_wanted(ours))
    metrics = metrics_of([source for source, _visit, _at in kept]) if in_bulk else {}
    ordinary: list[Ordinary] = []
    for source, visit, at in kept:
        known, answer = metrics.get(source.pk, {}), visit.answer
        if in_bulk and isinstance(answer, Reading) and is_ordinary(source, answer, known):
            ordinary.append(Ordinary(source, answer, known, at))
        else:
            record_visit(source, answer, at=at)
    record_ordinary(ordinary)
    return len(kept)


def _still_wanted(turns: Sequence[Turn]) -> Iterator[tuple[Source, Visit, datetime]]:
    """The visits to sources that the person did not change, pause or remove meanwhile."""
    pks = [visit.errand.source_pk for turn in turns for visit in turn.visits]
    rows = Source.objects.filter(pk__in=pks).select_for_update(of=("self",))
    sources = {source.pk: source for source in rows.select_related("user").order_by("pk")}
    for turn in turns:
        for visit in turn.visits:
            source = sources.get(visit.errand.source_pk)
            if source is None or source.removed_at or source.state in Source.NOT_VISITED:
                continue
            if source.user.is_leaving:
                continue
            if Errand.to(source, since=visit.errand.since) == visit.errand:
                yield source, visit, turn.at(visit)


def _ended(turn: Turn) -> datetime:
    """When the last answer arrived, rounded up: the next request is a second later at least."""
    return turn.began + timedelta(seconds=math.ceil(max((v.after for v in turn.visits), default=0)))


def _release(turn: Turn, free_at: datetime) -> Release:
    """The lane's failures and rests after this turn; it is free at `free_at` if nothing else is."""
    ended = _ended(turn)
    asked_for = [visit.rest_until(turn.at(visit)) for visit in turn.visits]
    next_at = max([free_at, turn.began + turn.rest, *(moment for moment in asked_for if moment)])
    failures = failures_after(turn.claim.failures, (visit.outcome for visit in turn.visits))
    resting = break_until(turn.claim, failures, ended) if turn.visits else None
    paid_off_at = turn.began + turn.backlog if turn.backlog else None
    return Release(turn.claim.pk, failures, next_at, resting, paid_off_at)
