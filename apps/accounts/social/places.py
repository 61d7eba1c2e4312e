"""The ways to sign in that are offered here, by the key that stands in their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

LABELS = {"github": "GitHub", "google": "Google", "mastodon": _("Mastodon")}


@dataclass(frozen=True)
class Place:
    """One way to sign in with an account elsewhere."""

    key: str
    label: str

    @property
    def address(self) -> str:
        """Where signing in with it begins."""
        return reverse("accounts:with", args=[self.key])

    @property
    def asks_for_host(self) -> bool:
        """Whether it is many places, of which one is typed in."""
        return self.key == "mastodon"


def places() -> Sequence[Place]:
    """Return the ways that this copy offers, as its environment says."""
    named = [Place(key, _label(key)) for key in settings.SOCIALACCOUNT_PROVIDERS]
    own = [Place("mastodon", _label("mastodon"))] if settings.SIGN_IN_WITH_MASTODON else []
    return [*named, *own]


def place_of(key: str) -> Place | None:
    """Return the way with this key; None where it is not offered."""
    return next((one for one in places() if one.key == key), None)


def label_of(key: str) -> str:
    """Return what a way is called, offered or not."""
    return _label(key) if key in LABELS or key in settings.SOCIALACCOUNT_PROVIDERS else key


def _label(key: str) -> str:
    if key in LABELS:
        return str(LABELS[key])
    return str(settings.SOCIALACCOUNT_PROVIDERS[key]["APPS"][0]["name"])
