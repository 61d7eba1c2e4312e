"""Any number at a JSON address, found with a JSON Pointer (RFC 6901)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import SMALL_BODY, expect
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.http import Door
from apps.providers.text import number_of
from apps.providers.typed import typed_address, typed_name
from apps.providers.urls import parse_address

POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
POINTER_LIMIT = 500
INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class JsonNumber(Provider):
    """One number in one JSON document."""

    key = "json_number"
    label = _("Any number at an address")
    summary = _("Reads one number from a public JSON address that you name.")
    metrics = (MetricSpec("value", "gauge", _("Value"), _("the number")),)
    fields = (
        Field(
            "address",
            _("Address"),
            _("A public address that answers with JSON, like https://numbers.example/wren.json."),
            kind="url",
        ),
        Field(
            "pointer",
            _("Where the number is"),
            _("A JSON Pointer, like /readers/total. Empty when the answer is the number itself."),
            required=False,
        ),
        Field("name", _("What it counts"), _("A name for the number, like “Readers”.")),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read an address, a pointer and a name. Raises InvalidAccount."""
        address = typed_address(fields)
        pointer = fields.get("pointer", "").strip()
        if not POINTER.fullmatch(pointer) or len(pointer) > POINTER_LIMIT:
            raise InvalidAccount(
                "pointer", _("A pointer starts with a slash, like /readers/total.")
            )
        name = typed_name(fields)
        settings = {"address": address, "pointer": pointer, "name": name}
        return Account(name, parse_address(address).host, settings=settings)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Fetch the document and read the number. Raises ProviderError."""
        settings = account.settings
        document = expect(await door.get_json(settings["address"], limit=SMALL_BODY), now)
        try:
            told = follow(document, settings.get("pointer", ""))
            if told is None:
                raise ProviderError(Outcome.HIDDEN, "null")
            value = number_of(told)
        except (KeyError, IndexError):
            raise ProviderError(Outcome.NOT_FOUND, "nothing-at-pointer") from None
        except ValueError:
            raise ProviderError(Outcome.MALFORMED, "not-a-number") from None
        return Reading(
            account_id=place_of(settings),
            handle=account.handle,
            name=account.handle,
            address=settings["address"],
            values={"value": value},
        )


def place_of(settings: Mapping[str, str]) -> str:
    """A short id for an address and a pointer together, which may be long and private."""
    place = json.dumps([settings["address"], settings.get("pointer", "")])
    return blake2b(place.encode(), digest_size=16).hexdigest()


def follow(document: object, pointer: str) -> object:
    """The value that an RFC 6901 pointer leads to. Raises KeyError or IndexError."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list):
            if not INDEX.fullmatch(name):
                raise KeyError(name)
            document = document[int(name)]
        elif isinstance(document, dict):
            document = document[name]
        else:
            raise KeyError(name)
    return document
