"""The places to sign in with, from what the environment says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config import environment as checked

env = environ.Env()
Given = Mapping[str, str]


def with_passwords() -> bool:
    """Say whether passwords are asked for and taken. Raises ImproperlyConfigured."""
    return checked.switch("PASSWORDS", env.str("PASSWORDS", "on"))


def with_mastodon() -> bool:
    """Say whether any Mastodon host may be signed in with. Raises ImproperlyConfigured."""
    return checked.switch("MASTODON_SIGN_IN", env.str("MASTODON_SIGN_IN", "on"))


def providers() -> dict[str, dict[str, Any]]:
    """Return allauth's SOCIALACCOUNT_PROVIDERS: those that are set, and no other.

    Raises ImproperlyConfigured, naming variables and never their values.
    """
    github = {
        "GITHUB_CLIENT_ID": env.str("GITHUB_CLIENT_ID", ""),
        "GITHUB_CLIENT_SECRET": env.str("GITHUB_CLIENT_SECRET", ""),
    }
    google = {
        "GOOGLE_CLIENT_ID": env.str("GOOGLE_CLIENT_ID", ""),
        "GOOGLE_CLIENT_SECRET": env.str("GOOGLE_CLIENT_SECRET", ""),
    }
    oidc = {
        "OIDC_SERVER_URL": env.str("OIDC_SERVER_URL", ""),
        "OIDC_CLIENT_ID": env.str("OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": env.str("OIDC_CLIENT_SECRET", ""),
        "OIDC_NAME": env.str("OIDC_NAME", ""),
    }
    found: dict[str, dict[str, Any]] = {}
    for key, label, given in (("github", "GitHub", github), ("google", "Google", google)):
        if _is_set(label, given):
            client_id, secret = given.values()
            found[key] = {"APPS": [{"client_id": client_id, "secret": secret}]}
    if _is_set("OpenID Connect", oidc):
        server = _issuer(oidc["OIDC_SERVER_URL"])
        app = {
            "client_id": oidc["OIDC_CLIENT_ID"],
            "secret": oidc["OIDC_CLIENT_SECRET"],
            "name": oidc["OIDC_NAME"],
            "settings": {"server_url": server},
        }
        found["openid_connect"] = {"APPS": [app]}
    return found


def _is_set(label: str, given: Given) -> bool:
    missing = [name for name, text in given.items() if not text]
    if missing and len(missing) < len(given):
        raise ImproperlyConfigured(
            f"Signing in with {label} is half set: {' and '.join(missing)} missing. Set all of"
            f" {', '.join(given)}, or none of them."
        )
    return not missing


def _issuer(text: str) -> str:
    told = "OIDC_SERVER_URL is the issuer's address over https, like https://id.example/realms/home"
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ImproperlyConfigured(told) from None
    extra = parts.query or parts.fragment or "@" in parts.netloc or "/.well-known/" in parts.path
    if parts.scheme != "https" or not parts.hostname or extra or not text.isascii():
        raise ImproperlyConfigured(told)
    return text
