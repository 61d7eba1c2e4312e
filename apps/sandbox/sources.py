"""The demo person's sources: where they are, since when, and how their visits went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.accounts.models import Shown, User
from apps.metrics.models import FetchAttempt, Metric, Pause, Source
from apps.metrics.proving import make_proof
from apps.providers import PROVIDERS
from apps.providers.base import Outcome
from apps.providers.json_number import place_of
from apps.sandbox.life import Calendar, Life
from apps.sandbox.people import NUMBERS_HOST, PEOPLE, SCORE_HOST

ONE_DAY = timedelta(days=1)
WREN = PEOPLE["wren"]
SHOWN = {("bluesky", "followers"): Shown.WORDS, ("bluesky", "likes"): Shown.HIDDEN}
"""What Wren wants to see of a number; of all others the number itself."""
ATTEMPTS_KEPT = timedelta(days=60)
VISITS = {
    "harbour": time(5),
    "guild": time(6, 20),
    "oldtown": time(6, 25),
    "counter": time(7, 10),
    "library": time(7, 20),
    "mastodon": time(6, 10),
    "bluesky": time(6, 50),
    "klout": time(6, 35),
    "json_number": time(7, 30),
    "loans": time(7, 40),
}
"""When each source is visited, in the person's zone."""


@dataclass(frozen=True)
class Trouble:
    """How the visits of the last `days` ended, and in what state that leaves the source."""

    state: Source.State
    outcome: Outcome
    detail: str
    days: int


@dataclass(frozen=True)
class SourceTold:
    """One source; `since` in weeks back, None from the first day on. `person` says whose it is."""

    key: str
    provider: str
    fields: Mapping[str, str]
    since: int | None = None
    account_id: str = ""
    name: str = ""
    address: str = ""
    person: str = "wren"
    trouble: Trouble | None = None


def _numbers(
    key: str,
    person: str,
    name: str,
    since: int,
    *,
    host: str = NUMBERS_HOST,
    trouble: Trouble | None = None,
) -> SourceTold:
    address = f"https://{host}/{person}.json"
    fields = {"address": address, "pointer": "/readers/total", "name": name}
    return SourceTold(
        key,
        "json_number",
        fields,
        since=since,
        account_id=place_of(fields),
        name=name,
        address=address,
        person=person,
        trouble=trouble,
    )


# The sandbox answers so: see misbehaving.PLACES.
State = Source.State
CLOSED = Trouble(State.GONE, Outcome.GONE, "HTTP 410", 24)
HIDES = Trouble(State.HIDDEN, Outcome.HIDDEN, "null", 12)
LOCKED = Trouble(State.NEEDS_YOU, Outcome.NEEDS_SIGN_IN, "HTTP 401", 6)
SLOWED = Trouble(State.LATE, Outcome.RATE_LIMITED, "HTTP 429", 2)

SOURCES = (
    SourceTold(
        "mastodon",
        "mastodon",
        {"handle": WREN.mastodon_handle},
        account_id=WREN.mastodon_id,
        name=WREN.name,
        address="https://social.example/@wren",
    ),
    SourceTold(
        "klout",
        "klout",
        {"address": f"https://{SCORE_HOST}/v2", "identity": WREN.score_id},
        account_id=WREN.score_id,
        name=SCORE_HOST,
        address=f"https://{SCORE_HOST}/v2",
    ),
    SourceTold("by_hand", "by_hand", {"name": "Newsletter"}, since=102, name="Newsletter"),
    _numbers("json_number", "wren", "Pamphlet readers", 91),
    _numbers("loans", "mika", "Pamphlet loans", 88),
    SourceTold(
        "bluesky",
        "bluesky",
        {"handle": WREN.bluesky_handle},
        since=69,
        account_id=WREN.did,
        name=WREN.name,
        address="https://bsky.app/profile/wren.example",
    ),
    _numbers("oldtown", "odile", "Old shop’s list", 5, host="oldtown.example", trouble=CLOSED),
    _numbers("guild", "mika", "Guild readers", 4, host="guild.example", trouble=HIDES),
    _numbers("library", "teodor", "Library copies", 4, host="library.example", trouble=LOCKED),
    _numbers("counter", "odile", "Open-day bookings", 3, host="counter.example", trouble=SLOWED),
)
CHECKED = _numbers("harbour", "wren", "Harbour stall", 0, host="harbour.example")
"""A place that has not answered yet."""


