"""Every page of the owner's and of whoever is signed out, and every form on them."""

from __future__ import annotations

from tests.security.asking import Asker, address_of
from tests.security.owner import Owned
from tests.security.routes import RULES


def pages_of(asker: Asker, owner: Owned, query: str = "") -> dict[str, str]:
    """Return {address: page} of every route that shows this person a page, each asked a query."""
    pages = {}
    for name, rule in RULES.items():
        if "GET" in rule.owner:
            address = address_of(name, rule, owner)
            answer = asker.ask("GET", address + query)
            if answer.status == 200 and "text/html" in answer.headers["Content-Type"]:
                pages[address] = answer.body
    return pages
