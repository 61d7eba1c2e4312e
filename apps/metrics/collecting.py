"""Collecting: claim lanes, read them outside any transaction, write each down in a short one.

The rows are the truth: a message that is lost or doubled, or a worker that dies on the way,
leaves sources due and a lease that ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from apps.accounts.social.hosts import tidy_hosts
from apps.core.models import Heartbeat
from apps.metrics.lanes import LANES_AT_ONCE, LEASE, Claim, claim_lanes, open_lanes, tidy_lanes
from apps.metrics.models import Check, Source
from apps.metrics.reading import PACE_SECONDS, VISITS_A_LANE, Errand, LaneDoor, Turn, read_lane
from apps.metrics.revoking import hosts_to_ask, tidy_revocations
from apps.metrics.timing import FURTHEST
from apps.metrics.turns import DATABASE_IS_AWAY, record_turns

log = logging.getLogger(__name__)

BEATS_APART = timedelta(seconds=10)
UNCONFIRMED_FOR = timedelta(days=1)
CLAIMS_FOR = 30.0
"""Seconds after which a round claims nothing more, so that it ends before its task's limit."""
LOOK_AGAIN = 1.0
LINGER = 0.1

OpenDoor = Callable[..., LaneDoor]
LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def collect(
    *,
    now: datetime,
    pace: float = PACE_SECONDS,
    door: OpenDoor = LaneDoor,
    loop_factory: LoopFactory | None = None,
) -> int:
    """Visit the sources that are due and return how many visits were written down.

    Safe to run twice, by several workers, and to be killed: see lanes.claim_lanes.
    """
    _beat(now)
    # A look is cheaper than a claim, which takes SQLite's one writing place every two seconds.
    if not Source.objects.due(now).exists():
        return 0
    open_lanes(now)
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return Round(runner, now=now, open_door=lambda began: door(began=began, pace=pace)).run()


def tidy(*, now: datetime) -> None:
    """Take away sources that never answered within a day, and what nobody needs any more."""
    forgotten = Source.objects.current().filter(
        confirmed_at__isnull=True, connected_at__lt=now - UNCONFIRMED_FOR
    )
    forgotten.exclude(asked_at__gte=now - UNCONFIRMED_FOR).delete()
    Check.objects.filter(Q(at__lt=now - UNCONFIRMED_FOR) | Q(at__gt=now)).delete()
    tidy_lanes(now)
    tidy_revocations(now)
    tidy_hosts(now, needed=hosts_to_ask())
    # Further away than any visit is planned: the clock was wrong when it was.
    Source.objects.visited().filter(next_visit_at__gt=now + FURTHEST).update(next_visit_at=now)
    Source.objects.filter(asked_at__gt=now).update(asked_at=None)


class Round:
    """One task's work: so many lanes in the air at once, and more claimed as they land.

    The loop stands still between two steps, so that the database may be used.
    """

    def __init__(
        self, runner: asyncio.Runner, *, now: datetime, open_door: Callable[[float], LaneDoor]
    ) -> None:
        self.runner, self.loop = runner, runner.get_loop()
        self.now, self.began = now, self.loop.time()
        self.open_door = open_door
        self.slots = asyncio.Semaphore(LANES_AT_ONCE)
        self.flying: set[asyncio.Task[None]] = set()
        self.landed: list[Turn] = []
        self.landed_last = 0
        self.looked_at = -LOOK_AGAIN

    @property
    def elapsed(self) -> float:
        """Seconds since the round began."""
        return self.loop.time() - self.began

    @property
    def moment(self) -> datetime:
        """What time it is, to the second, by the clock that does not jump."""
        return self.now + timedelta(seconds=int(self.elapsed))

    def run(self) -> int:
        """Claim, read and write until nothing is left to claim, or the time for claims is over."""
        written = 0
        while self._claim_more() or self.flying or self.landed:
            self.runner.run(self._fly())
            written += self._write_down()
        return written

    def _claim_more(self) -> bool:
        """Claim what the free slots and the next moment can take; a few lanes wait their turn."""
        wanted = LANES_AT_ONCE + min(2 * self.landed_last, LANES_AT_ONCE) - len(self.flying)
        if wanted <= 0 or self.elapsed > CLAIMS_FOR or self.elapsed < self.looked_at + LOOK_AGAIN:
            return False
        began, now = self.loop.time(), self.moment
        claims: list[Claim] = []
        errands: Mapping[str, list[Errand]] = {}
        try:
            claims = claim_lanes(now, limit=wanted)
            errands = _errands(claims, now)
        except DATABASE_IS_AWAY as error:  # what was claimed is given back unvisited
            self._reconnect(error)
        if not claims:
            self.looked_at = self.elapsed
        for claim in claims:
            turn = self._turn(claim, errands.get(claim.host, []), began, now)
            task = self.loop.create_task(turn)
            self.flying.add(task)
            task.add_done_callback(self.flying.discard)
        return bool(claims)

    async def _fly(self) -> None:
        """Let the loop run until some lanes have landed, or it is time to look again."""
        if not self.flying:
            await asyncio.sleep(LOOK_AGAIN)
            return
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait(self.flying, timeout=LOOK_AGAIN, return_when=first)
        if self.flying:  # those that land within a moment are written down together
            await asyncio.wait(self.flying, timeout=LINGER)

    async def _turn(
        self, claim: Claim, errands: Sequence[Errand], began: float, now: datetime
    ) -> None:
        async with self.slots:
            try:
                turn = await read_lane(claim, errands, door=self.open_door(began), now=now)
            except Exception as error:
                # Its lease ends by itself. The type alone: a message may quote a person.
                log.error("a lane could not be read: %s", type(error).__name__)
                return
        self.landed.append(turn)

    def _write_down(self) -> int:
        """Write down what landed; what the database cannot take now, a little later."""
        landed, self.landed = self.landed, []
        self.landed_last = len(landed)
        try:
            _beat(self.moment)
            return record_turns(landed) if landed else 0
        except DATABASE_IS_AWAY as error:
            self._reconnect(error)
            self.landed = [turn for turn in landed if self.moment < turn.began + LEASE]
            return 0

    def _reconnect(self, error: Exception) -> None:
        log.error("the database is away: %s", type(error).__name__)
        if not connection.in_atomic_block:
            connection.close()


def _beat(now: datetime) -> None:
    if not Heartbeat.objects.filter(name="worker", at__range=(now - BEATS_APART, now)).exists():
        Heartbeat.beat("worker", at=now)


def _errands(claims: Sequence[Claim], now: datetime) -> Mapping[str, list[Errand]]:
    """What is due, by host: checks first, then those that have waited longest."""
    is_check = Case(When(confirmed_at=None, then=0), default=1)
    order = [is_check.asc(), F("next_visit_at").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("host"), order_by=order)
    # Not `.due(now)`: the planner shall look by host, and not walk along all that is due anywhere.
    due_at = Coalesce("next_visit_at", Value(now + timedelta(days=1)))
    there = Source.objects.visited().filter(host__in=[claim.host for claim in claims])
    due = there.annotate(due_at=due_at).filter(due_at__lte=now)
    first = due.annotate(place=place).filter(place__lte=VISITS_A_LANE)
    found: dict[str, list[Errand]] = defaultdict(list)
    for source in first.select_related("user").order_by("host", "place") if claims else ():
        since = source.user.week(now).bounds(source.user.zone)[0]
        found[source.host].append(Errand.to(source, since=since))
    return found
