"""No address that somebody sends leads away from this site, whoever asks and at whichever route."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.adapter import is_own_page
from tests.security.asking import Asker, address_of
from tests.security.routes import RULES
from tests.support.factories import make_user

PLACES = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "///evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "\\\\evil.example/",
    "/%0d%0aSet-Cookie:a=b",
    "/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
    "evil.example/",
    "/\u2044/evil.example",
    "//evil%E3%80%82example/",
)
PATHS = ("/%0d%0aSet-Cookie:a=b", "/\u2044/evil.example")
"""Odd, but a path, at which there is no page."""
NAMES = ("next", "redirect", "url", "return", "to", "continue", "process", "back")


def leaves(answer) -> bool:
    """Say whether an answer leads, or tells a browser to go, anywhere but to this site."""
    where = answer.get("Location", "")
    parts = urlsplit(where)
    odd = "\\" in where or "\t" in where or where.startswith("//")
    away = bool(parts.scheme or parts.netloc) and parts.netloc != "testserver"
    return odd or away or "Set-Cookie" in answer.get("Set-Cookie", "") or "Refresh" in answer


@pytest.mark.parametrize("place", PLACES)
def test_only_a_path_of_ours_is_a_page_of_ours(place):
    assert is_own_page(place) == (place in PATHS)


@pytest.mark.parametrize("page", ["/", "/weeks/2026-W47/?a=b#c", "/account/"])
def test_our_own_pages_are_gone_on_to(page):
    assert is_own_page(page)


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_signing_in_and_out_lead_nowhere_else(place):
    person = make_user()
    sent = {"login": person.email, "password": "a plain password", "next": place}
    browser = Client()
    answers = [
        browser.get(reverse("account_login"), {"next": place}),
        browser.post(reverse("account_login"), sent),
        browser.post(reverse("accounts:appearance"), {"theme": "dark", "next": place}),
        browser.post(reverse("account_logout"), {"next": place}),
    ]
    assert [one.status_code for one in answers] == [200, 302, 302, 302]
    assert [one["Location"] for one in answers if leaves(one)] == []
    assert all(place not in form for form in actions(answers[0].content.decode()))


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES[:3])
def test_signing_up_leads_nowhere_else(client, place):
    sent = {"email": "a@example.org", "password1": "three quiet herons", "time_zone": "UTC"}
    answer = client.post(reverse("account_signup"), sent | {"next": place})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def actions(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('action="')[1:]]


@pytest.mark.django_db
def test_no_route_leads_away_whatever_its_query_says(owner, quiet):
    query = "?" + "&".join(f"{name}=https://evil.example/" for name in NAMES)
    asker, away = Asker(owner.user), []
    for name, rule in RULES.items():
        for method in [one for one in ("GET", "POST") if rule.owner.get(one) == 302]:
            answer = asker.ask(method, address_of(name, rule, owner) + query)
            if "evil.example" in urlsplit(answer.headers.get("Location", "")).netloc:
                away.append((name, method))
    assert away == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/%2e%2e",
        "/static/..%2f..%2fsettings.py",
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/..%2f..%2fetc/passwd",
        "/%5cevil.example",
        "/weeks/2026-W46/x.css",
        "/account/x.css",
        "/goals/1/a.js",
    ],
)
def test_a_path_that_is_none_of_ours_is_not_found_and_not_kept(client, address):
    """access-015, access-020: no page under another name, and no file from beside the files."""
    client.force_login(make_user())
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_missing_last_slash_leads_nowhere_else(client):
    answer = client.get("/", PATH_INFO="//evil.example/weeks")
    assert (answer.status_code, leaves(answer)) == (404, False)
