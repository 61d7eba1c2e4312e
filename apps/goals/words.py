"""What a page says about a goal and the number beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.core.numbers import say
from apps.goals.models import Goal

QUOTED_AT_MOST = 120
_ENDS = re.compile(r"[.!?…;:](?=\s|$)|\n")
_I_WANT = re.compile(r"I want\s+|I(?:’|')d like\s+|I would like\s+")
# A wish that opens with one of these can follow "you want"; "answer everyone" cannot.
_OPENERS = (
    *("fewer", "less", "more", "better", "slower", "quieter", "smaller", "longer"),
    *("a", "an", "the", "my", "no", "some", "one", "to"),
)


def first_sentence(text: str) -> str:
    """Return the first sentence or clause of a goal, without the mark that ends it."""
    sentence = _ENDS.split(text.strip(), maxsplit=1)[0].strip() or text.strip()
    return Truncator(sentence).chars(QUOTED_AT_MOST)


def say_wish(text: str) -> SafeString:
    """Return "You wrote that you want …", quoting the goal's first sentence."""
    sentence = first_sentence(text)
    wished = _I_WANT.sub("", sentence, count=1) if _I_WANT.match(sentence) else sentence
    opener = re.split(r"[\s,]", wished, maxsplit=1)[0].lower()
    if wished == sentence and opener not in _OPENERS:
        return format_html(_("You wrote: {wish}."), wish=_quoted(sentence))
    wished = wished[:1].lower() + wished[1:]
    return format_html(_("You wrote that you want {wish}."), wish=_quoted(wished))


def _quoted(words: str) -> SafeString:
    return format_html('<em dir="auto">{}</em>', words)


def say_hope(goal: Goal, *, decimals: int) -> str:
    """Return what the person wishes for the number: "You hoped for fewer, between 20 and 40."."""
    direction = goal.Direction(goal.direction).label if goal.direction else ""
    hopes = [str(hope) for hope in (direction, _range(goal, decimals)) if hope]
    return _("You hoped for %(hopes)s.") % {"hopes": ", ".join(hopes)} if hopes else ""


def _range(goal: Goal, decimals: int) -> str:
    low = None if goal.low is None else say(goal.low, decimals)
    high = None if goal.high is None else say(goal.high, decimals)
    if low and high:
        bounds = {"low": low, "high": high}
        return low if low == high else _("between %(low)s and %(high)s") % bounds
    if low:
        return _("at least %(low)s") % {"low": low}
    return _("at most %(high)s") % {"high": high} if high else ""


def list_numbers(numbers: Sequence[int]) -> str:
    """Return "1", "1 and 2", "1, 2 and 3"."""
    *most, last = map(str, numbers)
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last
