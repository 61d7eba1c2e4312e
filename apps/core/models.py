"""Signs of life, counted tries, the words to be found, and letters that wait to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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


class Tries(models.Model):
    """How often something was tried within a time that ends; see limiting.py."""

    key = models.CharField(max_length=64, unique=True)
    """A hash of what was tried and by whom."""
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"tries {self.pk}"


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def for_user(self, user: Any) -> SearchTextQuerySet:  # a User, whom core does not know
        return self.filter(user=user)

    def with_words(self) -> SearchTextQuerySet:
        """Rows that say something; a blank row remembers only that its words were read."""
        return self.filter(has_words=True)

    def newest_first(self) -> SearchTextQuerySet:
        """By week, the newest first; inside a week as its page has them."""
        return self.order_by("-place", "object_id")


class SearchText(models.Model):
    """One piece of a person's words, folded for search; made again from the words at any time.

    `kind` and `object_id` name the piece's own row, `holder_kind` and `holder_id` the row that it
    is a part of: an entry is read with its lines and moments. `stamp` is what the holder said of
    itself when it was read. An index of the database's own hangs on this table: see migration 0003.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_texts"
    )
    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    holder_kind = models.CharField(max_length=12)
    holder_id = models.BigIntegerField()
    stamp = models.CharField(max_length=160)
    place = models.BigIntegerField()
    """The later the week, the larger; inside a week the first of its page has the largest."""
    monday = models.DateField()
    """Of the week on whose page the words stand."""
    first_day = models.DateField()
    last_day = models.DateField()
    folded = models.TextField()
    tags = models.TextField(blank=True)
    """Folded tags with a space before and after each."""
    has_words = models.BooleanField()

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_text_a_piece"),
        ]
        indexes = [
            models.Index(fields=["user", "-place", "object_id"], name="search_text_newest_first"),
            models.Index(fields=["user", "kind"], name="search_text_kind"),
            models.Index(fields=["user"], condition=~Q(tags=""), name="search_text_tagged"),
            models.Index(fields=["holder_kind", "holder_id"], name="search_text_holder"),
        ]

    def __str__(self) -> str:
        return f"search text {self.pk}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> LetterQuerySet:
        """Letters to be sent: those that wait, and those whose sender died on the way."""
        waiting = Q(state=Letter.State.WAITING, next_at__lte=now)
        return self.filter(waiting | Q(state=Letter.State.SENDING, lease_until__lte=now))


class Letter(models.Model):
    """A mail to one person in the outbox; what it says is written when it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        GIVEN_UP = "given_up", _("Given up")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    """What it may be sent once in: an ISO week, or the row that it is about."""
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "period"], name="one_letter_a_kind_and_period"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="sending_means_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(give_up_at__gte=F("made_at")), name="given_up_after_made"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="letters_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
