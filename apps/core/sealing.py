"""Locking what must not be read in the database, with keys that are kept outside it."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    """Return a secret as it may be kept; nothing for none."""
    return _lock().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """Return what was locked: empty where nothing was, or where no key opens it any more."""
    try:
        return _lock().decrypt(sealed).decode() if sealed else ""
    except InvalidToken:
        return ""


def has_newest_lock(sealed: str) -> bool:
    """Return whether the newest of SOURCE_KEYS opens it."""
    try:
        Fernet(settings.SOURCE_KEYS[0]).decrypt(sealed)
    except InvalidToken:
        return False
    return True


def lock_again(sealed: str) -> str:
    """Return the same secret, locked with the newest of SOURCE_KEYS. Raises InvalidToken."""
    return _lock().rotate(sealed).decode()


def _lock() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SOURCE_KEYS])
