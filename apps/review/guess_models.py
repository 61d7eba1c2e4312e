"""A guess: what the person thought that a number would say, written before it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.journal.models import Entry
from apps.metrics.models import LARGEST, Metric

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.core.weeks import Week


class GuessQuerySet(models.QuerySet["Guess"]):
    def for_user(self, user: User) -> GuessQuerySet:
        """A person's guesses on weeks that are not in the bin."""
        return self.filter(entry__user=user, entry__binned_at__isnull=True)

    def in_week(self, week: Week) -> GuessQuerySet:
        return self.filter(entry__year=week.year, entry__number=week.number)

    def with_words(self) -> GuessQuerySet:
        """Guesses of which something was said."""
        return self.exclude(answer="")


class Guess(models.Model):
    """One guess a week, and what the person wrote when both stood there.

    It belongs to its week alone: nothing counts guesses, compares them or reads several at once.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="guess")
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    metric_label = models.CharField(max_length=260)
    """The number as it was chosen; it outlives the number."""
    is_change = models.BooleanField(default=False)
    decimals = models.PositiveSmallIntegerField(default=0)
    value = models.FloatField()
    guessed_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    """What the person saw that the number did not."""
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = GuessQuerySet.as_manager()

    class Meta:
        verbose_name = _("guess")
        verbose_name_plural = "guesses"
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=-LARGEST, value__lte=LARGEST), name="guess_is_finite"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="an_answer_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"guess {self.pk}"
