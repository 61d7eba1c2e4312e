"""What a person does with their decks: make, fill, put in order, retire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.journal.deck_models import Deck, OwnPrompt, new_key
from apps.journal.deck_text import Worded

MOST_DECKS = 20
MOST_PROMPTS = 500


class TooManyDecks(Exception):
    """The person has as many decks as are kept."""


class TooManyPrompts(Exception):
    """The deck would hold more prompts than a deck does."""


class TwicePrompt(Exception):
    """The deck has a prompt of the same words."""


def make_deck(*, user: User, name: str, now: datetime) -> Deck:
    """Return a new, empty deck; raise TooManyDecks."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Deck.objects.for_user(user).own().count() >= MOST_DECKS:
            raise TooManyDecks
        return Deck.objects.create(user=user, name=name, made_at=now)


def retire_built_in(*, user: User, at: datetime | None, now: datetime) -> None:
    """Draw no more from the built-in deck, or with `at=None` draw from it again."""
    Deck.objects.update_or_create(
        user=user,
        is_built_in=True,
        defaults={"retired_at": at},
        create_defaults={"retired_at": at, "made_at": now},
    )


def new_prompts(deck: Deck, prompts: Sequence[Worded]) -> list[Worded]:
    """Return the prompts whose words the deck does not have, each once."""
    known = set(deck.prompts.values_list("text", flat=True))
    once: dict[str, Worded] = {}
    for one in prompts:
        if one.text not in known:
            once.setdefault(one.text, one)
    return list(once.values())


def add_prompts(*, deck: Deck, prompts: Sequence[Worded]) -> list[OwnPrompt]:
    """Add those that the deck does not have at its end, and return them; raise TooManyPrompts."""
    with transaction.atomic():
        Deck.objects.select_for_update().get(pk=deck.pk)
        fresh = new_prompts(deck, prompts)
        if deck.prompts.count() + len(fresh) > MOST_PROMPTS:
            raise TooManyPrompts
        last = deck.prompts.aggregate(last=Max("position"))["last"] or 0
        return OwnPrompt.objects.bulk_create(
            OwnPrompt(deck=deck, key=new_key(), text=one.text, group=one.group, position=position)
            for position, one in enumerate(fresh, start=last + 1)
        )


def change_prompt(*, prompt: OwnPrompt, text: str, group: str, place: int) -> None:
    """Give a prompt other words or another place; its draws stay its own. Raises TwicePrompt."""
    try:
        with transaction.atomic():
            prompt.text, prompt.group = text, group
            prompt.save(update_fields=["text", "group"])
            _put(prompt, place)
    except IntegrityError as error:
        raise TwicePrompt from error


def move_prompt(*, prompt: OwnPrompt, by: int) -> None:
    """Move a prompt that many places down its deck, or up when negative."""
    with transaction.atomic():
        _put(prompt, place_of(prompt) + by)


def place_of(prompt: OwnPrompt) -> int:
    """Return where in its deck a prompt stands, from 1."""
    return _order(prompt).index(prompt.pk) + 1


def _order(prompt: OwnPrompt) -> list[int]:
    of_deck = OwnPrompt.objects.filter(deck=prompt.deck_id).order_by("position", "pk")
    return list(of_deck.values_list("pk", flat=True))


def _put(prompt: OwnPrompt, place: int) -> None:
    """Number the deck anew with the prompt at a place from 1; beyond its ends is at its ends."""
    Deck.objects.select_for_update().get(pk=prompt.deck_id)
    order = [pk for pk in _order(prompt) if pk != prompt.pk]
    order.insert(max(0, place - 1), prompt.pk)
    OwnPrompt.objects.bulk_update(
        [OwnPrompt(pk=pk, position=position) for position, pk in enumerate(order, start=1)],
        ["position"],
        batch_size=200,
    )
