"""What a page says about a goal and the number beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.numbers import is_visible, say, say_change, say_change_range
from apps.core.statistics import Slope
from apps.goals.models import Ending, GoalMetric

ENDINGS = {
    Ending.REACHED: gettext_lazy("Reached: it is as you wanted it."),
    Ending.CHANGED: gettext_lazy("Changed: you want something else now. You write that down next."),
    Ending.PAUSED: gettext_lazy("Paused: it waits until you take it up again."),
    Ending.HANDED_ON: gettext_lazy("Handed on: it is somebody else’s to look after."),
    Ending.LET_GO: gettext_lazy("Let go: you do not want it any more."),
}
"""What each way to set a goal down means, as its choice is worded."""

QUOTED_AT_MOST = 120
MORE_DECIMALS = 3
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


def say_hope(beside: GoalMetric, *, decimals: int) -> str:
    """Return what the person wishes for the number: "You hoped for fewer, between 20 and 40."."""
    direction = beside.Direction(beside.direction).label if beside.direction else ""
    hopes = [str(hope) for hope in (direction, _range(beside, decimals)) if hope]
    return _("You hoped for %(hopes)s.") % {"hopes": ", ".join(hopes)} if hopes else ""


def say_a_month(slope: Slope, *, weeks: int, decimals: int, is_total: bool) -> str:
    """Return the change a month with its doubt, from so many of how many `weeks`.

    "About +12 a month, 95% interval +10 to +15, from all 12 weeks." With `is_total` it is a week's
    total that changes.
    """
    finer = _finer(slope, decimals)
    told = {
        "middle": say_change(slope.middle, finer),
        "range": say_change_range(slope.low, slope.high, finer),
        "which": _which(slope.points, weeks),
    }
    if not slope.can_tell:
        said = _("Can’t tell yet whether it moves: %(range)s a month, 95%% interval, %(which)s.")
    elif is_total:
        said = _("About %(middle)s a month in a week’s total, 95%% interval %(range)s, %(which)s.")
    else:
        said = _("About %(middle)s a month, 95%% interval %(range)s, %(which)s.")
    return said % told


def _which(points: int, weeks: int) -> str:
    if points == weeks:
        return _("from all %(weeks)s weeks") % {"weeks": weeks}
    return _("from %(points)s of the %(weeks)s weeks") % {"points": points, "weeks": weeks}


def _finer(slope: Slope, decimals: int) -> int:
    """Return as many decimals as let nothing but zero print as zero, within reason."""
    told = [value for value in (slope.middle, slope.low, slope.high) if value]
    for more in range(MORE_DECIMALS):
        if all(is_visible(value, decimals + more) for value in told):
            return decimals + more
    return decimals + MORE_DECIMALS


def say_ending(ending: str) -> str:
    """Return how a goal was set down: "Handed on"; "Set down" where nobody said how."""
    return str(Ending(ending).label) if ending else _("Set down")


def _range(beside: GoalMetric, decimals: int) -> str:
    low = None if beside.low is None else say(beside.low, decimals)
    high = None if beside.high is None else say(beside.high, decimals)
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
