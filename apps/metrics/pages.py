"""The sources' pages, composed before the templates print them: states and times, no values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.charts import OK, TYPED_IN, history_strip
from apps.core.models import Heartbeat
from apps.core.weeks import local_day
from apps.metrics.models import FetchAttempt, HostLane, Proof, Revocation, Snapshot, Source
from apps.metrics.proving import proof_address
from apps.metrics.sentences import Saying, moment_words, place, saying, times, whereabouts
from apps.providers import PROVIDERS
from apps.providers.base import Outcome
from apps.providers.taking_back import own_page

STRIP_DAYS = 28
PATIENCE = timedelta(seconds=20)
"""How long an awaited visit may take before the page says so."""
ANSWERED = (Outcome.OK, Outcome.NOT_MODIFIED)
NEEDS = (Source.State.NEEDS_YOU, Source.State.GONE)


@dataclass(frozen=True)
class SourceRow:
    """One source as the list and its own page show it."""

    source: Source
    whereabouts: str
    saying: Saying
    times: str
    strip: SafeString
    strip_words: str
    last_typed: str
    needs_you: bool
    is_awaited: bool
    waiting: str
    moved_to: str
    """The handle to connect in its place, where it moved to one that is not connected."""


@dataclass(frozen=True)
class SourceList:
    """The page of all sources."""

    lead: str
    rows: Sequence[SourceRow]
    removed: Sequence[Source]
    keys: Sequence[KeyTold] = ()


@dataclass(frozen=True)
class KeyTold:
    """What became of the key of a source that was removed."""

    pk: int
    place: str
    handle: str
    state: str
    ended_at: datetime | None
    address: str
    """Where the person takes it back themselves; empty where we know of no page."""


def keys_told(user: User) -> list[KeyTold]:
    """Return what became of the keys of a person's that were to be taken back."""
    return [_key_told(row) for row in Revocation.objects.for_user(user)]


def _key_told(row: Revocation) -> KeyTold:
    known = PROVIDERS.get(row.provider)
    label = str(known.label) if known else row.provider
    address = own_page(row.provider, row.host)
    return KeyTold(row.pk, label, row.handle, row.state, row.ended_at, address)


def source_list(user: User, *, now: datetime) -> SourceList:
    """Return the page of a person's sources: those that need them first, then by name."""
    mine = Source.objects.for_user(user).select_related("user")
    current = list(mine.current())
    current.sort(key=lambda one: (one.state not in NEEDS, one.label.casefold(), one.pk))
    removed = mine.filter(removed_at__isnull=False, metrics__isnull=False)
    kept = list(removed.distinct().order_by("removed_at"))
    rows = source_rows(current, now=now)
    return SourceList(_lead(current), rows, kept, keys_told(user))


def kept_twin(source: Source) -> bool:
    """Return whether numbers were kept of the same account when it was removed."""
    removed = Source.objects.for_user(source.user).filter(removed_at__isnull=False)
    same = removed.filter(provider=source.provider, host=source.host, handle=source.handle)
    return same.filter(metrics__isnull=False).exists()


@dataclass(frozen=True)
class ProofTold:
    """A source's code, how its profile can show it, and whether it was seen there."""

    code: str
    address: str
    by_link: bool
    by_code: bool
    proved_at: datetime | None
    how: str


def proof_of(source: Source) -> ProofTold | None:
    """Return what is told of a source's proof; None where it has no code."""
    proof = Proof.objects.filter(source=source).first() if source.can_be_proved else None
    if proof is None:
        return None
    return ProofTold(
        code=proof.code,
        address=proof_address(proof),
        by_link="link" in source.reader.proofs,
        by_code="code" in source.reader.proofs,
        proved_at=proof.proved_at,
        how=proof.get_how_display() if proof.how else "",
    )


def source_rows(sources: Sequence[Source], *, now: datetime) -> list[SourceRow]:
    """Return a row for each source; the same few queries for one and for thirty."""
    first = {source.pk: local_day(now, source.user.zone) for source in sources}
    since = min(first.values(), default=now.date()) - timedelta(days=STRIP_DAYS)
    snapshots = Snapshot.objects.filter(source__in=sources, day__gte=since)
    visits = FetchAttempt.objects.filter(source__in=sources, day__gte=since)
    # A visit that brought an answer counts even if no value of it was believed.
    answered = visits.filter(outcome__in=ANSWERED).values_list("source_id", "day")
    measured = _days(snapshots.values_list("source_id", "day").union(answered))
    failed = _days(visits.exclude(outcome__in=ANSWERED).values_list("source_id", "day"))
    worker = Heartbeat.objects.filter(name="worker", at__gt=now - PATIENCE).exists()
    lanes = {
        lane.host: lane
        for lane in HostLane.objects.filter(host__in={one.host for one in sources if one.host})
    }
    moved = [one for one in sources if one.moved_to]
    followed = _followed(moved) if moved else set()
    return [
        _row(
            one,
            now,
            _Days(measured[one.pk], failed[one.pk]),
            lanes.get(one.host),
            is_alive=worker,
            is_followed=one.pk in followed,
        )
        for one in sources
    ]


