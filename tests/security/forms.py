"""The forms of a page as a browser finds them, so that a test can fill in each there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WORDS = {"text", "search", "textarea", "password", "email", "url"}
CHOSEN = {"radio", "checkbox"}


@dataclass
class Field:
    """One control: what kind it is, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def takes_words(self) -> bool:
        return self.kind in WORDS


@dataclass
class Form:
    """Where a form goes, by which method, with which fields and buttons."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, choose: Callable[[Field], str]) -> dict[str, str]:
        """Return what is sent: `choose` decides for each field, the first button is pressed."""
        sent = {one.name: choose(one) for one in self.fields}
        return sent | dict(self.buttons[:1])


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.of_id: dict[str, Form] = {}
        self.open: Form | None = None
        self.within: Field | None = None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.address
            self.open = Form(action, given.get("method", "get").lower())
            self.forms.append(self.open)
            self.of_id[given.get("id", "")] = self.open
        form = self.of_id.get(given.get("form", "")) or self.open
        if form is not None and tag in ("input", "textarea", "select", "button", "option"):
            self._control(form, tag, given)

    def _control(self, form, tag, given):
        name, kind = given.get("name", ""), given.get("type", "text" if tag == "input" else tag)
        if tag == "option":
            if self.within and (not self.within.options or "selected" in given):
                self.within.value = given.get("value", "")
            if self.within:
                self.within.options.append(given.get("value", ""))
        elif not name:
            return
        elif tag == "button" or kind == "submit":
            form.buttons.append((name, given.get("value", "")))
        elif kind in CHOSEN:
            self._choice(form, name, kind, given)
        else:
            form.fields.append(Field(name, kind, given.get("value", "")))
            self.within = form.fields[-1] if tag in ("select", "textarea") else None

    def _choice(self, form, name, kind, given):
        one = next((known for known in form.fields if known.name == name), None)
        if one is None:
            one = Field(name, kind)
            form.fields.append(one)
        one.options.append(given.get("value", "on"))
        if "checked" in given:
            one.value = one.options[-1]

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        if tag in ("select", "textarea"):
            self.within = None

    def handle_data(self, data):
        if self.within is not None and self.within.kind == "textarea":
            self.within.value += data


def forms_of(page: str, address: str) -> list[Form]:
    """Return the forms of a page that lies at `address`."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def forms_to_send(pages: dict[str, str]) -> Iterator[Form]:
    """Yield each form that changes something once, by where it goes and what it asks."""
    known = set()
    for address, page in pages.items():
        for form in forms_of(page, address):
            mark = (form.action, tuple(one.name for one in form.fields))
            if form.method == "post" and mark not in known:
                known.add(mark)
                yield form
