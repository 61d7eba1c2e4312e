"""A source's state in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.providers.base import Outcome

# Refused, blocked and timed out read the same: nobody can feel their way along a network by them.
GAP_REASONS = {
    "not_connected": gettext_lazy("not connected yet"),
    "paused": gettext_lazy("paused"),
    Outcome.OK: gettext_lazy("nothing was kept of that visit"),
    Outcome.HIDDEN: gettext_lazy("the numbers were hidden there"),
    Outcome.GONE: gettext_lazy("the account was gone"),
    Outcome.MOVED: gettext_lazy("the account had moved"),
    Outcome.SUSPENDED: gettext_lazy("the account was suspended there"),
    Outcome.NEEDS_SIGN_IN: gettext_lazy("the host wanted a sign-in"),
    Outcome.NOT_FOUND: gettext_lazy("no such account was found there"),
    Outcome.RATE_LIMITED: gettext_lazy("the host asked us to slow down"),
    Outcome.MALFORMED: gettext_lazy("the answer held no number that could be read"),
    Outcome.TRANSIENT: gettext_lazy("the host did not answer"),
    Outcome.REFUSED: gettext_lazy("the host did not answer"),
}


def gap_reason(outcome: str) -> str:
    """Return why a day has no number, as the end of a sentence."""
    return str(GAP_REASONS.get(outcome) or _("nobody visited"))
