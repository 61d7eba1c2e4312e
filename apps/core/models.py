"""Signs of life: rows that say when a process was last seen working."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Heartbeat(models.Model):
    """The moment at which a named process last did its round."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str, *, at: datetime) -> None:
        """Note that `name` was at work at that moment."""
        cls.objects.update_or_create(name=name, defaults={"at": at})
