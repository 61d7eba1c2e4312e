"""What a person does with their qualities. The key stays, so every old line keeps its quality."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from apps.accounts.models import User
from apps.journal.documents import MOST_QUALITIES
from apps.journal.models import PastName, Quality
from apps.journal.qualities import ensure_qualities

MOST_CURRENT = 12
_TAKEN_BY_PAGES = {"new"}
_LONGEST = 32


class TooManyQualities(Exception):
    """A week asks about as many as it may, or as many are kept as there may be."""


class NameTaken(Exception):
    """Another quality, current or retired, bears this name."""


def add_quality(*, user: User, name: str, hint: str) -> Quality:
    """Return a new quality after the others; raise TooManyQualities, NameTaken."""
    with transaction.atomic():
        others = _locked(user)
        _check_room(others)
        _check_name(others, name)
        if len(others) >= MOST_QUALITIES:
            raise TooManyQualities
        return Quality.objects.create(
            user=user,
            key=_new_key(name, {one.key for one in others}),
            name=name,
            hint=hint,
            position=max((one.position for one in others), default=0) + 1,
        )


def change_quality(*, user: User, key: str, name: str, hint: str, now: datetime) -> Quality:
    """Rename or describe a quality; its weeks go on to say what it was called then.

    Raises Quality.DoesNotExist and NameTaken.
    """
    with transaction.atomic():
        others = _locked(user)
        quality = _find(others, key)
        _check_name([one for one in others if one.key != key], name)
        if quality.name != name:
            PastName.objects.create(quality=quality, name=quality.name, until=now)
        quality.name, quality.hint = name, hint
        quality.save(update_fields=["name", "hint"])
    return quality


def move_quality(*, user: User, key: str, by: int) -> None:
    """Let a current quality change places with the one before (-1) or after it (1)."""
    with transaction.atomic():
        current = [one for one in _locked(user) if not one.retired_at]
        place = current.index(_find(current, key))
        if not 0 <= place + by < len(current):
            return
        one, other = current[place], current[place + by]
        one.position, other.position = other.position, one.position
        Quality.objects.bulk_update([one, other], ["position"])


def retire_quality(*, user: User, key: str, now: datetime) -> Quality:
    """Ask about it no more; its lines stay. Raises Quality.DoesNotExist."""
    with transaction.atomic():
        quality = _find(_locked(user), key)
        quality.retired_at = quality.retired_at or now
        quality.save(update_fields=["retired_at"])
    return quality


def bring_back(*, user: User, key: str) -> Quality:
    """Ask about it again, where it stood; raise Quality.DoesNotExist, TooManyQualities."""
    with transaction.atomic():
        others = _locked(user)
        quality = _find(others, key)
        if quality.retired_at:
            _check_room(others)
        quality.retired_at = None
        quality.save(update_fields=["retired_at"])
    return quality


def _locked(user: User) -> list[Quality]:
    """Return all the person's qualities in order, with the first five made where there are none."""
    User.objects.select_for_update().get(pk=user.pk)
    return ensure_qualities(user)


def _find(qualities: list[Quality], key: str) -> Quality:
    found = next((one for one in qualities if one.key == key), None)
    if found is None:
        raise Quality.DoesNotExist
    return found


def _check_room(qualities: list[Quality]) -> None:
    if sum(one.retired_at is None for one in qualities) >= MOST_CURRENT:
        raise TooManyQualities


def _check_name(others: list[Quality], name: str) -> None:
    if any(one.name.casefold() == name.casefold() for one in others):
        raise NameTaken


def _new_key(name: str, taken: set[str]) -> str:
    base = slugify(name)[:_LONGEST].strip("-_") or "quality"
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, MOST_QUALITIES + 3))
    return next(key for key in candidates if key not in taken | _TAKEN_BY_PAGES)
