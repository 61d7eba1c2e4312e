"""Mozilla Observatory's published rules, as far as one answer shows them: points from 100.

Written anew from the scoring page of its documentation. Points above 100 count only for who has
90 without them. What it finds out by asking a second time (is http sent on to https, is the site on
the browsers' preload list) is not here: see test_headers.py for the first, and none is given for
the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import Morsel

SIX_MONTHS = 60 * 60 * 24 * 180
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"unsafe-url", "origin", "origin-when-cross-origin", "no-referrer-when-downgrade"}
BONUS_FROM = 90
Found = tuple[str, int]


@dataclass(frozen=True)
class Score:
    """How many points, and what for."""

    points: int
    because: tuple[Found, ...]


def score(headers: Mapping[str, str], cookies: list[Morsel[str]]) -> Score:
    """Rate one answer given over https."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    found = (
        rate_policy(policy),
        rate_cookies(cookies, has_hsts="Strict-Transport-Security" in headers),
        rate_hsts(headers.get("Strict-Transport-Security", "")),
        rate_referrer(headers.get("Referrer-Policy", "")),
        rate_types(headers.get("X-Content-Type-Options", "")),
        rate_frames(headers.get("X-Frame-Options", ""), policy),
        rate_resources(headers.get("Cross-Origin-Resource-Policy", "")),
        rate_sharing(headers),
    )
    without_bonus = 100 + sum(points for _what, points in found if points < 0)
    bonus = sum(points for _what, points in found if points > 0)
    counted = bonus if without_bonus >= BONUS_FROM else 0
    return Score(max(without_bonus + counted, 0), found)


def directives(policy: str) -> dict[str, set[str]]:
    """Return the sources of each directive of a content security policy."""
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name.lower(): {one.lower() for one in sources} for name, *sources in parts}


def rate_policy(policy: dict[str, set[str]]) -> Found:
    if not policy:
        return "csp-not-implemented", -25
    name, points = _rated(policy)
    return f"csp-implemented-with-{name}", points


def _rated(policy: dict[str, set[str]]) -> Found:
    default = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    objects = policy.get("object-src", default)
    wide = {"*", "data:", "http:", "https:"}
    if (scripts | objects) & wide or "'unsafe-inline'" in scripts:
        return "unsafe-inline", -20
    if any(one.startswith("http:") for sources in policy.values() for one in sources):
        return "insecure-scheme", -20
    if "'unsafe-eval'" in scripts | styles:
        return "unsafe-eval", -10
    if styles & wide or "'unsafe-inline'" in styles:
        return "unsafe-inline-in-style-src-only", 0
    if default == {"'none'"}:
        return "no-unsafe-default-src-none", 10
    return "no-unsafe", 5


def rate_cookies(cookies: list[Morsel[str]], *, has_hsts: bool) -> Found:
    if not cookies:
        return "cookies-not-found", 0
    if any(_is_session(one) and not one["httponly"] for one in cookies):
        return "cookies-session-without-httponly-flag", -30
    if any(_is_session(one) and not one["secure"] for one in cookies):
        return (
            ("cookies-session-without-secure-flag-but-protected-by-hsts", -10)
            if has_hsts
            else ("cookies-session-without-secure-flag", -40)
        )
    if not all(one["secure"] for one in cookies):
        return "cookies-without-secure-flag", -5 if has_hsts else -20
    if any(one["samesite"].lower() not in ("lax", "strict") for one in cookies):
        return "cookies-secure-with-httponly-sessions", 0
    return "cookies-secure-with-httponly-sessions-and-samesite", 5


def _is_session(cookie: Morsel[str]) -> bool:
    """Ours is named for the site; of an unknown one its script-proof flag is asked for as well."""
    return any(part in cookie.key.lower() for part in ("sess", "login", "csrf", "sidenote"))


def rate_hsts(value: str) -> Found:
    parts = [part.strip().lower() for part in value.split(";")]
    ages = [part.removeprefix("max-age=") for part in parts if part.startswith("max-age=")]
    if not value:
        return "hsts-not-implemented", -20
    if len(ages) != 1 or not ages[0].isdigit():
        return "hsts-header-invalid", -20
    if int(ages[0]) < SIX_MONTHS:
        return "hsts-implemented-max-age-less-than-six-months", -10
    return "hsts-implemented-max-age-at-least-six-months", 0


def rate_referrer(value: str) -> Found:
    last = value.rsplit(",", maxsplit=1)[-1].strip().lower()
    if not last:
        return "referrer-policy-not-implemented", 0
    if last in PRIVATE:
        return "referrer-policy-private", 5
    return ("referrer-policy-unsafe" if last in UNSAFE else "referrer-policy-header-invalid"), -5


def rate_types(value: str) -> Found:
    good = value.strip().lower() == "nosniff"
    return (
        "x-content-type-options-" + ("nosniff" if good else "not-implemented"),
        0 if good else -5,
    )


def rate_frames(value: str, policy: dict[str, set[str]]) -> Found:
    ancestors = policy.get("frame-ancestors")
    if ancestors is not None and not ancestors & {"*", "http:", "https:"}:
        return "x-frame-options-implemented-via-csp", 5
    if value.strip().upper() in ("DENY", "SAMEORIGIN"):
        return "x-frame-options-sameorigin-or-deny", 0
    return "x-frame-options-not-implemented", -20


def rate_resources(value: str) -> Found:
    if value.strip().lower() in ("same-origin", "same-site"):
        return f"corp-implemented-with-{value.strip().lower()}", 10
    return "corp-not-implemented", 0


def rate_sharing(headers: Mapping[str, str]) -> Found:
    if headers.get("Access-Control-Allow-Origin") != "*":
        return "cross-origin-resource-sharing-not-implemented", 0
    if headers.get("Access-Control-Allow-Credentials") == "true":
        return "cross-origin-resource-sharing-implemented-with-universal-access", -50
    return "cross-origin-resource-sharing-implemented-with-public-access", 0
