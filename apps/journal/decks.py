"""Decks as pages and draws read them: the built-in one and those that a person made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from apps.accounts.models import User
from apps.journal.deck_models import Deck, OwnPrompt
from apps.journal.deck_text import Worded
from apps.journal.prompts import PROMPTS, Prompt

_KEY = re.compile(r"[a-z0-9-]{1,40}")


def prompts_in_use(user: User) -> list[Prompt]:
    """Return the prompts of every deck that is not retired: two queries, however many decks.

    Words that several decks have are one prompt.
    """
    own = OwnPrompt.objects.filter(deck__user=user, deck__retired_at=None).order_by("deck", "pk")
    once: dict[str, Prompt] = {}
    for prompt in [*(PROMPTS if uses_built_in(user) else ()), *(as_prompt(one) for one in own)]:
        once.setdefault(str(prompt.text), prompt)
    return list(once.values())


def as_prompt(own: OwnPrompt) -> Prompt:
    return Prompt(own.key, own.text, own.group)


def find_prompt(user: User, key: str) -> Prompt | None:
    """Return the built-in or own prompt with this key, or None."""
    if not _KEY.fullmatch(key):
        return None
    own = OwnPrompt.objects.filter(deck__user=user, key=key).first()
    return as_prompt(own) if own else next((one for one in PROMPTS if one.key == key), None)


def is_refused(prompt: Prompt | OwnPrompt, refused: Collection[str]) -> bool:
    """Say whether a prompt is not for the person; `refused` has keys and words."""
    return prompt.key in refused or str(prompt.text) in refused


def uses_built_in(user: User) -> bool:
    """Say whether the built-in deck is in use: it is, until the person retires it."""
    return (
        not Deck.objects.for_user(user).filter(is_built_in=True, retired_at__isnull=False).exists()
    )


def worded(prompts: Iterable[Prompt | OwnPrompt]) -> list[Worded]:
    """Return prompts as a text file holds them."""
    return [Worded(str(one.text), str(one.group)) for one in prompts]


@dataclass(frozen=True)
class Sample:
    """A deck in the list: its first words say what it is like; the built-in one has no `deck`."""

    deck: Deck | None
    begins: str


@dataclass(frozen=True)
class DeckList:
    """The decks that prompts are drawn from, and the retired ones."""

    in_use: list[Sample]
    retired: list[Sample]


def deck_list(user: User) -> DeckList:
    """Return every deck; two queries for one deck and for twenty."""
    of_deck = OwnPrompt.objects.filter(deck=OuterRef("pk")).order_by("position", "pk")
    own = Deck.objects.for_user(user).own().in_order()
    samples = [
        Sample(deck, getattr(deck, "begins", None) or "")
        for deck in own.annotate(begins=Subquery(of_deck.values("text")[:1]))
    ]
    built_in = [Sample(None, str(PROMPTS[0].text))]
    is_used = uses_built_in(user)
    return DeckList(
        in_use=[
            *(built_in if is_used else ()),
            *(one for one in samples if one.deck and not one.deck.retired_at),
        ],
        retired=[
            *(() if is_used else built_in),
            *(one for one in samples if one.deck and one.deck.retired_at),
        ],
    )


@dataclass(frozen=True)
class ListedPrompt:
    """One prompt on its deck's page; `pk` is empty in the built-in deck, which nobody changes."""

    key: str
    text: str
    pk: int | None
    is_refused: bool


@dataclass(frozen=True)
class Group:
    """The prompts that stand under one heading, which may be empty."""

    name: str
    prompts: list[ListedPrompt]


def grouped(prompts: Iterable[Prompt | OwnPrompt], refused: Collection[str]) -> list[Group]:
    """Return prompts in order, each run of one heading together."""
    groups: list[Group] = []
    for one in prompts:
        if not groups or groups[-1].name != str(one.group):
            groups.append(Group(str(one.group), []))
        pk = one.pk if isinstance(one, OwnPrompt) else None
        groups[-1].prompts.append(
            ListedPrompt(one.key, str(one.text), pk, is_refused(one, refused))
        )
    return groups
