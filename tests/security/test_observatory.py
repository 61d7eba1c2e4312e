"""The scorer itself: what it gives for good headers, and takes for each that is missing."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from tests.security.observatory import score

GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def cookies(text):
    return list(SimpleCookie(text).values())


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, 130),
        ({"Content-Security-Policy": ""}, 75),
        ({"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"}, 125),
        ({"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'"}, 80),
        ({"Content-Security-Policy": "default-src 'none'; script-src https:"}, 80),
        ({"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-eval'"}, 105),
        ({"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}, 115),
        ({"Content-Security-Policy": "default-src 'none'; img-src http://a.example"}, 80),
        ({"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": ""}, 80),
        ({"Content-Security-Policy": "default-src 'none'"}, 125),
        ({"Strict-Transport-Security": ""}, 80),
        ({"Strict-Transport-Security": "max-age=600"}, 120),
        ({"Strict-Transport-Security": "max-age=soon"}, 80),
        ({"Referrer-Policy": ""}, 125),
        ({"Referrer-Policy": "unsafe-url"}, 120),
        ({"X-Content-Type-Options": ""}, 125),
        ({"Cross-Origin-Resource-Policy": ""}, 120),
        ({"Access-Control-Allow-Origin": "*"}, 130),
        (
            {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"},
            50,
        ),
    ],
)
def test_headers_are_scored(changed, points):
    given = {name: value for name, value in (GOOD | changed).items() if value}
    assert score(given, []).points == points


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("__Host-sidenote=a; Secure; HttpOnly; SameSite=Lax; Path=/", 135),
        ("__Host-sidenote=a; Secure; HttpOnly; Path=/", 130),
        ("__Host-sidenote=a; Secure; SameSite=Lax; Path=/", 70),
        ("sidenote=a; HttpOnly; SameSite=Lax; Path=/", 120),
        ("theme=dark; SameSite=Lax; Path=/", 125),
    ],
)
def test_cookies_are_scored(text, points):
    assert score(GOOD, cookies(text)).points == points


def test_a_session_cookie_without_https_at_all_costs_most():
    given = {name: value for name, value in GOOD.items() if "Transport" not in name}
    assert score(given, cookies("sidenote=a; HttpOnly; SameSite=Lax")).points == 40
