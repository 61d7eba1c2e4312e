"""Entries, their revisions, and what a week's page holds beside the body."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.text import is_blank
from apps.core.weeks import Week
from apps.journal import deck_models  # noqa: F401  # Django finds the models of an app here
from apps.journal.documents import is_web_address

if TYPE_CHECKING:
    from apps.accounts.models import User


class EntryQuerySet(models.QuerySet["Entry"]):
    def for_user(self, user: User) -> EntryQuerySet:
        return self.filter(user=user)

    def in_week(self, week: Week) -> EntryQuerySet:
        return self.filter(year=week.year, number=week.number)

    def written(self) -> EntryQuerySet:
        """Entries that were finished."""
        return self.filter(finished_at__isnull=False)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-year", "-number")

    def kept(self) -> EntryQuerySet:
        """Entries that are not in the bin."""
        return self.filter(binned_at__isnull=True)

    def in_bin(self) -> EntryQuerySet:
        """Entries in the bin that can be put back, the one that went last first."""
        binned = self.filter(binned_at__isnull=False, erased_at__isnull=True)
        return binned.order_by("-binned_at", "-pk")


Entries = models.Manager.from_queryset(EntryQuerySet)


class KeptEntries(Entries["Entry"]):
    """Every page reads entries through this one: what is in the bin is on none of them."""

    def get_queryset(self) -> EntryQuerySet:
        return EntryQuerySet(self.model, using=self._db).kept()


class Entry(models.Model):
    """One week's page: one document with one revision number and one hash."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entries"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    uncovered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    """When words last changed after the numbers were shown."""
    rested_at = models.DateTimeField(null=True, blank=True)
    rest_note = models.CharField(max_length=400, blank=True)
    first_take = models.OneToOneField(
        "Revision", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    binned_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing is left of a binned entry but that its week's numbers were shown."""

    objects = KeptEntries()
    with_bin = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "year", "number"],
                condition=Q(binned_at__isnull=True),
                name="one_entry_a_week",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)) & Q(number__range=(1, 53)),
                name="entry_week_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(uncovered_at__isnull=True, first_take__isnull=True)
                | Q(uncovered_at__isnull=False, first_take__isnull=False)
                | Q(erased_at__isnull=False, first_take__isnull=True),
                name="uncovered_means_first_take",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(binned_at__isnull=False, title="", body="", rest_note=""),
                name="erased_means_without_words",
            ),
        ]
        indexes = [models.Index(fields=["user", "-year", "-number"])]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def week(self) -> Week:
        return Week(self.year, self.number)

    @property
    def is_written(self) -> bool:
        return self.finished_at is not None

    @property
    def is_rest(self) -> bool:
        return self.rested_at is not None

    @property
    def is_uncovered(self) -> bool:
        return self.uncovered_at is not None

    @property
    def is_binned(self) -> bool:
        return self.binned_at is not None

    @property
    def shown_at(self) -> datetime | None:
        """Since when the entry let its week's numbers be seen; None where it did not."""
        moments = (self.uncovered_at, self.rested_at, self.finished_at)
        return min((moment for moment in moments if moment), default=None)

    @property
    def looked_first(self) -> bool:
        """Whether the numbers were shown before the entry was finished."""
        if self.uncovered_at is None:
            return False
        return self.finished_at is None or self.uncovered_at < self.finished_at

    @property
    def is_blank(self) -> bool:
        return is_blank(self.title) and is_blank(self.body)


class Revision(models.Model):
    """The whole document of an entry at one moment; never altered."""

    class Reason(models.TextChoices):
        UNCOVER = "uncover", _("The numbers were shown")
        FINISH = "finish", _("Finished")
        CONFLICT = "conflict", _("Written elsewhere at the same time")
        RESTORE = "restore", _("Brought back")
        LEAVE = "leave", _("Left the page")
        PAUSE = "pause", _("Ten minutes of writing")
        CUT = "cut", _("Before much of it was taken out")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """What these words came from: the version kept before them, or the one brought back."""
    base = models.PositiveIntegerField()
    """The entry's revision number that this document was written on."""
    stood = models.BooleanField(default=True)
    """Whether these words were the page; words that came too late never were."""
    reason = models.CharField(max_length=10, choices=Reason.choices)
    document: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["entry", "-made_at"])]

    def __str__(self) -> str:
        return f"revision {self.pk}"


