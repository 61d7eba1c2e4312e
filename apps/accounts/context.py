"""What every template may say about the browser that it is read in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.social.places import places

SHARED = "shared"
"""The session's key for: others use this computer too."""


def browser(request: HttpRequest) -> dict[str, Any]:
    """Return whether others use this computer too, as said at sign-in, and what ways in there are.

    Asked for when a template does: the page for an error may come before there is a session.
    """
    return {
        "is_shared": lambda: SHARED in getattr(request, "session", {}),
        "passwords": settings.PASSWORDS,
        "places": places,
    }
