"""Anything in any field of any form, any query and any part of an address: never a server error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.security.asking import Asker, address_of
from tests.security.forms import Form, forms_of, forms_to_send
from tests.security.owner import OPEN
from tests.security.pages import pages_of
from tests.security.routes import RULES
from tests.support.review import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "_then")]
FORM = "application/x-www-form-urlencoded"
ODD = (
    *(b"", b" ", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", "\u200b".encode(), b"\r\n"),
    *(b"0", b"-1", b"1e309", b"NaN", b"9" * 5000, b"1_000", "\u0663".encode(), b"2147483648"),
    *(b"2026-W53", b"2025-W53", b"9999-12-31", b"0001-01-01", b"2025-02-29", b"10000-01-01"),
    *(
        b"UTC\x00",
        b"../../etc/passwd",
        b"%00",
        b"%s%n",
        b"{{ 7*7 }}",
        b"' OR 1=1 --",
        b"x" * 99_999,
    ),
    *(b"true", b"null", b"[]", b"{}", b"exact", b"https://evil.example/", b"@a@b.example", b"#tag"),
)
some_bytes = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=12),
    st.integers().map(lambda number: str(number).encode()),
    st.dates().map(lambda day: day.isoformat().encode()),
)
few_bytes = st.lists(some_bytes, min_size=4, max_size=4)
many = st.builds(lambda odd, more: [*odd[:8], *more], st.permutations(ODD), few_bytes)
"""Eight that have broken other sites, and four of any kind; never twelve times nothing at all."""
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
some_json = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def few(number):
    """Return the settings of a search that is the same each time, and short."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def _then():
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class Shown:
    """What the pages hold that can be sent: their own addresses, their forms, names of queries."""

    addresses: tuple[str, ...]
    forms: tuple[Form, ...]
    queries: tuple[str, ...]


def asked_in(pages):
    """Return the names of the queries that any form or link of the pages asks for."""
    forms = [form for address, page in pages.items() for form in forms_of(page, address)]
    names = {one.name for form in forms if form.method == "get" for one in form.fields}
    links = [part.partition('"')[0] for page in pages.values() for part in page.split('href="')[1:]]
    for link in links:
        query = link.partition("?")[2].partition("#")[0]
        names |= {pair.partition("=")[0] for pair in query.split("&amp;")}
    return (names | {"next", "page", "q"}) - {""}


@pytest.fixture(scope="module")
def shown(owner):
    """The owner's pages, and the forms that stand on them; those of somebody new as well."""
    with time_machine.travel(NOW, tick=False):
        pages = pages_of(Asker(owner.user), owner)
        pages |= {
            f"{one}": page for one, page in pages_of(Asker(), owner).items() if one not in pages
        }
    return Shown(tuple(pages), tuple(forms_to_send(pages)), tuple(sorted(asked_in(pages))))


def encoded(pairs):
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)


def fails(asker, method, address, *sent, **more):
    """Return what broke, if the answer is a server error."""
    answer = asker.ask(method, address, *sent, **more)
    return [(method, address[:80], answer.status)] if answer.status >= 500 else []


@few(2)
@given(values=many)
def test_every_field_of_every_form_takes_anything(owner, shown, values):
    asker, broken = Asker(owner.user), []
    for n, form in enumerate(shown.forms):
        pairs = [(one.name, values[(n + m) % len(values)]) for m, one in enumerate(form.fields)]
        pairs += [(name, value.encode()) for name, value in form.buttons[:1]]
        broken += fails(asker, "POST", form.action, encoded(pairs), content_type=FORM)
    assert broken == []


@few(2)
@given(values=many)
def test_one_odd_field_in_a_form_that_is_well_filled_in(owner, shown, values):
    """The others as the page has them, so that what comes after the form's checks is reached."""
    asker, broken = Asker(owner.user), []
    for n, form in enumerate(shown.forms):
        odd = n % max(len(form.fields), 1)
        pairs = [
            (one.name, values[n % len(values)] if m == odd else (one.value or "1").encode())
            for m, one in enumerate(form.fields)
        ]
        pairs += [(name, value.encode()) for name, value in form.buttons[n % 2 : n % 2 + 1]]
        broken += fails(asker, "POST", form.action, encoded(pairs), content_type=FORM)
    assert broken == []


@few(2)
@given(values=many)
def test_every_query_of_every_page_takes_anything(owner, shown, values):
    asker, broken = Asker(owner.user), []
    for n, address in enumerate(shown.addresses):
        pairs = [(name, values[(n + m) % 12][:3000]) for m, name in enumerate(shown.queries)]
        broken += fails(asker, "GET", f"{address}?{encoded(pairs)}")
    assert len(shown.queries) > 8
    assert broken == []


@few(5)
@given(values=many)
def test_every_part_of_an_address_takes_anything(owner, values):
    asker, broken = Asker(owner.user), []
    for n, (name, rule) in enumerate(RULES.items()):
        parts = address_of(name, rule, owner).split("/")
        places = [place for place, part in enumerate(parts) if part]
        if rule.given:
            parts[places[-1 - n % len(places)]] = quote(values[n % len(values)][:300], safe="")
            method = next(iter(rule.owner)) if n % 2 else "GET"
            broken += fails(asker, method, "/".join(parts) or "/")
    assert broken == []


@few(12)
@given(sent=some_json, base=leaves, body=leaves)
def test_what_a_script_saves_takes_anything(owner, sent, base, body):
    asker, broken = Asker(owner.user), []
    document = {"title": body, "body": body, "qualities": sent, "moments": sent}
    whole = {"base": base, "tab": body, "sequence": base, "key": body, "document": document}
    for address in (f"/write/{OPEN}/draft/", f"/write/{OPEN}/check-ins/{owner.goal.pk}/"):
        for one in (sent, whole, whole | {"document": sent}, {"text": body, "base": base}):
            text = json.dumps(one).encode("utf-8", "surrogatepass")
            broken += fails(asker, "PUT", address, text, content_type="application/json")
    assert broken == []


@few(10)
@given(value=some_bytes)
def test_every_cookie_and_header_takes_anything(owner, value):
    text = value.decode("latin-1").replace("\r", "").replace("\n", "")[:2000]
    names = ("Accept-Language", "Accept-Encoding", "Range", "If-Modified-Since", "If-None-Match")
    broken = fails(Asker(owner.user), "GET", "/weeks/", headers=dict.fromkeys(names, text))
    stranger = Asker()
    stranger.kept = dict.fromkeys(("sidenote", "csrf", "theme", "keys", "messages"), text)
    broken += fails(stranger, "GET", "/")
    broken += fails(stranger, "POST", "/account/login/", {"login": text, "password": text})
    assert broken == []
