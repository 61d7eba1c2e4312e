"""Keys that are to be taken back where they were made, and how that ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from apps.accounts.models import User


class RevocationQuerySet(models.QuerySet["Revocation"]):
    def for_user(self, user: User) -> RevocationQuerySet:
        return self.filter(user=user)

    def due(self, now: datetime) -> RevocationQuerySet:
        return self.filter(state=Revocation.State.DUE, next_at__lte=now)

    def ended(self) -> RevocationQuerySet:
        return self.exclude(state=Revocation.State.DUE)


class Revocation(models.Model):
    """The key of a source that was removed; the source itself may be gone."""

    class State(models.TextChoices):
        DUE = "due", gettext_lazy("Being taken back")
        DONE = "done", gettext_lazy("Taken back")
        BY_HAND = "by_hand", gettext_lazy("To be taken back by the person")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="revocations"
    )
    provider = models.CharField(max_length=20)
    host = models.CharField(max_length=255, blank=True)
    handle = models.CharField(max_length=300)
    sealed_secret = models.TextField(blank=True)
    """The key, locked with SOURCE_KEYS, until this has ended."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RevocationQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", next_at__isnull=False, ended_at__isnull=True)
                & ~Q(sealed_secret="")
                | Q(
                    state__in=["done", "by_hand"],
                    next_at__isnull=True,
                    ended_at__isnull=False,
                    sealed_secret="",
                ),
                name="a_key_is_kept_until_its_end_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"revocation {self.pk}"

    def end(self, state: State, *, at: datetime) -> None:
        """Note how it ended, and forget the key. The caller stores it."""
        self.state, self.ended_at = state, at
        self.next_at, self.sealed_secret = None, ""
