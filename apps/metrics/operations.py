"""Connecting, pausing, removing sources, and typing numbers in.

Each looks at the row again before it writes, for the worker and other tabs write to it too, and
raises Source.DoesNotExist when it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.text import digest
from apps.metrics.corrections import end_correction
from apps.metrics.models import (
    Check,
    Measurement,
    Metric,
    Pause,
    Proof,
    Revocation,
    Snapshot,
    Source,
    SourceQuerySet,
)
from apps.metrics.revoking import ask_back
from apps.metrics.sealing import seal
from apps.providers.base import Account, Outcome, Provider

CHECKS_AN_HOUR = 20
NEW_HOSTS_A_DAY = 20
ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
FETCHES_APART = timedelta(minutes=10)


class AlreadyConnected(Exception):  # it is a fact, not a failure
    """The person has this account, or a number of this name, among their sources."""


class AlreadyAnswered(Exception):
    """The account was confirmed meanwhile, so it stays the one that it is."""


class TooManyChecks(Exception):
    """Twenty checks within an hour; `again_at` is when the next one may be made."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many checks")
        self.again_at = again_at


class TooManyHosts(TooManyChecks):
    """Twenty hosts within a day that nothing of the person's was read from before."""


class TooSoon(Exception):
    """The person asked for a visit a moment ago; `again_at` is when they may ask again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too soon")
        self.again_at = again_at


@transaction.atomic
def connect_source(*, user: User, provider: Provider, account: Account, now: datetime) -> Source:
    """Return a new source: due now to be checked, or ready when numbers are typed in.

    Raises AlreadyConnected, TooManyChecks.
    """
    source = Source(user=user, provider=provider.key, connected_at=now)
    if provider.needs_visits:
        _count_check(user, account.host, now)
    _point_at(source, account, now)
    if not provider.needs_visits:
        source.state, source.next_visit_at, source.asked_at = Source.State.BY_HAND, None, None
        source.confirmed_at = now
    _save_or_refuse(source)
    if source.is_confirmed:
        add_metrics(source)
    return source


@transaction.atomic
def change_source(*, source: Source, account: Account, now: datetime) -> Source:
    """Point an unconfirmed source at another account and have it checked.

    Raises AlreadyAnswered, AlreadyConnected, TooManyChecks.
    """
    source = _locked(source)
    if source.is_confirmed:
        raise AlreadyAnswered
    _count_check(source.user, account.host, now)
    Proof.objects.filter(source=source).delete()
    _point_at(source, account, now)
    _save_or_refuse(source)
    return source


@transaction.atomic
def rename_source(*, source: Source, name: str) -> Source:
    """Give a score or a typed-in number another name. Raises AlreadyConnected."""
    source = _locked(source)
    source.handle = source.name = name
    source.settings = {**source.settings, "name": name}
    _save_or_refuse(source)
    return source


def show_metrics(*, metrics: Sequence[Metric], chosen: Mapping[int, str]) -> None:
    """Keep how much of each metric (by pk) is seen; nothing that was measured changes."""
    for metric in metrics:
        metric.shown = chosen[metric.pk]
    Metric.objects.bulk_update(metrics, ["shown"])


@transaction.atomic
def replace_key(*, source: Source, secret: str, now: datetime) -> Source:
    """Keep another key and try it at once, unless the source is paused. Raises TooManyChecks."""
    source = _locked(source)
    source.sealed_secret = seal(secret)
    if source.state not in (Source.State.PAUSED, Source.State.BY_HAND):
        _count_check(source.user, source.host, now)
        source.state, source.failures, source.failing_since = Source.State.CHECKING, 0, None
        source.outcome, source.detail = "", ""
        source.asked_at = source.next_visit_at = now
    source.save()
    return source


@transaction.atomic
def forget_key(*, source: Source, now: datetime) -> Source:
    """Delete the key that was kept; a source that cannot be read without one says so."""
    source = _locked(source)
    source.sealed_secret = ""
    if source.lacks_key and source.state != Source.State.PAUSED:
        source.state, source.next_visit_at = Source.State.NEEDS_YOU, None
        source.outcome, source.detail = Outcome.NEEDS_SIGN_IN, "no-key"
        source.failing_since = source.failing_since or now
    source.save()
    return source


@transaction.atomic
def fetch_source(*, source: Source, now: datetime) -> Source:
    """Have a source visited now, for everything it says.

    Raises TooSoon, or TooManyChecks for an unconfirmed one.
    """
    source = _locked(source)
    if source.state in (Source.State.PAUSED, Source.State.BY_HAND) or source.lacks_key:
        return source
    if not source.is_confirmed:
        _count_check(source.user, source.host, now)
    elif source.asked_at and now - source.asked_at < FETCHES_APART:
        raise TooSoon(source.asked_at + FETCHES_APART)
    if source.state in (Source.State.NEEDS_YOU, Source.State.GONE):
        source.state = Source.State.CHECKING
    source.validators, source.validators_of = {}, ""
    source.asked_at = source.next_visit_at = now
    source.save()
    return source


@transaction.atomic
def pause_source(*, source: Source, note: str, now: datetime) -> Source:
    """Stop visiting a source until it is resumed; one that is paused keeps its note."""
    source = _locked(source)
    if not source.can_be_paused:
        return source
    source.state, source.next_visit_at = Source.State.PAUSED, None
    source.paused_at, source.pause_note = now, note
    source.save()
    return source


@transaction.atomic
def resume_source(*, source: Source, now: datetime) -> Source:
    """Visit a paused source again; the pause and its note are kept.

    Now, or ten minutes after the person last asked for a visit.
    """
    source = _locked(source)
    if source.state != Source.State.PAUSED:
        return source
    Pause.objects.create(
        source=source,
        paused_at=source.paused_at or now,
        resumed_at=max(now, source.paused_at or now),
        note=source.pause_note,
    )
    source.paused_at, source.pause_note = None, ""
    source.state, source.outcome, source.detail = Source.State.CHECKING, "", ""
    source.failures, source.failing_since = 0, None
    earliest = source.asked_at + FETCHES_APART if source.asked_at else now
    source.next_visit_at = max(now, earliest)
    if source.next_visit_at == now:
        source.asked_at = now
    source.save()
    return source


@transaction.atomic
def remove_source(
    *, source: Source, erase: bool, now: datetime, take_back: bool = True
) -> Revocation | None:
    """Take a source off the list, its numbers too when `erase`; what was written about it stays.

    Its key and its code are deleted at once, whatever becomes of the numbers; what is to be taken
    back where it was made is returned. The readings frozen with first takes are numbers, and are
    erased with them.
    """
    source = _locked(source, Source.objects.all())
    revocation = ask_back(source, now=now) if take_back else None
    if not source.is_confirmed:
        source.delete()
        return revocation
    if erase:
        for rows in (source.metrics, source.posts, source.snapshots, source.attempts):
            rows.all().delete()
        source.account_id, source.address = "", ""
    Proof.objects.filter(source=source).delete()
    source.sealed_secret, source.validators, source.validators_of = "", {}, ""
    source.removed_at, source.next_visit_at = source.removed_at or now, None
    source.save()
    return revocation


@transaction.atomic
def add_number(*, source: Source, value: float, day: date, now: datetime) -> bool:
    """Keep a number typed in for a day; say whether it took the place of another."""
    source = _locked(source)
    metric = source.metrics.get()
    metric.make_room_for(value)
    row = Measurement.objects.filter(metric=metric, day=day).first()
    if row is not None:
        end_correction(row, now=now)
    _row, is_new = Measurement.objects.update_or_create(
        metric=metric,
        day=day,
        defaults={
            "kind": metric.kind,
            "value": value,
            "origin": Measurement.Origin.TYPED_IN,
            "taken_at": now,
        },
    )
    source.metrics.all().revise()
    Snapshot.objects.update_or_create(source=source, day=day, defaults={"taken_at": now})
    return not is_new


def add_metrics(source: Source) -> None:
    """Make the metrics that the source's provider counts and that it does not have yet."""
    known = {metric.key for metric in source.metrics.all()}
    Metric.objects.bulk_create(
        Metric(source=source, key=spec.key, kind=spec.kind, decimals=spec.decimals, position=place)
        for place, spec in enumerate(source.reader.metrics)
        if spec.key not in known
    )


