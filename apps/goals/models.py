"""What the person wants, in words; a metric may stand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.weeks import Week
from apps.metrics.models import Metric

if TYPE_CHECKING:
    from apps.accounts.models import User


class GoalQuerySet(models.QuerySet["Goal"]):
    def for_user(self, user: User) -> GoalQuerySet:
        return self.filter(user=user)

    def current(self) -> GoalQuerySet:
        """Goals that were not set down."""
        return self.filter(set_down_on__isnull=True)

    def in_order(self) -> GoalQuerySet:
        return self.order_by("since", "pk")


class Goal(models.Model):
    """A wish that the person wrote as a sentence."""

    class Direction(models.TextChoices):
        FEWER = "fewer", _("fewer")
        SAME = "same", _("about the same")
        MORE = "more", _("more")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goals"
    )
    since = models.DateField()
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    metric_label = models.CharField(max_length=200, blank=True)
    """The metric's name as it was chosen; it outlives the metric."""
    direction = models.CharField(max_length=5, choices=Direction.choices, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    set_down_on = models.DateField(null=True, blank=True)
    closing_line = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="low_is_not_above_high",
            ),
            models.CheckConstraint(
                condition=Q(set_down_on__isnull=True) | Q(set_down_on__gte=F("since")),
                name="set_down_after_since",
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class Wording(models.Model):
    """How a goal was put into words from one moment on; the newest is the goal's text."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"wording {self.pk}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def for_user(self, user: User) -> CheckInQuerySet:
        return self.filter(goal__user=user)

    def in_week(self, week: Week) -> CheckInQuerySet:
        return self.filter(year=week.year, number=week.number)


class CheckIn(models.Model):
    """What the person says about a goal in one week."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="check_ins")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "year", "number"], name="one_check_in_a_goal_and_week"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)) & Q(number__range=(1, 53)),
                name="check_in_week_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def week(self) -> Week:
        return Week(self.year, self.number)
