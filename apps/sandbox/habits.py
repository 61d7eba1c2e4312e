"""How the demo person begins a week: a deck of their own, prompts drawn, qualities made theirs."""

from __future__ import annotations

from apps.accounts.models import User
from apps.journal.deck_models import ChosenFrame
from apps.journal.deck_operations import add_prompts, make_deck
from apps.journal.deck_text import Worded
from apps.journal.draws import dismiss_draw, ensure_drawn, keep_draw
from apps.journal.models import PastName, Quality
from apps.journal.qualities import ensure_qualities
from apps.sandbox.life import Calendar

BEGUN_AT = "Sunday 19:00"
RENAMED_AT = (40, "Wednesday 08:15")
RETIRED_AT = (70, "Saturday 11:00")
FILLED_AT = (30, "Saturday 16:00")
WEEKS_DRAWN = 9
KEPT, REFUSED = 3, 6
FRAMES = {0: "what", 1: "blank", 24: "letter", 86: "letter"}
DECK = "From the bench"
PROMPTS = (
    Worded("What did the work want, and did you let it?", "Hands"),
    Worded("What dried in the wrong shape, and is it worse for it?", "Hands"),
    Worded("Whose tools did you use, and have you said so?", "Hands"),
    Worded("Which letter did you write in your head and not on paper?", "Post"),
    Worded("Who wrote to you slowly?", "Post"),
    Worded("What would Ines say about this week, and would she be right?"),
)


def shape_qualities(user: User, calendar: Calendar) -> None:
    """One of the five has had another name; a sixth was asked about in the first year alone."""
    five = {one.key: one for one in ensure_qualities(user)}
    renamed_at = calendar.moment(*RENAMED_AT)
    PastName.objects.create(quality=five["open"], name="Unguarded", until=renamed_at)
    Quality.objects.create(
        user=user,
        key="useful",
        name="Useful",
        hint="To somebody in particular.",
        position=len(five) + 1,
        retired_at=calendar.moment(*RETIRED_AT),
    )


def fill_deck(user: User, calendar: Calendar) -> None:
    """Make the deck that they wrote themselves, beside the built-in one."""
    deck = make_deck(user=user, name=DECK, now=calendar.moment(*FILLED_AT))
    add_prompts(deck=deck, prompts=PROMPTS)


def begin_weeks(user: User, calendar: Calendar) -> None:
    """Draw the prompts of the last weeks, one kept and one refused, and choose a few frames."""
    for back in range(WEEKS_DRAWN, -1, -1):
        week, now = calendar.week(back), calendar.moment(back, BEGUN_AT)
        ensure_drawn(user=user, week=week, now=now)
        if back == KEPT:
            keep_draw(user=user, week=week, place=0, now=now)
        if back == REFUSED:
            dismiss_draw(user=user, week=week, place=0, now=now)
    ChosenFrame.objects.bulk_create(
        ChosenFrame(
            user=user,
            year=calendar.week(back).year,
            number=calendar.week(back).number,
            frame=frame,
            chosen_at=calendar.moment(back, BEGUN_AT),
        )
        for back, frame in FRAMES.items()
    )
