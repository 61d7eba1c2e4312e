"""What every template may say about this copy of Sidenote."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the host's name, whether this is local mode, and the appearance in the cookie."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_host": settings.SITE_URL.partition("//")[2],
        "site_operator": settings.SITE_OPERATOR,
        "is_local": settings.LOCAL,
        "theme": theme if theme in THEMES else "",
    }
