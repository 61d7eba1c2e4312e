"""Visiting the hosts of claimed lanes, outside any transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings

from apps.metrics.lanes import BREAKS_AFTER, LONGEST_REST, Claim, failures_after
from apps.metrics.limits import Spending
from apps.metrics.models import Source
from apps.metrics.sealing import secret_of
from apps.providers import PROVIDERS
from apps.providers.asking import NOT_ASKED
from apps.providers.base import Account, Outcome, ProviderError, Rate, Reading
from apps.providers.http import Door, user_agent_with

log = logging.getLogger(__name__)

LANE_SECONDS = 30.0
PACE_SECONDS = 1.0
VISITS_A_LANE = 100
SLOW_DOWN = timedelta(minutes=15)
CUT_OFF = "cut-off"
"""How a visit ended that several workers did not outlive."""


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

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.answer.outcome if isinstance(self.answer, ProviderError) else Outcome.OK

    def rest_until(self, at: datetime) -> datetime | None:
        """Until when the host asked to be left alone, if it did; the answer came at `at`.

        A refusal of what was asked with somebody's own key is the key's, and holds up nobody else.
        """
        if isinstance(self.answer, Reading):
            until = self.answer.rest_until
        elif self.errand.account.secret:
            return None
        elif self.outcome == Outcome.RATE_LIMITED:
            until = self.answer.retry_at or at + SLOW_DOWN
        else:
            until = self.answer.retry_at
        return until and min(until, at + LONGEST_REST)


@dataclass(frozen=True)
class Turn:
    """A lane's visits, made one after another from `began`, and what they cost the lane.

    `rest` is until the next visit, `backlog` until all that was asked for is paid off.
    """

    claim: Claim
    began: datetime
    visits: Sequence[Visit] = ()
    rest: timedelta = timedelta(0)
    backlog: timedelta = timedelta(0)

    def at(self, visit: Visit) -> datetime:
        """When the answer arrived, to the second."""
        return self.began + timedelta(seconds=int(visit.after))


class LaneDoor(Door):
    """The door for one lane: a second between requests, none asked for after half a minute.

    `began` is when the lane was claimed, by the running loop's clock; `asked` counts requests.
    """

    def __init__(self, *, began: float, pace: float = PACE_SECONDS, **given: Any) -> None:
        super().__init__(
            sandbox_address=settings.SANDBOX_ADDRESS or None,
            user_agent=user_agent_with(settings.USER_AGENT_CONTACT),
            pace=pace,
            **given,
        )
        self.began = began
        self.asked = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the lane was claimed."""
        return asyncio.get_running_loop().time() - self.began

    async def _keep_pace(self, host: str) -> None:
        """Wait a second after the last request to this host, redirects included.

        Raises ProviderError when the lane has no time left for another.
        """
        if self.elapsed > LANE_SECONDS:
            raise ProviderError(Outcome.TRANSIENT, NOT_ASKED)
        last = self._asked_at.get(host)
        if last is not None:
            await asyncio.sleep(last + self.pace - self.elapsed)
        self._asked_at[host] = self.elapsed
        self.asked += 1


async def read_lane(
    claim: Claim, errands: Sequence[Errand], *, door: LaneDoor, now: datetime
) -> Turn:
    """Run a lane's errands one after another for half a minute; those left over stay due.

    `now` is when the lane was claimed. A host that asks to slow down, that fails too often in a
    row, or whose published limit has been used as far as we may, is asked nothing more. A lane on
    probation is asked one thing, to see how things stand.
    """
    if claim.is_harmful and errands:
        cut_off = ProviderError(Outcome.TRANSIENT, CUT_OFF)
        return Turn(claim, now, [Visit(errands[0], cut_off, 0.0)])
    visits: list[Visit] = []
    failures, spent = claim.failures, Spending(_backlog(claim, now))
    async with door:
        for batch in _batches(errands[:1] if claim.is_probe else errands[:VISITS_A_LANE]):
            if door.elapsed > LANE_SECONDS or spent.is_up:
                break
            asked = door.asked
            answers = await _ask(door, batch, now + timedelta(seconds=door.elapsed))
            found = [Visit(errand, answer, door.elapsed) for errand, answer in answers]
            asked_for = [visit for visit in found if not _is_out_of_time(visit)]
            visits += asked_for or found[: not visits]
            spent.add(door.asked - asked, _rates(batch))
            failures = failures_after(failures, (visit.outcome for visit in found))
            if failures >= BREAKS_AFTER or any(visit.rest_until(now) for visit in found):
                break
    rest, backlog = (timedelta(seconds=seconds) for seconds in (spent.rest, spent.backlog))
    return Turn(claim, now, visits, min(rest, LONGEST_REST), min(backlog, LONGEST_REST))


def _backlog(claim: Claim, now: datetime) -> float:
    """Seconds until what earlier turns asked for is paid off."""
    return max(0.0, (claim.paid_off_at - now).total_seconds()) if claim.paid_off_at else 0.0


def _batches(errands: Sequence[Errand]) -> Iterator[list[Errand]]:
    """Errands that one provider can run together, in the order given."""
    for key, group in groupby(errands, key=lambda errand: errand.provider):
        together = list(group)
        size = PROVIDERS[key].batch
        yield from (together[start : start + size] for start in range(0, len(together), size))


def _rates(batch: Sequence[Errand]) -> list[Rate | None]:
    provider = PROVIDERS[batch[0].provider]
    return [provider.published_limit(errand.account) for errand in batch]


async def _ask(
    door: Door, batch: Sequence[Errand], now: datetime
) -> list[tuple[Errand, Reading | ProviderError]]:
    provider = PROVIDERS[batch[0].provider]
    since = min(errand.since for errand in batch)
    try:
        accounts = [errand.account for errand in batch]
        answers = await provider.read(door, accounts, since=since, now=now)
        return list(zip(batch, answers, strict=True))
    except Exception as error:  # one odd host must not hold up the others
        # The type alone: a message may quote what the host or the person wrote.
        log.error("a visit failed: %s from %s", type(error).__name__, provider.key)
        return [(one, ProviderError(Outcome.MALFORMED, "unexpected-shape")) for one in batch]


def _is_out_of_time(visit: Visit) -> bool:
    return isinstance(visit.answer, ProviderError) and visit.answer.detail == NOT_ASKED
