"""Every page of a person, and what of a page belongs to one metric."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import get_resolver, reverse

ROOMS = ("review", "journal", "metrics", "accounts", "portability")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


def routes():
    """Return the names of every route of our rooms."""
    found = set()
    for room, (_prefix, resolver) in get_resolver().namespace_dict.items():
        if room in ROOMS:
            found |= {f"{room}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found


def read(client, addresses, *, answers=(200, 302)):
    """Return {address: text} of pages that answer 200 or lead elsewhere; tokens taken out."""
    pages = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in answers, (address, answer.status_code)
        pages[address] = TOKEN.sub(r"\1", answer.content.decode())
    return pages


def address(name, *args, query=""):
    return reverse(name, args=args) + query


def plain(markup):
    """Return the text of some markup, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@dataclass
class Datum:
    """One printed number and the text of the element around it that names its metric."""

    attributes: dict[str, str]
    text: str = ""


@dataclass
class _Open:
    tag: str
    is_own: bool
    datum: Datum | None = None


@dataclass
class Split:
    """A page taken apart: what belongs to the metric, its numbers, and everything else."""

    own: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    data: list[Datum] = field(default_factory=list)


class _Splitter(HTMLParser):
    def __init__(self, metric):
        super().__init__(convert_charrefs=True)
        self.metric, self.split, self.open = metric, Split(), []

    def _is_own(self, attributes):
        inside = bool(self.open) and self.open[-1].is_own
        named = (attributes.get("data-of"), attributes.get("data-metric"))
        return inside or str(self.metric) in named

    def _put(self, text, is_own):
        (self.split.own if is_own else self.split.rest).append(text)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        is_own = self._is_own(attributes)
        self._put(f"<{tag} {sorted(attributes.items())}>", is_own)
        if tag in VOID:
            return
        datum = Datum(attributes) if tag == "data" else None
        if datum:
            self.split.data.append(datum)
        self.open.append(_Open(tag, is_own, datum))

    def handle_startendtag(self, tag, attrs):
        self._put(f"<{tag} {sorted(attrs)}>", self._is_own(dict(attrs)))

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop().tag == tag:
                break

    def handle_data(self, data):
        if words := " ".join(data.split()):
            self._put(words, bool(self.open) and self.open[-1].is_own)
            if self.open and self.open[-1].datum:
                self.open[-1].datum.text += words


def split(page, metric):
    """Take a page apart by one metric's id."""
    splitter = _Splitter(metric)
    splitter.feed(page)
    return splitter.split
