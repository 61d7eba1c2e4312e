"""Decks of prompts, what was drawn from them, and how a week's page was begun."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.weeks import Week

if TYPE_CHECKING:
    from apps.accounts.models import User

DECK_NAME, PROMPT, GROUP = 60, 500, 60
"""The most characters of a deck's name, a prompt, and the heading that it stands under."""


def new_key() -> str:
    """Return the key of a new prompt; it stays when the words are changed."""
    return f"own-{secrets.token_hex(8)}"


class DeckQuerySet(models.QuerySet["Deck"]):
    def for_user(self, user: User) -> DeckQuerySet:
        return self.filter(user=user)

    def own(self) -> DeckQuerySet:
        """Decks that the person made."""
        return self.filter(is_built_in=False)

    def in_order(self) -> DeckQuerySet:
        return self.order_by("made_at", "pk")


class Deck(models.Model):
    """A set of prompts of one's own; a built-in row says only whether that deck is retired."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decks"
    )
    is_built_in = models.BooleanField(default=False)
    name = models.CharField(max_length=DECK_NAME, blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DeckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_built_in=True), name="one_built_in_deck"
            ),
            models.CheckConstraint(
                condition=Q(is_built_in=True, name="") | (Q(is_built_in=False) & ~Q(name="")),
                name="own_decks_have_names",
            ),
        ]

    def __str__(self) -> str:
        return f"deck {self.pk}"


class OwnPrompt(models.Model):
    """A question in a deck of one's own."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="prompts")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    text = models.CharField(max_length=PROMPT)
    group = models.CharField(max_length=GROUP, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deck", "text"], name="one_prompt_a_text"),
        ]

    def __str__(self) -> str:
        return f"prompt {self.pk}"


class DrawQuerySet(models.QuerySet["Draw"]):
    def for_user(self, user: User) -> DrawQuerySet:
        return self.filter(user=user)

    def in_week(self, week: Week) -> DrawQuerySet:
        return self.filter(year=week.year, number=week.number).order_by("place")

    def dismissed(self) -> DrawQuerySet:
        return self.filter(dismissed_at__isnull=False)


class Draw(models.Model):
    """A prompt that a week was given; its words stay when the deck changes or goes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="draws"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    """The how-manieth of its week, from 0; the last one is what the page shows."""
    key = models.CharField(max_length=40)
    text = models.CharField(max_length=PROMPT)
    drawn_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "year", "number", "place"], name="one_draw_a_place"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)) & Q(number__range=(1, 53)),
                name="draw_week_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True) | Q(dismissed_at__isnull=True),
                name="kept_or_dismissed",
            ),
        ]

    def __str__(self) -> str:
        return f"draw {self.pk}"

    @property
    def week(self) -> Week:
        return Week(self.year, self.number)


class ChosenFrame(models.Model):
    """How the person chose to begin a week's page."""

    class Frame(models.TextChoices):
        BLANK = "blank", _("A blank page")
        WHAT = "what", _("What, so what, now what")
        LETTER = "letter", _("A letter to a friend")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chosen_frames"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    frame = models.CharField(max_length=6, choices=Frame.choices)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "year", "number"], name="one_frame_a_week"),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)) & Q(number__range=(1, 53)),
                name="frame_week_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"chosen frame {self.pk}"

    @property
    def week(self) -> Week:
        return Week(self.year, self.number)
