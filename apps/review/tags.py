"""Where a tag leads from a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def tag_address(tag: str) -> str:
    """Return the notebook filtered by a tag; empty where there is no notebook."""
    try:
        notebook = reverse("review:notebook")
    except NoReverseMatch:
        return ""
    return f"{notebook}?{urlencode({'tag': tag})}"
