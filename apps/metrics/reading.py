"""Visiting the hosts of claimed lanes, outside any transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from time import monotonic

from django.conf import settings

from apps.metrics.lanes import BREAKS_AFTER, NO_ANSWER, Claim
from apps.metrics.models import Source
from apps.metrics.sealing import secret_of
from apps.providers import PROVIDERS
from apps.providers.answers import Answer
from apps.providers.base import Account, Outcome, ProviderError, Reading
from apps.providers.http import DEFAULT_USER_AGENT, Door

log = logging.getLogger(__name__)

LANE_SECONDS = 30.0
PACE_SECONDS = 1.0
VISITS_A_LANE = 30
OUT_OF_TIME = "out-of-time"


@dataclass(frozen=True)
class Errand:
    """One source to ask, as it was when the lane was claimed."""

    source_pk: int
    provider: str
    account: Account
    since: datetime

    @classmethod
    def to(cls, source: Source, *, since: datetime) -> Errand:
        account = Account(
            source.handle,
            source.host,
            source.account_id,
            dict(source.settings),
            secret=secret_of(source),
            software=source.software,
            validators=source.known_validators,
        )
        return cls(source.pk, source.provider, account, since)


@dataclass(frozen=True)
class Visit:
    """What an errand brought, and how many seconds after the claim."""

    errand: Errand
    answer: Reading | ProviderError
    after: float


class LaneDoor(Door):
    """The door for one lane: a second between requests, none asked for after half a minute."""

    def __init__(self, *, pace: float = PACE_SECONDS) -> None:
        contact = settings.USER_AGENT_CONTACT
        super().__init__(
            sandbox_address=settings.SANDBOX_ADDRESS or None,
            user_agent=f"{DEFAULT_USER_AGENT} {contact}".strip(),
            pace=pace,
        )
        self.began = monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the lane was taken up."""
        return monotonic() - self.began

    async def get_bytes(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Answer:
        """Fetch as the door does, while the lane has time. Raises ProviderError."""
        if self.elapsed > LANE_SECONDS:
            raise ProviderError(Outcome.TRANSIENT, OUT_OF_TIME)
        return await super().get_bytes(url, headers=headers, limit=limit)


async def read_lane(
    claim: Claim, errands: Sequence[Errand], *, now: datetime, pace: float = PACE_SECONDS
) -> list[Visit]:
    """Run a lane's errands one after another for half a minute; those left over stay due.

    A host that asks to slow down, or fails too often in a row, is asked nothing more. A host that
    failed too often before is asked one thing, to see whether it is back.
    """
    visits: list[Visit] = []
    failures = claim.failures
    async with LaneDoor(pace=pace) as door:
        for batch in _batches(errands[:1] if claim.is_broken else errands[:VISITS_A_LANE]):
            if door.elapsed > LANE_SECONDS:
                break
            answers = await _ask(door, batch, now)
            for errand, answer in answers:
                if _is_out_of_time(answer) and visits:
                    continue
                visits.append(Visit(errand, answer, door.elapsed))
                failures = failures + 1 if _outcome(answer) in NO_ANSWER else 0
            slow_down = any(_outcome(answer) == Outcome.RATE_LIMITED for _one, answer in answers)
            if slow_down or failures >= BREAKS_AFTER:
                break
    return visits


def _batches(errands: Sequence[Errand]) -> Iterator[list[Errand]]:
    """Errands that one provider can run together, in the order given."""
    for key, group in groupby(errands, key=lambda errand: errand.provider):
        together = list(group)
        size = PROVIDERS[key].batch
        yield from (together[start : start + size] for start in range(0, len(together), size))


async def _ask(
    door: Door, batch: Sequence[Errand], now: datetime
) -> list[tuple[Errand, Reading | ProviderError]]:
    provider = PROVIDERS[batch[0].provider]
    since = min(errand.since for errand in batch)
    try:
        accounts = [errand.account for errand in batch]
        answers = await provider.read(door, accounts, since=since, now=now)
    except Exception as error:  # one odd host must not hold up the others
        # The type alone: a message may quote what the host or the person wrote.
        log.error("a visit failed: %s from %s", type(error).__name__, provider.key)
        answers = [ProviderError(Outcome.MALFORMED, "unexpected-shape") for _ in batch]
    return list(zip(batch, answers, strict=True))


def _outcome(answer: Reading | ProviderError) -> Outcome:
    return answer.outcome if isinstance(answer, ProviderError) else Outcome.OK


def _is_out_of_time(answer: Reading | ProviderError) -> bool:
    return isinstance(answer, ProviderError) and answer.detail == OUT_OF_TIME
