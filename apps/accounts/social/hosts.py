"""Registering with the Mastodon host that somebody typed in, once in a while for each host."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.urls import reverse

from apps.accounts.models import MastodonHost
from apps.accounts.social.careful import as_no_answer
from apps.accounts.social.session import NoAnswer, Said, Session
from apps.core.sealing import seal, unseal
from apps.providers.dialling import SANDBOX_SUFFIX

NARROW, WIDER = "profile", "read:accounts"
"""The least that a host may grant for saying who somebody is: `profile` since Mastodon 4.3."""
REGISTERED_FOR = timedelta(hours=12)
"""Hosts may delete a client that nobody holds a token of, a day after it was made."""
CLIENT_LIMIT = 300
IDLE_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Client:
    """What a host knows us by."""

    host: str
    client_id: str
    secret: str = field(repr=False)
    scope: str
    has_pkce: bool


def callback_address(host: str) -> str:
    """Where a host sends the browser back to: an address of its own, so that none plays another."""
    return f"{settings.SITE_URL}{reverse('accounts:mastodon_back', args=[host])}"


def authorize_address(host: str) -> str:
    """Where a browser is sent to; one of the sandbox's hosts is where no name leads."""
    if settings.SANDBOX_ADDRESS and host.endswith(SANDBOX_SUFFIX):
        return f"http://{settings.SANDBOX_ADDRESS}/oauth/authorize"
    return f"https://{host}/oauth/authorize"


def client_of(host: str) -> Client | None:
    """Return what a host knows us by; None where it never did, or the keys were lost."""
    row = MastodonHost.objects.filter(host=host).first()
    secret = unseal(row.sealed_secret) if row else ""
    if row is None or not secret:
        return None
    return Client(row.host, row.client_id, secret, row.scope, row.has_pkce)


def registered(host: str, session: Session, *, now: datetime) -> Client:
    """Return what a host knows us by, registering where it does not, or long ago.

    Raises NoAnswer.
    """
    fresh = MastodonHost.objects.filter(host=host, registered_at__range=(now - REGISTERED_FOR, now))
    client = client_of(host) if fresh.exists() else None
    return client or _register(host, session, now)


def forget(host: str) -> None:
    """Register anew the next time: the host does not know us any more."""
    MastodonHost.objects.filter(host=host).delete()


def tidy_hosts(now: datetime, *, needed: Collection[str] = ()) -> None:
    """Take away the hosts that nobody signs in with, so that typing names fills no table.

    Those `needed` stay: a key that they made is to be taken back yet.
    """
    theirs = Concat(OuterRef("host"), Value("/"))
    used = SocialAccount.objects.filter(provider="mastodon", uid__startswith=theirs)
    idle = MastodonHost.objects.filter(registered_at__lt=now - IDLE_FOR)
    idle.filter(~Exists(used)).exclude(host__in=needed).delete()


def _register(host: str, session: Session, now: datetime) -> Client:
    scope, has_pkce = _offered(host, session)
    fields = {
        "client_name": "Sidenote",
        "redirect_uris": callback_address(host),
        "scopes": scope,
        "website": settings.SITE_URL,
    }
    answer = session.post(f"https://{host}/api/v1/apps", data=fields)
    answer.raise_for_status()
    with as_no_answer():
        client_id = _word(answer.json()["client_id"])
        secret = _word(answer.json()["client_secret"])
    row = {"client_id": client_id, "sealed_secret": seal(secret), "scope": scope}
    MastodonHost.objects.update_or_create(
        host=host, defaults={**row, "has_pkce": has_pkce, "registered_at": now}
    )
    return Client(host, client_id, secret, scope, has_pkce)


def _offered(host: str, session: Session) -> tuple[str, bool]:
    """The scope to ask for and whether PKCE is known there; older hosts do not say."""
    try:
        said = session.get(f"https://{host}/.well-known/oauth-authorization-server")
    except NoAnswer as error:
        if error.detail != "not-json":
            raise
        return WIDER, False
    scopes = _list(said, "scopes_supported")
    methods = _list(said, "code_challenge_methods_supported")
    return NARROW if NARROW in scopes else WIDER, "S256" in methods


def _list(said: Said, name: str) -> list[Any]:
    told = said.json().get(name) if said.ok and isinstance(said.json(), dict) else None
    return told if isinstance(told, list) else []


def _word(text: Any) -> str:
    if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= CLIENT_LIMIT:
        raise ValueError("not a client's word")
    return text