@dataclass(frozen=True)
class Visited:
    """A source as it was made, its metrics by key, and the days on which it answered."""

    told: SourceTold
    source: Source
    metrics: dict[str, Metric]
    days: tuple[date, ...]

    def taken_at(self, day: date) -> datetime:
        """Return the moment of that day's visit."""
        return visit_on(self.told.key, day, self.source.user)


def visit_on(key: str, day: date, user: User) -> datetime:
    """Return when a source is visited on a day, some minutes off its usual time."""
    minutes = timedelta(minutes=day.toordinal() * 7 % 23)
    return datetime.combine(day, VISITS.get(key, time(19)), user.zone) + minutes


def connect_sources(
    user: User, life: Life, calendar: Calendar, *, first: date, until: date, now: datetime
) -> dict[str, Visited]:
    """Make the sources with their metrics, pauses and attempts; return them by key."""
    sources = Source.objects.bulk_create(
        _source(told, user=user, calendar=calendar, first=first, until=until, now=now)
        for told in SOURCES
    )
    visited = {}
    for told, source in zip(SOURCES, sources, strict=True):
        away = dict(_away(told, life, calendar, until))
        away |= dict(_trouble_days(told, _last_visit(told, user, until, now)))
        metrics = _metrics(source)
        days = tuple(
            day
            for day in days_between(source.connected_at.date(), until)
            if day not in away and _was_visited(told, day, user, now)
        )
        visited[told.key] = Visited(told, source, metrics, days)
        _note_attempts(visited[told.key], away, until)
        _pause(source, told, life, calendar)
        make_proof(source, at=source.connected_at)
    _check(user, now)
    return visited


