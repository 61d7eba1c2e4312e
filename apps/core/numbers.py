"""How a number is printed: grouped, with a real minus sign, with the decimals its metric shows."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

MINUS = "\u2212"
# ASCII digits, commas between thousands, a point before at most six decimals.
_TYPED = re.compile(r"[+\-\u2212]?(?:[0-9]{1,16}|[0-9]{1,3}(?:,[0-9]{3}){1,6})(?:\.[0-9]{1,6})?")


class NotANumber(ValueError):
    """The text is not a number written in digits."""


def read_number(typed: str) -> float:
    """Return the number that a person typed: "1204", "1,204", "−3", "46.2".

    Raises NotANumber for anything else: exponents, underscores, digits of other scripts.
    """
    if not _TYPED.fullmatch(typed):
        raise NotANumber("expected digits")
    return float(typed.replace(",", "").replace(MINUS, "-"))


def say(value: float, decimals: int = 0) -> str:
    """Return `value` as a page prints it: "1,204", "−3", "46.2"."""
    digits = f"{abs(value):,.{decimals}f}"
    return MINUS + digits if value < 0 and is_visible(value, decimals) else digits


def say_change(value: float, decimals: int = 0) -> str:
    """Return a difference with its sign: "+7", "−3", or "no change"."""
    if not is_visible(value, decimals):
        return _("no change")
    return say(value, decimals) if value < 0 else f"+{say(value, decimals)}"


def say_range(low: float, high: float, decimals: int = 0) -> str:
    """Return both ends in words: "20 to 40"; one number when they print the same."""
    first, last = say(low, decimals), say(high, decimals)
    return first if first == last else _("%(low)s to %(high)s") % {"low": first, "high": last}


def say_change_range(low: float, high: float, decimals: int = 0) -> str:
    """Return the ends of a range of differences: "+2 to +4", "0 to +3"."""
    first, last = _signed(low, decimals), _signed(high, decimals)
    return first if first == last else _("%(low)s to %(high)s") % {"low": first, "high": last}


def is_visible(value: float, decimals: int) -> bool:
    """Say whether anything but zero is left of `value` at that many decimals."""
    return float(f"{value:.{decimals}f}") != 0


def _signed(value: float, decimals: int) -> str:
    return say_change(value, decimals) if is_visible(value, decimals) else say(0, decimals)
