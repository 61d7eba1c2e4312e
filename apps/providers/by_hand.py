"""A number the person types in: nobody is visited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.providers.base import (
    Account,
    Field,
    MetricSpec,
    Outcome,
    Provider,
    ProviderError,
    Reading,
)
from apps.providers.http import Door
from apps.providers.typed import typed_name


class ByHand(Provider):
    """One number, typed in by hand on a date of its own."""

    key = "by_hand"
    label = _("A number by hand")
    summary = _("You type in a number when you like: subscribers, letters answered, anything.")
    needs_visits = False
    metrics = (MetricSpec("number", "gauge", _("Number"), _("the number")),)
    fields = (
        Field("name", _("What it counts"), _("A name for the number, like “Letter subscribers”.")),
    )

    def parse(self, fields: Mapping[str, str]) -> Account:
        """Read a name. Raises InvalidAccount."""
        name = typed_name(fields)
        return Account(name, "", settings={"name": name})

    async def read_one(
        self, door: Door, account: Account, *, since: datetime, now: datetime
    ) -> Reading:
        """Nobody can be asked: always raises ProviderError."""
        raise ProviderError(Outcome.REFUSED, "typed-in-by-hand", permanent=True)
