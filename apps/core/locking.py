"""The lock for secrets that the database holds and gives back; its keys are kept outside it."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def lock() -> MultiFernet:
    """Return what locks with the newest of SOURCE_KEYS and opens with any of them."""
    return MultiFernet([Fernet(key) for key in settings.SOURCE_KEYS])


def is_newest(sealed: str) -> bool:
    """Return whether the newest of SOURCE_KEYS opens this."""
    try:
        Fernet(settings.SOURCE_KEYS[0]).decrypt(sealed)
    except InvalidToken:
        return False
    return True


def is_lost(sealed: str) -> bool:
    """Return whether none of SOURCE_KEYS opens this."""
    try:
        lock().decrypt(sealed)
    except InvalidToken:
        return True
    return False
