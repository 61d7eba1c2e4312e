"""What the kinds of rows are called where a person is told how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    "journal.Entry": gettext_lazy("weeks"),
    "journal.Revision": gettext_lazy("versions of weeks"),
    "journal.Addendum": gettext_lazy("addenda"),
    "journal.Moment": gettext_lazy("moments"),
    "journal.QualityLine": gettext_lazy("quality lines"),
    "journal.Quality": gettext_lazy("qualities"),
    "journal.Deck": gettext_lazy("decks of prompts"),
    "journal.OwnPrompt": gettext_lazy("prompts of your own"),
    "goals.Goal": gettext_lazy("goals"),
    "goals.CheckIn": gettext_lazy("check-ins"),
    "review.Sidenote": gettext_lazy("notes on numbers"),
    "review.KeptLine": gettext_lazy("kept lines"),
    "review.Guess": gettext_lazy("guesses"),
    "review.FrozenReading": gettext_lazy("numbers kept with first takes"),
    "metrics.Source": gettext_lazy("sources"),
    "metrics.Measurement": gettext_lazy("measurements"),
    "metrics.Correction": gettext_lazy("corrections"),
    "metrics.Post": gettext_lazy("posts"),
    "metrics.Revocation": gettext_lazy("keys to take back"),
    "metrics.FetchAttempt": gettext_lazy("visits"),
    "account.EmailAddress": gettext_lazy("e-mail addresses"),
    "mfa.Authenticator": gettext_lazy("ways to sign in"),
    "socialaccount.SocialAccount": gettext_lazy("accounts elsewhere to sign in with"),
}
"""What a person knows by name; everything else is told together."""


@dataclass(frozen=True)
class Told:
    """A kind in words, and how many there are, as printed."""

    words: str
    count: str


def told_counts(counts: Mapping[str, int]) -> list[Told]:
    """Return the counts by model in words, the rest of them together at the end."""
    told = [
        Told(str(words), f"{counts[name]:,}") for name, words in WORDS.items() if name in counts
    ]
    rest = sum(count for name, count in counts.items() if name not in WORDS)
    return [*told, *([Told(_("rows of other kinds"), f"{rest:,}")] if rest else [])]
