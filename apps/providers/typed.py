"""What people type into a connect form, read alike by every provider."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.providers.base import InvalidAccount
from apps.providers.text import NAME_LIMIT, name_text
from apps.providers.urls import public_link


def typed_address(fields: Mapping[str, str]) -> str:
    """The address typed in, in its canonical form. Raises InvalidAccount."""
    address = public_link(fields.get("address", "").strip())
    if not address:
        raise InvalidAccount(
            "address", _("Write a whole public address, like https://score.example/v2.")
        )
    return address


def typed_name(fields: Mapping[str, str]) -> str:
    """The name that the person gives a number. Raises InvalidAccount."""
    typed = fields.get("name", "").strip()
    name = name_text(typed)
    if not name or len(typed) > NAME_LIMIT:
        raise InvalidAccount("name", _("Give the number a name of at most 100 characters."))
    return name
