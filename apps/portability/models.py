"""Leaving, the file with everything of a person's, and weeks that are shared with one reader."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.journal.models import Entry

if TYPE_CHECKING:
    from apps.accounts.models import User


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def over(self, now: datetime) -> LeavingQuerySet:
        """Those whose days to change their mind are over, or whose erasing has begun."""
        return self.filter(Q(user__erase_at__lte=now) | Q(began_at__isnull=False))


class Leaving(models.Model):
    """Somebody who is leaving: when they said so, and how far the erasing has come.

    When all is to be erased stands with the person (`User.erase_at`), where each request reads it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaving"
    )
    asked_at = models.DateTimeField()
    visited: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    """The sources that were visited until then, for somebody who stays after all."""
    began_at = models.DateTimeField(null=True, blank=True)
    """Since when there is no way back."""
    emptied_at = models.DateTimeField(null=True, blank=True)
    """Since when the receipt is all that is left to do."""
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    """How many rows were erased, by model."""

    objects = LeavingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=True) | Q(began_at__isnull=False),
                name="emptied_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"leaving {self.pk}"


class ExportQuerySet(models.QuerySet["Export"]):
    def for_user(self, user: User) -> ExportQuerySet:
        return self.filter(user=user)

    def due(self, now: datetime) -> ExportQuerySet:
        """Files to be made: those that were asked for, and those whose maker died on the way."""
        died = Q(state=Export.State.MAKING, lease_until__lte=now)
        return self.filter(Q(state=Export.State.QUEUED) | died)

    def ready(self, now: datetime) -> ExportQuerySet:
        """Files that can be fetched."""
        return self.filter(state=Export.State.READY, expires_at__gt=now)


class Export(models.Model):
    """One file with everything of a person's: asked for, made by the worker, fetched once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        OVER = "over", _("Not fetched within a day")
        FAILED = "failed", _("Could not be made")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    with_covered = models.BooleanField(default=False)
    """Whether the numbers of weeks that are still covered are in it."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    token = models.CharField(max_length=64, unique=True)
    """What the link ends with; it opens nothing for anybody but its owner."""
    name = models.CharField(max_length=80, blank=True)
    """The file's name under EXPORT_DIR; empty where there is none."""
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["queued", "making"]),
                name="one_export_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(state="making", lease_until__isnull=False)
                | (~Q(state="making") & Q(lease_until__isnull=True)),
                name="making_means_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(expires_at__isnull=False) & ~Q(name="")),
                name="ready_means_a_file_with_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "asked_at"]),
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=["queued", "making"]),
                name="exports_to_make",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_awaited(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.MAKING)


class SharedWeekQuerySet(models.QuerySet["SharedWeek"]):
    def for_user(self, user: User) -> SharedWeekQuerySet:
        return self.filter(entry__user=user)

    def open(self, now: datetime) -> SharedWeekQuerySet:
        """Links that lead somewhere: not over, the page not in the bin, its person not leaving."""
        return self.filter(
            expires_at__gt=now,
            entry__binned_at__isnull=True,
            entry__user__is_active=True,
            entry__user__erase_at__isnull=True,
        )


class SharedWeek(models.Model):
    """A week that one reader may read by a link; taking it back deletes the row."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="shared")
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of what the link ends with; the link itself is kept nowhere."""
    with_numbers = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = SharedWeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="shared_for_some_time"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"shared week {self.pk}"