def _check(user: User, now: datetime) -> None:
    """A place that was connected this minute, and is about to be asked for the first time."""
    account = PROVIDERS[CHECKED.provider].parse(CHECKED.fields)
    Source.objects.create(
        user=user,
        provider=CHECKED.provider,
        host=account.host,
        handle=account.handle,
        name=CHECKED.name,
        settings=dict(account.settings),
        connected_at=now,
        asked_at=now,
        next_visit_at=now,
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _was_visited(told: SourceTold, day: date, user: User, now: datetime) -> bool:
    return PROVIDERS[told.provider].needs_visits and visit_on(told.key, day, user) <= now


def _source(
    told: SourceTold, *, user: User, calendar: Calendar, first: date, until: date, now: datetime
) -> Source:
    account = PROVIDERS[told.provider].parse(told.fields)
    since = first if told.since is None else max(first, calendar.day(told.since, "Monday"))
    connected_at = visit_on(told.key, since, user)
    by_hand = not PROVIDERS[told.provider].needs_visits
    last = _last_visit(told, user, until, now)
    source = Source(
        user=user,
        provider=told.provider,
        host=account.host,
        handle=account.handle,
        account_id=told.account_id,
        name=told.name,
        address=told.address,
        settings=dict(account.settings),
        state=Source.State.BY_HAND if by_hand else Source.State.FRESH,
        outcome="" if by_hand else Outcome.OK,
        next_visit_at=None if by_hand else _next_visit(told.key, user, now),
        last_success_at=None if by_hand else visit_on(told.key, last, user),
        connected_at=connected_at,
        confirmed_at=connected_at,
    )
    if told.trouble:
        _leave_in(
            told.trouble, source, [visit_on(told.key, day, user) for day in _ends(told, last)]
        )
    return source


def _last_visit(told: SourceTold, user: User, until: date, now: datetime) -> date:
    return max(day for day in (until, until - ONE_DAY) if visit_on(told.key, day, user) <= now)


def _ends(told: SourceTold, last: date) -> tuple[date, date]:
    """The last good day and the first of those in trouble."""
    days = told.trouble.days if told.trouble else 0
    return last - days * ONE_DAY, last - (days - 1) * ONE_DAY


def _trouble_days(told: SourceTold, last: date) -> Iterator[tuple[date, tuple[str, str]]]:
    """Yield the days in trouble; nobody asks again about an account that is gone."""
    if trouble := told.trouble:
        first = _ends(told, last)[1]
        for day in days_between(first, last + ONE_DAY):
            asked = day == first or (trouble.state != State.GONE and day <= last)
            yield day, (trouble.outcome, trouble.detail) if asked else ("", "")


def _leave_in(trouble: Trouble, source: Source, moments: Sequence[datetime]) -> None:
    """Leave a source as its last visits left it."""
    source.state, source.outcome, source.detail = trouble.state, trouble.outcome, trouble.detail
    source.last_success_at, source.failing_since = moments
    source.failures = trouble.days
    if trouble.state == State.GONE:
        source.failures, source.next_visit_at = 1, None


def _next_visit(key: str, user: User, now: datetime) -> datetime:
    today = visit_on(key, user.today(now), user)
    return today if today > now else visit_on(key, user.today(now) + ONE_DAY, user)


def _metrics(source: Source) -> dict[str, Metric]:
    rows = [
        Metric(
            source=source,
            key=spec.key,
            kind=spec.kind,
            decimals=spec.decimals,
            position=position,
            shown=SHOWN.get((source.provider, spec.key), ""),
        )
        for position, spec in enumerate(source.reader.metrics)
    ]
    return {metric.key: metric for metric in Metric.objects.bulk_create(rows)}


def _away(
    told: SourceTold, life: Life, calendar: Calendar, until: date
) -> Iterator[tuple[date, tuple[str, str]]]:
    """Yield the days without an answer, each with the outcome and detail; none for a pause."""
    for pause in life.pauses:
        if pause.source == told.key:
            last = calendar.day(*pause.last) if pause.last else until
            yield from ((day, ("", "")) for day in days_between(calendar.day(*pause.first), last))
    for gap in life.gaps:
        if gap.source == told.key:
            span = gap.span.days(calendar)
            yield from ((day, (gap.outcome, gap.detail)) for day in days_between(*span))


def _note_attempts(visited: Visited, away: Mapping[date, tuple[str, str]], until: date) -> None:
    connected = visited.source.connected_at.date()
    answers = {day: (str(Outcome.OK), "") for day in visited.days if day > until - ATTEMPTS_KEPT}
    failures = {day: told for day, told in away.items() if told[0] and connected <= day <= until}
    FetchAttempt.objects.bulk_create(
        FetchAttempt(
            source=visited.source,
            at=visited.taken_at(day),
            day=day,
            outcome=outcome,
            detail=detail,
        )
        for day, (outcome, detail) in sorted((answers | failures).items())
    )


def _pause(source: Source, told: SourceTold, life: Life, calendar: Calendar) -> None:
    connected = source.connected_at.date()
    for pause in life.pauses:
        first = calendar.day(*pause.first)
        if pause.source != told.key or first < connected:
            continue
        paused_at = datetime.combine(first, time(4), calendar.zone)
        if pause.last is None:
            source.state = Source.State.PAUSED
            source.paused_at, source.pause_note = paused_at, pause.note
            source.next_visit_at = None
            source.last_success_at = visit_on(told.key, first - ONE_DAY, source.user)
            source.save()
        else:
            resumed_at = datetime.combine(calendar.day(*pause.last), time(23), calendar.zone)
            Pause.objects.create(
                source=source, paused_at=paused_at, resumed_at=resumed_at, note=pause.note
            )
