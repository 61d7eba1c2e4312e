"""Checks of what the environment says, for settings.py.

Each returns what it was given, or raises ImproperlyConfigured with a sentence that says what to do.
"""

from __future__ import annotations

import base64
import secrets
from binascii import Error as NotBase64
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

SIGN_UPS = ("open", "invitation", "closed")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
REDIS_SCHEMES = ("redis", "rediss")
DATABASES = ("postgres", "postgresql", "pgsql", "psql", "sqlite")
T = TypeVar("T")


def site_url(text: str) -> SplitResult:
    """Read the public address: scheme and host, a port where it is an unusual one."""
    told = "SITE_URL is the public address alone, in ASCII, like https://sidenote.example"
    parts = _split(text, told)
    extra = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or extra or not text.isascii():
        raise ImproperlyConfigured(told)
    return parts


def mail_url(text: str) -> str:
    """Check where mail is handed over; its password is not repeated."""
    told = (
        "EMAIL_URL names the mail server, like smtp+tls://user:password@mail.example:587;"
        " people confirm their address and choose a new password by mail."
    )
    parts = _split(text, told)
    return _if(parts.scheme in MAIL_SCHEMES and bool(parts.hostname), text, told)


def redis_url(text: str) -> str:
    """Check where the broker is; its password is not repeated."""
    told = "REDIS_URL names the broker, like redis://localhost:6379/0"
    parts = _split(text, told)
    return _if(parts.scheme in REDIS_SCHEMES and bool(parts.hostname), text, told)


def database_url(text: str) -> str:
    """Check the database's address; its password is not repeated."""
    told = (
        "DATABASE_URL is postgres://user:password@host:5432/name or sqlite:////path/to/file."
        " Letters with a meaning in addresses are written like %40 in a password."
    )
    parts = _split(text, told)
    return _if(parts.scheme in DATABASES and len(parts.path) > 1, text, told)


def secret_key(text: str) -> str:
    """Check that the key that sessions and links are signed with cannot be guessed."""
    told = "SECRET_KEY is at least 50 random characters: .env.example says how to make one."
    return _if(len(text) >= 50 and len(set(text)) >= 5, text, told)


def source_keys(text: str) -> list[str]:
    """Read the keys that people's keys are locked with, newest first; none is repeated."""
    told = (
        "SOURCE_KEYS are 32 random bytes each in base64, the newest first, with commas between:"
        " .env.example says how to make one."
    )
    keys = [key.strip() for key in text.split(",") if key.strip()]
    try:
        good = all(len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32 for key in keys)
    except (NotBase64, ValueError):
        good = False
    return _if(good and bool(keys), keys, told)


def new_source_key() -> str:
    """Make one key for SOURCE_KEYS."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def loopback(text: str) -> str:
    """Check that the sandbox is on this machine: an IP address and a port."""
    host, _, port = text.rpartition(":")
    try:
        good = ip_address(host.strip("[]")).is_loopback and 0 < int(port) < 65536
    except ValueError:
        good = False
    told = f"SANDBOX_ADDRESS is {text!r}. It is on this machine, like 127.0.0.1:8001"
    return _if(good, text, told)


def switch(name: str, text: str) -> bool:
    """Read what is on or off."""
    return _if(text in ("on", "off"), text == "on", f"{name} is {text!r}. Write on or off.")


def port(text: str) -> str:
    """Check the port that the web process listens on."""
    good = text.isascii() and text.isdigit() and 0 < int(text) < 65536
    return _if(good, text, f"PORT is {text!r}. Write a number from 1 to 65535.")


def contact(text: str) -> str:
    """Check what is sent to other servers in a header."""
    told = "USER_AGENT_CONTACT is sent in a header: write an address in plain ASCII, on one line."
    return _if(text.isascii() and text.isprintable(), text, told)


def sign_up(text: str) -> str:
    """Check who may make an account."""
    told = f"SIGN_UP is {text!r}. Write one of {', '.join(SIGN_UPS)}."
    return _if(text in SIGN_UPS, text, told)


def log_level(text: str) -> str:
    """Check how much is logged."""
    return _if(text in LEVELS, text, f"LOG_LEVEL is {text!r}. Write one of {', '.join(LEVELS)}.")


def _if(good: bool, value: T, told: str) -> T:
    if not good:
        raise ImproperlyConfigured(told)
    return value


def _split(text: str, told: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  reading it is what raises
    except ValueError:
        raise ImproperlyConfigured(told) from None
    return parts
