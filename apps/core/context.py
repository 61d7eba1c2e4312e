"""What every template may say about this copy of Sidenote."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")
KEYS_OFF = "off"


def site(request: HttpRequest) -> dict[str, Any]:
    """Return where this is, who may sign up, and what the browser's cookies say."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_host": settings.SITE_URL.partition("//")[2],
        "site_operator": settings.SITE_OPERATOR,
        "is_local": settings.LOCAL,
        "sign_up": settings.SIGN_UP,
        "keys_off": request.COOKIES.get("keys") == KEYS_OFF,
        "theme": theme if theme in THEMES else "",
    }