def _followed(moved: Sequence[Source]) -> set[int]:
    """Those whose new account the person has connected already."""
    mine = Source.objects.current().filter(
        user__in={one.user_id for one in moved}, handle__in={one.moved_to for one in moved}
    )
    known = set(mine.values_list("user", "handle"))
    return {one.pk for one in moved if (one.user_id, one.moved_to) in known}


class _Days(NamedTuple):
    measured: set[date]
    failed: set[date]


def _row(
    source: Source,
    now: datetime,
    known: _Days,
    lane: HostLane | None,
    *,
    is_alive: bool,
    is_followed: bool,
) -> SourceRow:
    today = local_day(now, source.user.zone)
    days = [today - timedelta(days=back) for back in range(STRIP_DAYS - 1, -1, -1)]
    fetched = TYPED_IN if source.state == Source.State.BY_HAND else OK
    marks = [
        fetched if day in known.measured else "failed" if day in known.failed else ""
        for day in days
    ]
    return SourceRow(
        source=source,
        whereabouts=whereabouts(source),
        saying=saying(source, now=now, is_followed=is_followed),
        times=times(source, now=now),
        strip=history_strip(marks),
        strip_words=_strip_words(source, marks.count(fetched)),
        last_typed=_last_typed(source, known.measured),
        needs_you=source.state in NEEDS,
        is_awaited=source.is_awaited(now),
        waiting=_waiting(source, now, lane, is_alive=is_alive),
        moved_to="" if is_followed else source.moved_to,
    )


def _waiting(source: Source, now: datetime, lane: HostLane | None, *, is_alive: bool) -> str:
    """What is said of a visit that is due: on its way, resting, slow, or nobody at work."""
    if not source.is_awaited(now):
        return ""
    rests_until = max((lane.open_until or now, lane.next_at) if lane else (now,))
    if rests_until > now + PATIENCE:
        told = {"place": place(source), "moment": moment_words(source, rests_until, now)}
        return _("%(place)s is being left alone for a while. We ask again %(moment)s.") % told
    if now - (source.next_visit_at or now) <= PATIENCE:
        return _("The visit is on its way. This takes a moment.")
    if is_alive:
        return _("%(place)s is taking its time. We go on asking.") % {"place": place(source)}
    return _(
        "The part of Sidenote that visits other places has not answered for 20 seconds. The visit "
        "is booked and happens once it is back."
    )


def _strip_words(source: Source, count: int) -> str:
    told: dict[str, object] = {"count": count, "days": STRIP_DAYS}
    if source.state == Source.State.BY_HAND:
        return _("Typed in on %(count)s of the last %(days)s days.") % told
    if source.failing_since:
        local = source.failing_since.astimezone(source.user.zone)
        told["day"] = date_format(local, "j F")
        return _("Fetched on %(count)s of the last %(days)s days, failing since %(day)s.") % told
    return _("Fetched on %(count)s of the last %(days)s days.") % told


def _last_typed(source: Source, measured: set[date]) -> str:
    if source.state != Source.State.BY_HAND:
        return ""
    if not measured:
        return _("No number in the last 28 days. There is no schedule.")
    told = {"day": date_format(max(measured), "j F")}
    return _("The last number is of %(day)s. There is no schedule.") % told


def _days(pairs: Iterable[tuple[int, date]]) -> Mapping[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for pk, day in pairs:
        found[pk].add(day)
    return found


def _lead(sources: Sequence[Source]) -> str:
    """ "Seven places. Five are in order, one is a little late, and one needs you." """
    if not sources:
        return _("No place is connected yet.")
    count = len(sources)
    total = ngettext("%(count)s place.", "%(count)s places.", count)
    parts = [words for words in map(_part, _groups(sources)) if words]
    told = get_text_list(parts, _("and"))
    return f"{capfirst(total % {'count': apnumber(count)})} {capfirst(told)}."


def _groups(sources: Sequence[Source]) -> list[tuple[str, int]]:
    kinds = {
        Source.State.LATE: "late",
        Source.State.CHECKING: "checking",
        Source.State.PAUSED: "paused",
        Source.State.HIDDEN: "hidden",
        Source.State.NEEDS_YOU: "needs",
        Source.State.GONE: "needs",
    }
    found = [kinds.get(Source.State(source.state), "order") for source in sources]
    order = ("order", "checking", "paused", "late", "hidden", "needs")
    return [(kind, found.count(kind)) for kind in order]


def _part(group: tuple[str, int]) -> str:
    kind, n = group
    if n == 0:
        return ""
    words = {
        "order": ngettext("%(n)s is in order", "%(n)s are in order", n),
        "checking": ngettext("%(n)s is being checked", "%(n)s are being checked", n),
        "paused": ngettext("%(n)s is paused", "%(n)s are paused", n),
        "late": ngettext("%(n)s is a little late", "%(n)s are a little late", n),
        "hidden": ngettext("%(n)s hides its numbers", "%(n)s hide their numbers", n),
        "needs": ngettext("%(n)s needs you", "%(n)s need you", n),
    }
    return words[kind] % {"n": apnumber(n)}
