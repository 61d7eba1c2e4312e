"""Keys and tokens that people give: locked in the database, with a key that is kept outside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from apps.accounts.models import MastodonHost
from apps.core.sealing import has_newest_lock, lock_again, seal, unseal
from apps.metrics.models import Revocation, Source

__all__ = ["Rotation", "is_lost", "rotate", "seal", "secret_of"]


@dataclass(frozen=True)
class Rotation:
    """How many keys were locked again, were locked with the newest already, or cannot be opened."""

    renewed: int
    already: int
    lost: int


def secret_of(source: Source) -> str:
    """Return the key that a visit needs: empty where there is none, or where it cannot be opened.

    For Errand.to alone: nothing else has a use for it.
    """
    return unseal(source.sealed_secret)


def is_lost(source: Source) -> bool:
    """Return whether a key is kept that none of the SOURCE_KEYS opens."""
    return bool(source.sealed_secret) and not secret_of(source)


def rotate() -> Rotation:
    """Lock every key with the newest of SOURCE_KEYS; safe to run twice, and beside the workers."""
    kinds: tuple[type[models.Model], ...] = (Source, Revocation, MastodonHost)
    done = [_rotate(kind) for kind in kinds]
    return Rotation(
        sum(one.renewed for one in done),
        sum(one.already for one in done),
        sum(one.lost for one in done),
    )


def _rotate(kind: type[models.Model]) -> Rotation:
    renewed = already = lost = 0
    rows = kind._default_manager.exclude(sealed_secret="")
    for pk, old in rows.values_list("pk", "sealed_secret").iterator():
        if has_newest_lock(old):
            already += 1
        elif not unseal(old):
            lost += 1
        else:
            mine = rows.filter(pk=pk, sealed_secret=old)  # unless replaced by now
            renewed += mine.update(sealed_secret=lock_again(old))
    return Rotation(renewed, already, lost)
