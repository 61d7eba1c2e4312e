"""The built-in deck of prompts, and the questions about every week's numbers.

They work in a week with no posts at all, and none of them needs a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Prompt:
    """A question to write from; `key` never changes, the words may be translated or mended."""

    key: str
    text: str | Promise
    group: str | Promise = ""


_PEOPLE, _CRAFT, _ATTENTION = _("People"), _("Craft"), _("Attention")
_VALUES, _GOALS = _("Values"), _("Goals")

_WORDS: tuple[tuple[Promise, Promise], ...] = (
    (
        _PEOPLE,
        _(
            "Who made the internet feel like a smaller, kinder room this week, "
            "and what exactly did they do?"
        ),
    ),
    (
        _PEOPLE,
        _(
            "Think of one reply you wrote. Who were you picturing as you wrote it, "
            "and would they recognise themselves?"
        ),
    ),
    (
        _PEOPLE,
        _(
            "Whose silence did you notice? You don’t have to do anything about it. "
            "Write down one thing you like about them."
        ),
    ),
    (_PEOPLE, _("Describe someone you disagreed with so fairly that they would nod.")),
    (
        _PEOPLE,
        _(
            "Everyone who read you this week is coming to dinner. Whom do you seat together, "
            "and what do you hope they talk about?"
        ),
    ),
    (
        _CRAFT,
        _(
            "Which sentence, picture, commit or clip from this week would you gladly sign twice? "
            "Bring it here."
        ),
    ),
    (
        _CRAFT,
        _("What did you make that almost nobody saw? Tell it what you would tell a friend’s work."),
    ),
    (
        _CRAFT,
        _("What did you leave in the drafts, and what did it teach you while it was there?"),
    ),
    (
        _CRAFT,
        _(
            "If this week were one issue of a tiny magazine, what would it be called, "
            "and what belongs in the next issue?"
        ),
    ),
    (
        _CRAFT,
        _("Where did you play? Name one thing you tried without knowing whether it would work."),
    ),
    (_ATTENTION, _("What did you go online to find, and what found you instead?")),
    (
        _ATTENTION,
        _("Remember one moment when you looked up from the screen. What was in the room?"),
    ),
    (
        _ATTENTION,
        _("Which thing you read is still humming in your head? Would you like it to stay?"),
    ),
    (_ATTENTION, _("When did scrolling feel like rest, and when did it only look like rest?")),
    (
        _ATTENTION,
        _(
            "If your attention were a guest this week, where was it enjoying itself "
            "and where was it just being polite?"
        ),
    ),
    (
        _VALUES,
        _("Where did the you in public and the you at the kitchen table sound most alike?"),
    ),
    (_VALUES, _("What did you speak up for, or let pass? How does that sit with you now?")),
    (_VALUES, _("What did you once believe loudly that you now hold more softly?")),
    (
        _VALUES,
        _(
            "A stranger reads only this week of you. What would they guess you love, "
            "and what would they miss?"
        ),
    ),
    (
        _VALUES,
        _("When you were right, funny or first, how was it for the person on the other end?"),
    ),
    (
        _GOALS,
        _(
            "Read your goal aloud. Is it still in your voice? "
            "Change any word that belongs to someone else."
        ),
    ),
    (_GOALS, _("What does this week know about your goal that last week didn’t?")),
    (
        _GOALS,
        _(
            "Choose the smallest next thing. When and where could it happen, "
            "and if the day gets in the way, then what?"
        ),
    ),
    (
        _GOALS,
        _(
            "Is there a goal you would like to set down, kindly? "
            "What would your hands be free to hold?"
        ),
    ),
)

PROMPTS = tuple(Prompt(str(n), text, group) for n, (group, text) in enumerate(_WORDS, start=1))

BEFORE_YOU_LOOK = Prompt("25", _("What kind of week was it, in your own words?"))
AFTER_YOU_LOOK = Prompt("26", _("What surprised you, and what did you already know?"))
LAST_LINE = Prompt("27", _("What does no number here know about this week?"))
EVERY_WEEK = (BEFORE_YOU_LOOK, AFTER_YOU_LOOK, LAST_LINE)
"""What can be asked of every week; the last two need its numbers to be shown."""
