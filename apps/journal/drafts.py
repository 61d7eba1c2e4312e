"""A week's page as a browser sends it by itself, in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.http import QueryDict

from apps.journal.documents import Document, WrongShape, parse_document

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEQUENCE = re.compile(r"[0-9]{1,9}")
_LARGEST = 2**31 - 1
_REQUIRED = {"base", "tab", "sequence", "key", "document"}
_OPTIONAL = {"leaving", "known", "echo"}


@dataclass(frozen=True)
class Draft:
    """One autosave: what it stands on, who sends it, and the document.

    `leaving` says that the page is being left, and `known` that it is left with nothing that was
    not stored before; `echo` asks for the stored document in the answer.
    """

    base: int
    tab: str
    sequence: int
    key: str
    document: Document
    leaving: bool = False
    known: bool = False
    echo: bool = False


@dataclass(frozen=True)
class Sender:
    """Which tab sent a form, as the how-manieth of its saves; empty without the script."""

    tab: str = ""
    sequence: int = 0

    @property
    def key(self) -> str:
        return f"form-{self.tab[:40]}-{self.sequence}" if self.tab else ""


def sender_of(data: QueryDict) -> Sender:
    """Return what the script wrote into a form's `tab` and `sequence`; nothing where it did not."""
    tab, sequence = data.get("tab", ""), data.get("sequence", "")
    if not _TOKEN.fullmatch(tab) or not _SEQUENCE.fullmatch(sequence):
        return Sender()
    return Sender(tab, int(sequence))


def parse_draft(body: bytes) -> Draft:
    """Return the draft in a request's body; raise WrongShape for anything else."""
    fields = parse_json(body)
    if not _REQUIRED <= set(fields) <= _REQUIRED | _OPTIONAL:
        raise WrongShape(f"expected an object with {', '.join(sorted(_REQUIRED))}")
    return Draft(
        base=whole(fields["base"]),
        tab=_token(fields["tab"]),
        sequence=whole(fields["sequence"]),
        key=_token(fields["key"]),
        document=parse_document(fields["document"]),
        leaving=fields.get("leaving") is True,
        known=fields.get("known") is True,
        echo=fields.get("echo") is True,
    )


def parse_json(body: bytes) -> dict[str, object]:
    """Return the JSON object in a request's body; raise WrongShape for anything else."""
    try:
        found = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WrongShape("expected JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise WrongShape("expected a JSON object")
    return found


def whole(value: object) -> int:
    """Return a revision or a sequence; raise WrongShape for anything but a whole number."""
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise WrongShape("expected a whole number")
    return value


def _token(value: object) -> str:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise WrongShape("expected 1 to 64 letters, digits, hyphens or underscores")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
