"""What every template may say about the browser that it is read in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

SHARED = "shared"
"""The session's key for: others use this computer too."""


def browser(request: HttpRequest) -> dict[str, Any]:
    """Return whether the person said at sign-in that others use this computer too.

    Asked for when a template does: the page for an error may come before there is a session.
    """
    return {"is_shared": lambda: SHARED in getattr(request, "session", {})}
