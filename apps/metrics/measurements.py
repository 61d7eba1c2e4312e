"""What sources count, what they said on each day, and what the person says of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Shown
from apps.core.remembering import remember_in_each_language
from apps.providers import PROVIDERS
from apps.providers.base import MetricSpec

if TYPE_CHECKING:
    from apps.accounts.models import User

MOST_DECIMALS = 2
REASON_LIMIT = 400
LARGEST = 1e15
"""Values lie within this of zero; a double is exact there."""


@remember_in_each_language
def words_of(provider: str, key: str) -> tuple[str, str]:
    """Return what a provider calls what it counts, by itself and inside a sentence."""
    spec = spec_of(provider, key)
    return str(spec.label), str(spec.noun)


def spec_of(provider: str, key: str) -> MetricSpec:
    return next(spec for spec in PROVIDERS[provider].metrics if spec.key == key)


class MetricQuerySet(models.QuerySet["Metric"]):
    def for_user(self, user: User) -> MetricQuerySet:
        """A person's metrics, each with its source and the person."""
        return self.filter(source__user=user).select_related("source__user")

    def revise(self) -> None:
        """Say that readings of theirs were changed by hand, inside the caller's transaction.

        It looks at no week after that: what it saw would be remembered though it is rolled back.
        """
        self.update(revision=F("revision") + 1)


class Metric(models.Model):
    """One thing that a source counts."""

    class Kind(models.TextChoices):
        COUNTER = "counter", gettext_lazy("goes up and down")
        TOTAL = "total", gettext_lazy("adds up over a lifetime")
        GAUGE = "gauge", gettext_lazy("a level")
        PER_POST = "per_post", gettext_lazy("counted over the week’s own posts")

    source = models.ForeignKey("metrics.Source", on_delete=models.CASCADE, related_name="metrics")
    key = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    decimals = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    shown = models.CharField(
        max_length=6, choices=Shown.choices, default="", blank=True, db_default=""
    )
    """How much of it the person wants to see; empty for what they said of all numbers."""
    revision = models.PositiveIntegerField(default=0, db_default=0)
    """Raised whenever the person's own hand changes a reading; see week_ends.py."""

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["source__connected_at", "source_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="one_metric_a_key"),
            models.CheckConstraint(
                condition=Q(shown__in=["", *Shown.values]), name="metric_is_shown_in_a_known_way"
            ),
        ]

    def __str__(self) -> str:
        return f"metric {self.pk}"

    @property
    def spec(self) -> MetricSpec:
        return spec_of(self.source.provider, self.key)

    @property
    def shown_as(self) -> Shown:
        """How much of it the person wants to see, by its own choice or by that for all."""
        return Shown(self.shown or self.source.user.numbers_shown)

    @property
    def label(self) -> str:
        """The metric's name alone: "Followers"."""
        return words_of(self.source.provider, self.key)[0]

    @property
    def noun(self) -> str:
        """How it is called inside a sentence: "replies"."""
        return words_of(self.source.provider, self.key)[1]

    @property
    def full_label(self) -> str:
        """The metric's name with its source, "Followers on Mastodon", or the source's alone."""
        if self.source.has_own_name or len(self.source.reader.metrics) == 1:
            return self.source.label
        return _("%(metric)s on %(source)s") % {"metric": self.label, "source": self.source.label}

    def make_room_for(self, value: float) -> None:
        """Show the decimals that a value has, two at most, where no provider knows how many.

        For values that may be known: those typed in, and those of a source's first visit.
        """
        decimals = len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])
        if self.source.has_own_name and decimals > self.decimals:
            self.decimals = decimals
            self.save(update_fields=["decimals"])


class Snapshot(models.Model):
    """What one source last said on one of the person's days."""

    source = models.ForeignKey("metrics.Source", on_delete=models.CASCADE, related_name="snapshots")
    day = models.DateField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "day"], name="one_snapshot_a_day"),
            models.CheckConstraint(
                condition=Q(day__range=("1990-01-01", "2100-12-31")),
                name="snapshot_day_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def standing(self) -> MeasurementQuerySet:
        """Those that the person did not leave out, each with `told`: as corrected, or as read."""
        return self.filter(is_disregarded=False).annotate(told=Coalesce("corrected", "value"))


class Measurement(models.Model):
    """One metric's value on one day, with how it was obtained.

    A correction never touches `value`: later visits of the day replace it, and it is what stands
    again when the correction is taken back. `corrected` and `is_disregarded` say what the standing
    Correction says; they are kept here so that reading ten years joins nothing.
    """

    class Origin(models.TextChoices):
        MEASURED = "measured", gettext_lazy("measured")
        ROUNDED = "rounded", gettext_lazy("rounded")
        IMPORTED = "imported", gettext_lazy("imported")
        TYPED_IN = "typed_in", gettext_lazy("typed in")
        DERIVED = "derived", gettext_lazy("derived")

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="measurements")
    kind = models.CharField(max_length=10, choices=Metric.Kind.choices)
    """The metric's kind, kept here so that the database can check the sign."""
    day = models.DateField()
    value = models.FloatField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MEASURED)
    precision = models.FloatField(null=True, blank=True)
    definition = models.PositiveSmallIntegerField(default=1, db_default=1)
    """The provider's version of what the metric means; another one breaks the series."""
    taken_at = models.DateTimeField()
    corrected = models.FloatField(null=True, blank=True)
    is_disregarded = models.BooleanField(default=False, db_default=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["metric", "day"], name="one_measurement_a_day"),
            # NaN sorts above every number on PostgreSQL and is null on SQLite: both are refused.
            models.CheckConstraint(
                condition=Q(value__gte=-LARGEST, value__lte=LARGEST), name="value_is_finite"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) | Q(kind__in=["total", "gauge"]),
                name="negative_for_totals_and_gauges_alone",
            ),
            models.CheckConstraint(
                condition=Q(day__range=("1990-01-01", "2100-12-31")),
                name="measurement_day_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(corrected__isnull=True)
                | Q(corrected__gte=-LARGEST, corrected__lte=LARGEST, is_disregarded=False),
                name="corrected_or_left_out",
            ),
            models.CheckConstraint(
                condition=Q(corrected__isnull=True)
                | Q(corrected__gte=0)
                | Q(kind__in=["total", "gauge"]),
                name="corrected_has_the_sign_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"measurement {self.pk}"

    @property
    def is_corrected(self) -> bool:
        """Whether the person said something of it that stands."""
        return self.is_disregarded or self.corrected is not None

    @property
    def stands_as(self) -> float | None:
        """The value that pages tell; None where the person left the reading out."""
        if self.is_disregarded:
            return None
        return self.value if self.corrected is None else self.corrected

    @property
    def told_origin(self) -> str:
        """How the value that pages tell was obtained: a corrected one was typed in."""
        return self.origin if self.corrected is None else Measurement.Origin.TYPED_IN

    @property
    def told_precision(self) -> float | None:
        return self.precision if self.corrected is None else None


class Correction(models.Model):
    """What the person says of one reading, and why: another number, or (None) to leave it out."""

    measurement = models.ForeignKey(
        Measurement, on_delete=models.CASCADE, related_name="corrections"
    )
    value = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LIMIT)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measurement"],
                condition=Q(taken_back_at__isnull=True),
                name="one_standing_correction",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=-LARGEST, value__lte=LARGEST),
                name="correction_is_finite",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("made_at")),
                name="correction_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"
