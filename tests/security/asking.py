"""Asking for every route as every kind of person, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.doors import say_again
from tests.security.owner import Owned
from tests.security.rules import Rule

WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.I)
OF_A_VISIT = {"django_session", "core_cache", "core_tries"}
"""Tables that a request may write to whoever asks: who is there, and how often they tried."""


def named_routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Yield the name of every route that the resolver knows; "?" and its pattern without one."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inside = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from named_routes(one, inside)
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name or f'? {one.pattern}'}"


def address_of(name: str, rule: Rule, owned: Owned) -> str:
    """Return the address of a route, about what the owner has."""
    given = [one[1:] if one.startswith("=") else owned.value(one) for one in rule.given]
    return reverse(name, args=given)


@dataclass
class Answer:
    """What one request got, and which tables it wrote to."""

    status: int
    body: str
    headers: dict[str, str]
    wrote: set[str]

    @property
    def told(self) -> str:
        """All that was sent, headers and body."""
        return " ".join([*self.headers.values(), self.body])


@contextmanager
def written() -> Iterator[set[str]]:
    """Yield the set of tables that are written to meanwhile, a visit's own left out."""
    tables: set[str] = set()

    def look(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        found = WRITE.match(sql)
        if found and found[1] not in OF_A_VISIT and context["cursor"].rowcount:
            tables.add(found[1])
        return done

    with connection.execute_wrapper(look):
        yield tables


class Asker:
    """One kind of person with a browser that forgets between two requests, and so does the data."""

    def __init__(self, user=None, *, said_again: bool = True) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        if user is not None and said_again:
            say_again(self.client, user)
        self.kept = {name: one.value for name, one in self.client.cookies.items()}

    def ask(self, method: str, address: str, sent: object = None, **more: object) -> Answer:
        """Send a request, empty or with a form's fields; whatever it changed is undone."""
        self.client.cookies.clear()
        for name, value in self.kept.items():
            self.client.cookies[name] = value
        with transaction.atomic(), written() as tables:
            answer = self._send(method, address, sent, more)
            parts = answer.streaming_content if answer.streaming else [answer.content]
            body = b"".join(parts).decode(errors="replace")
            transaction.set_rollback(True)
        return Answer(answer.status_code, body, dict(answer.items()), tables)

    def _send(self, method, address, sent, more):
        if sent is None:
            return self.client.generic(method, address, **more)
        return getattr(self.client, method.lower())(address, sent, **more)
