"""Data of a page for its script, as the value of an attribute."""

from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Return JSON text, which the template escapes like any other."""
    return json.dumps(value)