def _locked(source: Source, among: SourceQuerySet | None = None) -> Source:
    """The row as it is now, held until the transaction ends.

    Raises Source.DoesNotExist when it is not among those, the current ones if nothing is said.
    """
    rows = Source.objects.current() if among is None else among
    return rows.select_for_update(of=("self",)).select_related("user").get(pk=source.pk)


def _point_at(source: Source, account: Account, now: datetime) -> None:
    source.handle, source.host = account.handle, account.host
    source.account_id, source.settings = account.account_id, dict(account.settings)
    source.name = account.settings.get("name", "")
    # A key belongs to the place it was typed for, so another place never gets it.
    source.sealed_secret, source.software = seal(account.secret), ""
    source.validators, source.validators_of, source.moved_to = {}, "", ""
    source.state, source.outcome, source.detail = Source.State.CHECKING, "", ""
    source.failures, source.failing_since = 0, None
    source.asked_at = source.next_visit_at = now


def _save_or_refuse(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise AlreadyConnected from None


def _count_check(user: User, host: str, now: datetime) -> None:
    """Count a check. Raises TooManyChecks, and TooManyHosts for whoever feels along a network."""
    # Two tabs at the same moment wait for one another here; nothing else about the person does.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    today = Check.objects.for_user(user).since(now - ONE_DAY).order_by("at")
    told = list(today.values_list("at", "new_host"))
    times = [at for at, _host in told if at > now - ONE_HOUR]
    if len(times) >= CHECKS_AN_HOUR:
        raise TooManyChecks(times[-CHECKS_AN_HOUR] + ONE_HOUR)
    hosts = {name: at for at, name in told if name}
    new_host = "" if _is_known(user, host) or digest(host) in hosts else digest(host)
    if new_host and len(hosts) >= NEW_HOSTS_A_DAY:
        raise TooManyHosts(sorted(hosts.values())[-NEW_HOSTS_A_DAY] + ONE_DAY)
    Check.objects.create(user=user, at=now, new_host=new_host)


def _is_known(user: User, host: str) -> bool:
    """Whether something of the person's was read from this host."""
    return Source.objects.for_user(user).filter(host=host, confirmed_at__isnull=False).exists()
