"""What the person wants, in words; any number of metrics may stand beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.core.weeks import Week
from apps.metrics.models import LARGEST, Metric

if TYPE_CHECKING:
    from apps.accounts.models import User


class GoalQuerySet(models.QuerySet["Goal"]):
    def for_user(self, user: User) -> GoalQuerySet:
        return self.filter(user=user)

    def held(self) -> GoalQuerySet:
        """Goals that are not set down."""
        return self.filter(set_down_on__isnull=True)

    def alive_in(self, week: Week) -> GoalQuerySet:
        """Goals that held on some day of that week."""
        ended_later = Q(set_down_on__isnull=True) | Q(set_down_on__gte=week.monday)
        away = SettingDown.objects.filter(
            goal=OuterRef("pk"), set_down_on__lt=week.monday, taken_up_on__gt=week.sunday
        )
        return self.filter(ended_later, ~Exists(away), since__lte=week.sunday)

    def in_order(self) -> GoalQuerySet:
        return self.order_by("since", "pk")

    def with_text(self) -> GoalQuerySet:
        """Load the wordings along, so that `text` asks nothing."""
        return self.prefetch_related("wordings")

    def with_metrics(self) -> GoalQuerySet:
        """Load what stands beside the goals, each with its source and person."""
        beside = GoalMetric.objects.select_related("metric__source__user")
        return self.prefetch_related(models.Prefetch("metrics", queryset=beside))

    def with_latest(self, most: int) -> GoalQuerySet:
        """Load the last few check-ins of each goal as `latest`, the newest first."""
        said = CheckIn.objects.with_words().order_by("-year", "-number")[:most]
        return self.prefetch_related(models.Prefetch("check_ins", queryset=said, to_attr="latest"))

    def with_words(self) -> GoalQuerySet:
        """Load everything that was ever said about the goals."""
        return self.with_text().prefetch_related(
            "past_settings_down",
            models.Prefetch("check_ins", queryset=CheckIn.objects.with_words()),
        )


class Ending(models.TextChoices):
    """How a goal was set down."""

    REACHED = "reached", _("Reached")
    CHANGED = "changed", _("Changed")
    PAUSED = "paused", _("Paused")
    HANDED_ON = "handed_on", _("Handed on")
    LET_GO = "let_go", _("Let go")


class Goal(models.Model):
    """A wish that the person wrote as a sentence."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goals"
    )
    since = models.DateField()
    why = models.TextField(blank=True)
    plan_if = models.TextField(blank=True)
    """"If this happens", the first half of a plan."""
    plan_then = models.TextField(blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    """The goal that changed into this one."""
    set_down_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=9, choices=Ending.choices, blank=True)
    """Empty while it holds, and for one that was set down before there were words for how."""
    closing_line = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(set_down_on__isnull=True) | Q(set_down_on__gte=F("since")),
                name="set_down_after_since",
            ),
            models.CheckConstraint(
                condition=Q(since__range=("1990-01-01", "2100-12-31")),
                name="goal_since_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(ending__in=Ending.values, set_down_on__isnull=False),
                name="an_ending_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(plan_if="", plan_then="") | (~Q(plan_if="") & ~Q(plan_then="")),
                name="a_plan_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")), name="follows_another"
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"

    @property
    def text(self) -> str:
        """The goal as it is worded now."""
        return list(self.wordings.all())[-1].text

    @property
    def is_set_down(self) -> bool:
        return self.set_down_on is not None

    @property
    def is_paused(self) -> bool:
        return self.ending == Ending.PAUSED

    @property
    def has_changed(self) -> bool:
        return self.ending == Ending.CHANGED

    def set_down(self, *, on: date, ending: str, closing_line: str) -> None:
        """Set it down; a day before it began (after a flight west) becomes its first day."""
        self.set_down_on, self.ending = max(on, self.since), ending
        self.closing_line = closing_line
        self.save(update_fields=["set_down_on", "ending", "closing_line"])


def _is_within(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (-LARGEST, LARGEST)})


class GoalMetric(models.Model):
    """One metric beside a goal, and what the person wishes for it."""

    class Direction(models.TextChoices):
        FEWER = "fewer", _("fewer")
        SAME = "same", _("about the same")
        MORE = "more", _("more")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="metrics")
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    metric_label = models.CharField(max_length=200)
    """The metric's name as it was chosen; it outlives the metric."""
    direction = models.CharField(max_length=5, choices=Direction.choices, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "metric"], name="one_row_a_goal_and_metric"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="low_is_not_above_high",
            ),
            models.CheckConstraint(
                condition=_is_within("low") & _is_within("high"), name="wished_range_is_finite"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["", "fewer", "same", "more"]),
                name="wished_direction_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(metric_label=""), name="metric_beside_has_its_name"
            ),
        ]

    def __str__(self) -> str:
        return f"metric {self.metric_id} beside goal {self.goal_id}"


class Wording(models.Model):
    """How a goal was put into words from one moment on; the newest is the goal's text."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"wording {self.pk}"


class SettingDown(models.Model):
    """A time in which the goal was set down, kept after it was taken up again."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="past_settings_down")
    set_down_on = models.DateField()
    ending = models.CharField(max_length=9, choices=Ending.choices, blank=True)
    closing_line = models.TextField(blank=True)
    taken_up_on = models.DateField()

    class Meta:
        ordering = ["set_down_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up_on__gte=F("set_down_on")), name="taken_up_after_set_down"
            ),
            models.CheckConstraint(
                condition=Q(ending__in=["", *Ending.values]), name="past_ending_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"setting down {self.pk}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def for_user(self, user: User) -> CheckInQuerySet:
        return self.filter(goal__user=user)

    def in_week(self, week: Week) -> CheckInQuerySet:
        return self.filter(year=week.year, number=week.number)

    def with_words(self) -> CheckInQuerySet:
        """Check-ins that say something; one that was emptied again keeps its row."""
        return self.exclude(text="")


class CheckIn(models.Model):
    """What the person says about a goal in one week."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="check_ins")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
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


class CheckInText(models.Model):
    """An earlier text of a check-in, or one that was written elsewhere at the same time."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"check-in text {self.pk}"
