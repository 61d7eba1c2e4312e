"""What a host runs, as its nodeinfo tells. Source: nodeinfo.diaspora.software, schemas 2.0, 2.1.

Asked once, when an account is first checked; the counts in there may be invented, so the name
and the version alone are read.
"""

from __future__ import annotations

import re
from typing import Any

from apps.providers.answers import Answer, error_for
from apps.providers.asking import Asking
from apps.providers.base import SHAPE_ERRORS, Outcome, ProviderError
from apps.providers.urls import Address, join_address, parse_address

UNKNOWN = "unknown"
"""What is remembered of a host that was asked and does not say."""

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}")
VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
SCHEMA = re.compile(r"https?://nodeinfo\.diaspora\.software/ns/schema/2\.[01]")

MASTODON_API = frozenset((
    *("mastodon", "hometown", "glitch", "glitch-soc", "fedibird", "kmyblue", "ecko"),
    *("pleroma", "akkoma", "gotosocial", "pixelfed", "takahe"),
))  # fmt: skip
MISSKEY_API = frozenset((
    *("misskey", "sharkey", "firefish", "iceshrimp", "foundkey", "calckey", "cherrypick"),
    *("catodon", "meisskey", "nexkey", "rosekey", "magnetar"),
))  # fmt: skip


async def software_of(asking: Asking) -> str:
    """The software and its version, like "mastodon 4.4", of the account's host.

    UNKNOWN where it does not say, and empty where it could not say now. Raises ProviderError when
    the host does not answer, or asks to slow down.
    """
    host = asking.account.host
    try:
        links = await asking.get(f"https://{host}/.well-known/nodeinfo")
        if not links.ok:
            return _unsaid(links, asking)
        document = await asking.get(_document(links, host))
        if not document.ok:
            return _unsaid(document, asking)
        return _software(document.data["software"])
    except ProviderError as error:
        if error.outcome in (Outcome.MALFORMED, Outcome.REFUSED):
            return UNKNOWN
        raise
    except SHAPE_ERRORS:
        return UNKNOWN


def reader_of(software: str) -> str:
    """The key of the provider that reads a host which runs this; empty when nobody knows."""
    name = name_of(software)
    if name in MASTODON_API:
        return "mastodon"
    if name in MISSKEY_API:
        return "misskey"
    if name == "peertube":
        return "peertube"
    return "" if name in ("", UNKNOWN) else "activitypub"


def name_of(software: str) -> str:
    """The software's name without its version."""
    return software.partition(" ")[0]


def version_of(software: str) -> tuple[int, int]:
    """The first two numbers of the version; zeros when it is not known."""
    found = VERSION.fullmatch(software.partition(" ")[2])
    if found is None:
        return 0, 0
    major, minor = found[0].split(".")
    return int(major), int(minor)


def _unsaid(answer: Answer, asking: Asking) -> str:
    if answer.status == 429:
        raise error_for(answer, asking.now)
    return "" if answer.status >= 500 else UNKNOWN


def _document(links: Answer, host: str) -> str:
    """The newest document that the host keeps itself. Raises ValueError when there is none."""
    here = parse_address(links.address)
    told = [
        (str(link["rel"]), join_address(here, str(link["href"])))
        for link in links.data["links"]
        if SCHEMA.fullmatch(str(link["rel"]))
    ]
    own = [(rel, str(onward)) for rel, onward in told if _is_at(onward, host)]
    if not _is_at(here, host) or not own:
        raise ValueError("no nodeinfo of this host")
    return max(own)[1]


def _is_at(address: Address, host: str) -> bool:
    return address.scheme == "https" and address.host == host


def _software(told: Any) -> str:  # JSON is anything
    name = str(told["name"]).strip().lower()
    version = VERSION.match(str(told.get("version", "")))
    if not NAME.fullmatch(name):
        return UNKNOWN
    return f"{name} {version[0]}" if version else name
