"""What opens a person's account or shows something of it: keys, sessions, links, a file."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from apps.accounts.invitations import invite
from apps.accounts.models import Invitation, MastodonHost
from apps.metrics.revocations import Revocation
from apps.metrics.sealing import seal
from apps.portability.exporting import ask_for_export, make_exports
from apps.portability.models import Export
from apps.portability.sharing import share_week
from tests.support.review import NOW

APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOST = "elsewhere.example"


def say_again(browser: Client, user: Any) -> None:
    """Note in a browser's session that its person said a moment ago who they are, by two ways."""
    request = RequestFactory().get("/")
    request.session = browser.session
    record_authentication(request, user, "password", reauthenticated=True)
    if is_mfa_enabled(user):
        record_authentication(request, user, "mfa", type="totp", reauthenticated=True)
    request.session.save()


def add_factors(user: Any, word: str) -> dict[str, Any]:
    """Give a person an app, recovery codes and a passkey; only the passkey has a name."""
    TOTP.activate(user, APP_SECRET)
    RecoveryCodes.activate(user)
    return {"passkey": add_passkey(user, f"{word} phone")}


def add_passkey(user: Any, name: str) -> Authenticator:
    """Give a person a passkey, as a device would register it."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    credential = AttestedCredentialData.create(b"\0" * 16, f"id {user.pk}".encode(), key)
    seen = AuthenticatorData.create(b"\0" * 32, 0x45, 0, bytes(credential))
    client = CollectedClientData.create("webauthn.create", b"c" * 16, "http://localhost:8000")
    answer = {
        "id": "aWQ",
        "rawId": "aWQ",
        "type": "public-key",
        "response": {
            "clientDataJSON": client.b64,
            "attestationObject": _b64(AttestationObject.create("none", seen, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": answer}
    )


def add_sessions(user: Any, word: str) -> UserSession:
    """Let a person be signed in on a browser that calls itself `word`."""
    browser = Client()
    browser.force_login(user)
    return UserSession.objects.create(
        user=user,
        session_key=browser.session.session_key,
        ip="192.0.2.0",
        user_agent=f"{word}/1.0",
        last_seen_at=NOW,
        created_at=NOW,
    )


def add_ways_in(user: Any, word: str) -> SocialAccount:
    """Let a person sign in with an account on a host that knows us."""
    MastodonHost.objects.get_or_create(
        host=HOST,
        defaults={
            "client_id": "client",
            "sealed_secret": seal("client's secret"),
            "scope": "profile",
            "registered_at": NOW,
        },
    )
    return SocialAccount.objects.create(
        user=user,
        provider="mastodon",
        uid=f"{HOST}/{user.pk}",
        extra_data={"name": f"@{word.lower()}@{HOST}"},
        date_joined=NOW,
    )


def add_revocations(user: Any, word: str) -> dict[str, Revocation]:
    """Let one key of a person's be taken back, and one be on its way."""
    ended = {"state": Revocation.State.BY_HAND, "ended_at": NOW}
    due = {"sealed_secret": seal(f"{word}-sealed-key"), "next_at": NOW + timedelta(hours=1)}
    return {
        name: Revocation.objects.create(
            user=user,
            provider="mastodon",
            host="social.example",
            handle=f"@{word.lower()}@social.example",
            made_at=NOW,
            **given,
        )
        for name, given in (("revocation", ended), ("due_revocation", due))
    }


def add_links(user: Any, entry: Any) -> dict[str, Any]:
    """Share a week with one reader, and invite somebody."""
    made = share_week(entry=entry, days=7, with_numbers=False, now=NOW)
    invited = invite(by=user, now=NOW).rstrip("/").rpartition("/")[2]
    return {
        "share": made.shared,
        "share_token": made.token,
        "invitation": Invitation.objects.get(made_by=user),
        "invited": invited,
    }


def add_export(user: Any) -> Export:
    """Have the file with everything of a person's made, as the worker makes it."""
    export = ask_for_export(user=user, with_covered=True, now=NOW)
    make_exports(now=NOW)
    export.refresh_from_db()
    return export


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
