"""The prompt of a week: drawn when its page is first looked at, kept, changed, or refused."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.deck_models import Draw
from apps.journal.decks import is_refused, prompts_in_use
from apps.journal.drawing import Past, choose
from apps.journal.prompts import EVERY_WEEK, Prompt


def drawn(user: User, week: Week) -> Draw | None:
    """Return what the week was given last, unless it was refused and nothing came after it."""
    last = Draw.objects.for_user(user).in_week(week).last()
    return None if last is None or last.dismissed_at else last


def ensure_drawn(*, user: User, week: Week, now: datetime) -> Draw | None:
    """Return the week's prompt, drawing one if it has none; None where no prompt is left."""
    return drawn(user, week) or _draw(user, week, now)


def draw_another(*, user: User, week: Week, instead_of: int, now: datetime) -> Draw | None:
    """Draw again instead of the draw at that place; a second press of the button changes nothing.

    The prompt stays where there is no other.
    """
    shown = drawn(user, week)
    if shown is None or shown.place != instead_of:
        return shown
    return _draw(user, week, now) or shown


def keep_draw(*, user: User, week: Week, place: int, now: datetime) -> None:
    """Keep that draw as the week's prompt."""
    of_week = Draw.objects.for_user(user).in_week(week)
    of_week.filter(place=place, dismissed_at=None, kept_at=None).update(kept_at=now)


def dismiss_draw(*, user: User, week: Week, place: int, now: datetime) -> None:
    """Remember that this prompt is not for the person, and draw another."""
    with transaction.atomic():
        of_week = Draw.objects.for_user(user).in_week(week)
        of_week.filter(place=place, dismissed_at=None).update(dismissed_at=now, kept_at=None)
        ensure_drawn(user=user, week=week, now=now)


def take_back(*, user: User, prompt: Prompt) -> None:
    """Let a prompt that was refused be drawn again."""
    same = Q(key=prompt.key) | Q(text=str(prompt.text))
    Draw.objects.for_user(user).filter(same).update(dismissed_at=None)


def refused_by(user: User) -> set[str]:
    """Return the keys and the words of the prompts that are not for the person."""
    rows = Draw.objects.for_user(user).dismissed().values_list("key", "text")
    return {name for row in rows for name in row}


def question(user: User, week: Week, key: str) -> str:
    """Return the words of a prompt that the week's page offers; empty for any other key."""
    offered = {one.key: str(one.text) for one in EVERY_WEEK}
    if key and key not in offered:
        offered |= Draw.objects.for_user(user).in_week(week).values_list("key", "text")
    return offered.get(key, "")


def _draw(user: User, week: Week, now: datetime) -> Draw | None:
    """Draw one more for the week; where another tab was quicker, what it drew.

    None where nothing is left but what the page shows.
    """
    past, refused = _past(user)
    of_week = sorted((one for one in past if one.week == week), key=lambda one: one.place)
    prompts = [one for one in prompts_in_use(user) if not is_refused(one, refused)]
    chosen = choose(prompts, past, week, seed=user.pk)
    if chosen is None or (of_week and of_week[-1].key == chosen.key):
        return None
    fresh = Draw(
        user=user,
        year=week.year,
        number=week.number,
        place=of_week[-1].place + 1 if of_week else 0,
        key=chosen.key,
        text=str(chosen.text),
        drawn_at=now,
    )
    Draw.objects.bulk_create([fresh], ignore_conflicts=True)
    return drawn(user, week)


def _past(user: User) -> tuple[list[Past], set[str]]:
    """Return every draw of the person, and the keys and words that they refused: one query."""
    rows = Draw.objects.for_user(user).values_list(
        "key", "text", "year", "number", "place", "dismissed_at"
    )
    past, refused = [], set()
    for key, text, year, number, place, dismissed_at in rows:
        past.append(Past(key, text, Week(year, number), place))
        if dismissed_at:
            refused |= {key, text}
    return past, refused
