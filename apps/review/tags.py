"""Where a tag leads from a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse


def tag_address(tag: str) -> str:
    """Return the notebook narrowed to a tag."""
    return f"{reverse('review:notebook')}?{urlencode({'tag': tag})}"
