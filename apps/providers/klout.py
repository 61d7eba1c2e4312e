"""A score worked out by somebody else, in the shape of Klout's API version 2.

`GET {base}/user.json/{id}/score` answers {"score": "47.2", "bucket": "40-49", "scoreDelta":
{"dayChange": ...}}. The deltas were also spelt scoreDeltas, numbers came as strings too, and the
bucket was sometimes missing; the score alone is read, as that service's claim.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from apps.providers.answers import SMALL_BODY, conditions, expect, rest_time, validators_of
from apps.providers.base import (
    Account,
    Field,
    InvalidAccount,
    MetricSpec,
    Provider,
    Reading,
)
from apps.providers.http import Door
from apps.providers.text import number_of
from apps.providers.typed import typed_address
from apps.providers.urls import parse_address

IDENTITY = re.compile(r"[A-Za-z0-9_.@-]{1,100}")


class Klout(Provider):
    """A Klout-like score at a base address."""

    key = "klout"
    label = _("Klout-like score")
    summary = _("Quotes a score that another service works out. It is that service’s claim.")
    metrics = (MetricSpec("score", "gauge", _("Score"), _("the score"), decimals=1),)
    fields = (
        Field(
            "address",
            _("Base address"),
            _("Where the service’s API begins, like https://score.example/v2."),
            kind="url",
        ),
        Field("identity", _("Your id there"), _("The id or name the service knows you by.")),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a base address and an id. Raises InvalidAccount."""
        base = typed_address(fields).rstrip("/")
        identity = fields.get("identity", "").strip()
        if "?" in base:
            raise InvalidAccount("address", _("Leave out the question mark and what follows it."))
        if not IDENTITY.fullmatch(identity):
            raise InvalidAccount(
                "identity", _("An id has letters, digits and . _ @ - and no spaces.")
            )
        settings = {"address": base, "identity": identity}
        return Account(identity, parse_address(base).host, settings=settings)

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Ask for the score, unless it is what it was.

        Raises ProviderError, ValueError for a score that is no number.
        """
        identity = account.settings["identity"]
        url = f"{account.settings['address']}/user.json/{quote(identity, safe='')}/score"
        asked = conditions(account.validators)
        answer = await door.get_json(url, headers=asked, limit=SMALL_BODY)
        is_unchanged = bool(asked) and answer.status == 304
        told = {} if is_unchanged else expect(answer, now)
        return Reading(
            account_id=identity,
            handle=identity,
            name=account.host,
            address=account.settings["address"],
            values={} if is_unchanged else {"score": number_of(told["score"])},
            is_unchanged=is_unchanged,
            validators=account.validators if is_unchanged else validators_of(answer),
            rest_until=rest_time(answer.headers, now),
        )
