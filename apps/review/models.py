"""Where words and numbers meet: sidenotes, placements, and the readings that were shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Expression, F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.text import shorten
from apps.journal.models import Entry
from apps.metrics.models import Measurement, Metric
from apps.review import guess_models  # noqa: F401  # Django finds the models of an app here

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.core.weeks import Week


BEGINNING = 400
"""How much of a note stands beside a number; all of it is on the note's own page."""


class SidenoteQuerySet(models.QuerySet["Sidenote"]):
    def for_user(self, user: User) -> SidenoteQuerySet:
        return self.filter(user=user)

    def in_week(self, week: Week) -> SidenoteQuerySet:
        """Notes of which a day lies in that week."""
        return self.between(week.monday, week.sunday)

    def between(self, first: date | Expression, last: date | Expression) -> SidenoteQuerySet:
        """Notes of which a day lies between two days, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def in_order(self) -> SidenoteQuerySet:
        return self.order_by("first_day", "last_day", "pk")


class Sidenote(models.Model):
    """Words pinned to a day or a span of days of one metric."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sidenotes"
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    metric_label = models.CharField(max_length=200)
    """The metric's and source's name as it was pinned; it outlives them."""
    first_day = models.DateField()
    last_day = models.DateField()
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1, db_default=1)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = SidenoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="sidenote_span_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(first_day__gte="1990-01-01") & Q(last_day__lte="2100-12-31"),
                name="sidenote_days_are_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"sidenote {self.pk}"

    @property
    def beginning(self) -> str:
        """The words, or how they begin where there are many of them."""
        return shorten(self.text, BEGINNING)

    @property
    def is_long(self) -> bool:
        return len(self.text) > BEGINNING

    @property
    def stands_since(self) -> datetime:
        """When it was given the words that it has."""
        return self.changed_at or self.written_at


class SidenoteText(models.Model):
    """An earlier text of a sidenote with its days, or one that was written elsewhere meanwhile."""

    sidenote = models.ForeignKey(Sidenote, on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    written_at = models.DateTimeField()
    stood = models.BooleanField(default=True, db_default=True)
    """Whether it ever was the note; one that came too late was kept here at once."""

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="an_earlier_span_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"sidenote text {self.pk}"


class Placement(models.Model):
    """The person's own choice of which number stands beside which passage of an entry.

    Without a metric or a kept label it says that no number belongs beside that passage.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="placements")
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    metric_label = models.CharField(max_length=200, blank=True)
    block = models.CharField(max_length=64)
    """SHA-256 of the passage's source text."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "metric"], name="one_place_a_metric"),
            models.UniqueConstraint(
                fields=["entry", "block"],
                condition=Q(metric__isnull=True, metric_label=""),
                name="one_nothing_a_passage",
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class MuteQuerySet(models.QuerySet["Mute"]):
    def for_user(self, user: User) -> MuteQuerySet:
        return self.filter(user=user)

    def in_order(self) -> MuteQuerySet:
        return self.order_by("tag", "first_day", "pk")


class Mute(models.Model):
    """What is not to be brought back around this time: entries with a tag, or those of some days.

    One entry is the days of its week.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=100, blank=True)
    """The tag as it is compared, without its #."""
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(first_day__isnull=True, last_day__isnull=True) & ~Q(tag=""))
                | Q(tag="", first_day__isnull=False, last_day__gte=F("first_day")),
                name="a_mute_is_a_tag_or_a_span",
            ),
            models.UniqueConstraint(
                fields=["user", "tag"], condition=~Q(tag=""), name="one_mute_a_tag"
            ),
            models.UniqueConstraint(
                fields=["user", "first_day", "last_day"],
                condition=Q(tag=""),
                name="one_mute_a_span",
            ),
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that are left out; None for a tag."""
        if self.first_day is None or self.last_day is None:
            return None
        return self.first_day, self.last_day


class FrozenReading(models.Model):
    """A figure as it was shown when an entry's numbers were first uncovered."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="frozen_readings")
    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="+")
    """Erasing a source's numbers erases the readings too: they are numbers, not words."""
    source_label = models.CharField(max_length=120)
    metric_label = models.CharField(max_length=120)
    label = models.CharField(max_length=260)
    """Metric and source together, as the page says them: "Replies on Mastodon"."""
    value = models.FloatField(null=True, blank=True)
    """The week's figure as printed: a change, a level or a total, by the metric's kind."""
    level = models.FloatField(null=True, blank=True)
    """The level on `day`, where the figure is a change."""
    is_change = models.BooleanField(default=False)
    decimals = models.PositiveSmallIntegerField(default=0)
    day = models.DateField()
    taken_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Measurement.Origin.choices)
    precision = models.FloatField(null=True, blank=True)
    usual_low = models.FloatField(null=True, blank=True)
    usual_high = models.FloatField(null=True, blank=True)
    so_far = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="one_reading_a_position"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(level__isnull=False),
                name="a_reading_says_something",
            ),
        ]
        verbose_name = _("frozen reading")

    def __str__(self) -> str:
        return f"frozen reading {self.pk}"


class KeptLine(models.Model):
    """Words of a week that the person keeps for looking back: a copy, as they stood then."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="kept_lines")
    sha256 = models.CharField(max_length=64)
    """The hash of `quality` and `text` without its footnotes, so that words are kept once."""
    quality = models.CharField(max_length=60, blank=True)
    """The name of the quality whose line it is; empty for a passage of the body."""
    text = models.TextField()
    position = models.PositiveSmallIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "sha256"], name="one_kept_line_a_text"),
        ]

    def __str__(self) -> str:
        return f"kept line {self.pk}"

    @property
    def prefix(self) -> str:
        """What keeps the names of its footnotes apart from those of other lines."""
        return f"line-{self.pk}-"
