"""Keys and tokens that people give: locked in the database, with a key that is kept outside it."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.fernet import InvalidToken

from apps.core.locking import is_newest, lock
from apps.metrics.models import Source


@dataclass(frozen=True)
class Rotation:
    """How many keys were locked again, were locked with the newest already, or cannot be opened."""

    renewed: int
    already: int
    lost: int


def seal(secret: str) -> str:
    """Return a key as it may be kept; nothing for none."""
    return lock().encrypt(secret.encode()).decode() if secret else ""


def secret_of(source: Source) -> str:
    """Return the key that a visit needs: empty where there is none, or where it cannot be opened.

    For Errand.to alone: nothing else has a use for it.
    """
    try:
        return lock().decrypt(source.sealed_secret).decode() if source.sealed_secret else ""
    except InvalidToken:
        return ""


def is_lost(source: Source) -> bool:
    """Return whether a key is kept that none of the SOURCE_KEYS opens."""
    return bool(source.sealed_secret) and not secret_of(source)


def rotate() -> Rotation:
    """Lock every key with the newest of SOURCE_KEYS; safe to run twice, and beside the workers."""
    renewed, already, lost = 0, 0, 0
    for source in Source.objects.exclude(sealed_secret="").only("sealed_secret").iterator():
        old = source.sealed_secret
        if is_newest(old):
            already += 1
        elif is_lost(source):
            lost += 1
        else:
            mine = Source.objects.filter(pk=source.pk, sealed_secret=old)  # unless replaced by now
            renewed += mine.update(sealed_secret=lock().rotate(old).decode())
    return Rotation(renewed, already, lost)
