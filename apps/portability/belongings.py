"""What belongs to a person: every model whose rows lead to them, found in the models themselves.

A model that is added later is found too, so that neither erasing nor its test has to remember it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CASCADE, PROTECT, RESTRICT, Q, QuerySet

from apps.accounts.models import User

FURTHEST = 5
"""How many steps a row may be away from its person."""
HOLDS_BACK = (PROTECT, RESTRICT)


@dataclass(frozen=True)
class Belonging:
    """A model, and the ways from a row of it to its person: `metric__source__user`."""

    model: type[models.Model]
    ways: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def distance(self) -> int:
        """How many steps the longest way has: what hangs on something goes before it."""
        return max(way.count("__") for way in self.ways)

    def of(self, user: User) -> QuerySet[Any, Any]:
        """Return the person's rows, those that other managers leave out too."""
        mine = Q()
        for way in self.ways:
            mine |= Q(**{way: user})
        rows = self.model._base_manager.filter(pk__in=self.model._base_manager.filter(mine))
        return rows.order_by("pk")


@cache
def belongings() -> tuple[Belonging, ...]:
    """Return every model that belongs to people, the furthest from them first."""
    found = [
        Belonging(model, ways)
        for model in apps.get_models()
        if model is not User and (ways := tuple(_ways(model, FURTHEST)))
    ]
    return tuple(sorted(found, key=lambda one: (-one.distance, one.label)))


def erased_by_themselves() -> list[Belonging]:
    """Return those that can be erased before what they hang on.

    A version that its entry holds on to as the first take cannot: it goes together with the entry.
    """
    distances = {one.model: one.distance for one in belongings()}
    return [one for one in belongings() if not _is_held(one, distances)]


def _is_held(one: Belonging, distances: dict[type[models.Model], int]) -> bool:
    return any(
        relation.on_delete in HOLDS_BACK
        and distances.get(relation.related_model, one.distance + 1) <= one.distance
        for relation in one.model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    )


def _ways(model: type[models.Model], steps: int) -> Iterator[str]:
    """Yield the ways to the person along what would be deleted with them."""
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.remote_field.on_delete is not CASCADE:
            continue
        target = field.related_model
        if target is User:
            yield field.name
        elif steps and target is not model and isinstance(target, type):
            yield from (f"{field.name}__{rest}" for rest in _ways(target, steps - 1))