class Receipt(models.Model):
    """The answer that was given to one save, so that asking again gets the same answer."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="receipts")
    key = models.CharField(max_length=64)
    tab = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    altered = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="one_receipt_a_key"),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class AddendumQuerySet(models.QuerySet["Addendum"]):
    def for_user(self, user: User) -> AddendumQuerySet:
        return self.filter(entry__user=user)

    def kept(self) -> AddendumQuerySet:
        """Addenda to entries that are not in the bin."""
        return self.filter(entry__binned_at__isnull=True)


class Addendum(models.Model):
    """A later thought on an entry, with its own date; the page and its hash know nothing of it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="addenda")
    text = models.TextField()
    day = models.DateField()
    """The date on which it was written, in the zone that the person then had."""
    written_at = models.DateTimeField()

    objects = AddendumQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addenda"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="an_addendum_says_something"),
        ]

    def __str__(self) -> str:
        return f"addendum {self.pk}"


class QualityQuerySet(models.QuerySet["Quality"]):
    def for_user(self, user: User) -> QualityQuerySet:
        return self.filter(user=user)

    def current(self) -> QualityQuerySet:
        return self.filter(retired_at__isnull=True).order_by("position")


class Quality(models.Model):
    """Something the person values and reflects on in words."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="qualities"
    )
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QualityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "qualities"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_quality_a_key"),
        ]

    def __str__(self) -> str:
        return f"quality {self.pk}"


class QualityLineQuerySet(models.QuerySet["QualityLine"]):
    def kept(self) -> QualityLineQuerySet:
        """Lines of entries that are not in the bin."""
        return self.filter(entry__binned_at__isnull=True)


class QualityLine(models.Model):
    """What a week had of one quality: a line, and a private mark if the person likes."""

    class Mark(models.TextChoices):
        LESS = "less", _("Less of it")
        SAME = "same", _("About the same")
        MORE = "more", _("More of it")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="quality_lines")
    quality = models.ForeignKey(Quality, on_delete=models.RESTRICT, related_name="lines")
    line = models.TextField(blank=True)
    mark = models.CharField(max_length=4, choices=Mark.choices, blank=True)

    objects = QualityLineQuerySet.as_manager()

    class Meta:
        ordering = ["quality__position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "quality"], name="one_line_a_quality"),
        ]

    def __str__(self) -> str:
        return f"quality line {self.pk}"


class MomentQuerySet(models.QuerySet["Moment"]):
    def kept(self) -> MomentQuerySet:
        """Moments of entries that are not in the bin."""
        return self.filter(entry__binned_at__isnull=True)


class Moment(models.Model):
    """A post or exchange that mattered, with why; it keeps its own copy of what it points to."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="moments")
    position = models.PositiveSmallIntegerField()
    address = models.URLField(max_length=500, blank=True)
    quote = models.TextField(blank=True)
    whence = models.CharField(max_length=200, blank=True)
    """Who said it and where, in words: "You, on Mastodon", "Teodor, by email"."""
    day = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True)

    objects = MomentQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="one_moment_a_position"),
        ]

    def __str__(self) -> str:
        return f"moment {self.pk}"

    @property
    def link(self) -> str:
        """The address, where a page may link to it; else empty."""
        return self.address if is_web_address(self.address) else ""


class PastName(models.Model):
    """What a quality was called until that moment."""

    quality = models.ForeignKey(Quality, on_delete=models.CASCADE, related_name="past_names")
    name = models.CharField(max_length=60)
    until = models.DateTimeField()

    class Meta:
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"past name {self.pk}"
