"""Everything of a person's as rows: `everything.json`, one a line; see docs/export-format.md.

The names of kinds and fields are those of the models. What changes them changes VERSION.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Field, Model, Q, QuerySet

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.portability.belongings import Belonging, belongings

FORMAT = "sidenote-export"
VERSION = 1
CHUNK = 50
"""Rows that are in memory together: a version of a week alone may have half a megabyte."""
LEFT_OUT = {
    "account.EmailConfirmation": "a key that is in a mail",
    "admin": "what an administrator did",
    "core.Letter": "mails that were sent; they hold no words of the person's",
    "core.SearchText": "made again from the words",
    "journal.Receipt": "answers to a browser that saved",
    "metrics.Check": "counted for a day",
    "metrics.Revocation": "keys that are being taken back",
    "mfa": "keys to sign in with",
    "portability": "leaving, files and shared links of this copy of Sidenote",
    "socialaccount": "keys to sign in with",
    "usersessions": "browsers that are signed in",
}
"""What stays here, by model or by app, and why."""
LEFT_OUT_FIELDS = {
    "accounts.User": {
        "password", "last_login", "is_active", "is_staff", "is_superuser", "is_demo", "erase_at",
    },
    "metrics.Source": {"sealed_secret", "validators", "validators_of"},
}  # fmt: skip
"""Keys and tokens never leave, nor does what holds for this copy of Sidenote alone."""
DAY_OF = {
    "metrics.Measurement": "day",
    "metrics.Correction": "measurement__day",
    "metrics.FetchAttempt": "day",  # its detail may tell that something fell to nothing
    "metrics.PostCount": "day",
    "review.FrozenReading": "day",
}
"""Rows that tell a value that was measured on a day, or something of it."""
_STEERS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Characters that JSON need not escape, and that a terminal or a script may not take for text."""

Write = Callable[[str], object]


def exported() -> list[Belonging]:
    """Return the models whose rows leave, those first that others hang on."""
    return [
        one
        for one in reversed(belongings())
        if one.label not in LEFT_OUT and one.model._meta.app_label not in LEFT_OUT
    ]


def fields_of(model: type[Model]) -> list[str]:
    """Return the names of the columns that leave."""
    hidden = LEFT_OUT_FIELDS.get(model._meta.label, set())
    columns = (field for field in model._meta.fields if isinstance(field, Field))
    return [field.attname for field in columns if field.name not in hidden]


def write_rows(write: Write, user: User, *, made_at: datetime, covered: frozenset[Week]) -> None:
    """Write the whole document; values measured in the `covered` weeks are not in it."""
    head = {"format": FORMAT, "version": VERSION, "made_at": plain(made_at)}
    write(f'{{"about": {as_json(head)},\n"rows": {{\n')
    _write_kind(write, User, User.objects.filter(pk=user.pk))
    for one in exported():
        write(",\n")
        _write_kind(write, one.model, without_covered(one, user, covered))
    write("\n}}\n")


def without_covered(one: Belonging, user: User, covered: frozenset[Week]) -> QuerySet[Any, Any]:
    """Return the person's rows of a model that tell nothing of the covered weeks."""
    rows = one.of(user)
    day = DAY_OF.get(one.label)
    if day is None or not covered:
        return rows
    waits = Q()
    for week in covered:
        waits |= Q(**{f"{day}__range": (week.monday, week.sunday)})
    return rows.exclude(waits)


def _write_kind(write: Write, model: type[Model], rows: QuerySet[Any, Any]) -> None:
    names = fields_of(model)
    write(f"{as_json(model._meta.label)}: [")
    for n, row in enumerate(_values(rows, names)):
        write(",\n" if n else "\n")
        write(as_json(row))
    write("]")


def _values(rows: QuerySet[Any, Any], names: list[str]) -> Iterator[dict[str, Any]]:
    for values in rows.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield {name: plain(value) for name, value in zip(names, values, strict=True)}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: moments in UTC, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def as_json(value: Any) -> str:
    """Return JSON in the person's own letters, without a character that steers a terminal."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    return _STEERS.sub(lambda one: f"\\u{ord(one[0]):04x}", text)
