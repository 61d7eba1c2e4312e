"""Keys that people give, so that their accounts can be read with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.providers.base import InvalidAccount

# What may stand in a header or a query: nothing that could begin another line.
SECRET = re.compile(r"[\x21-\x7e]{1,300}")


def typed_secret(fields: Mapping[str, str], name: str, *, required: bool = False) -> str:
    """The key typed in, empty when none is needed. Raises InvalidAccount, never telling the key."""
    typed = fields.get(name, "").strip()
    if not typed and not required:
        return ""
    if not SECRET.fullmatch(typed):
        raise InvalidAccount(name, _("A key is one word of letters, digits and signs."))
    return typed
