"""For tests of decks: one with prompts, and what a week shows of it."""

from __future__ import annotations

from apps.journal.deck_operations import add_prompts, make_deck, retire_built_in
from apps.journal.deck_text import Worded
from tests.support.writing import SUNDAY


def make_own_deck(user, count=3, *, name="Mine", alone=False):
    """Return a deck of that many prompts, "Mine 1?" and on; `alone` retires the built-in one."""
    deck = make_deck(user=user, name=name, now=SUNDAY)
    add_prompts(deck=deck, prompts=[Worded(f"{name} {n}?") for n in range(1, count + 1)])
    if alone:
        retire_built_in(user=user, at=SUNDAY, now=SUNDAY)
    return deck


def prompt_texts(deck):
    """Return the words of a deck's prompts in order, as the database has them."""
    return list(deck.prompts.values_list("text", flat=True))
