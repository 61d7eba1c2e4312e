"""What allauth's second factors ask us: passkeys, codes of an app, recovery codes."""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import sealing

LOCKED = ("secret", "seed")
"""What of an authenticator's data is locked: an app's secret, and what recovery codes grow from."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors in our words, bound to SITE_URL, with their secrets locked."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not fit. Nothing was changed."),
        "cannot_delete_authenticator": gettext_lazy("This cannot be taken away now."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes belong to a passkey or an app. Add one of them first."
        ),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host in SITE_URL, whatever a request's headers say."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": "Sidenote"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        name = {"display_name": user.name, "name": user.email}
        return {"id": user_pk_to_url_str(user).encode(), **name}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Draw the code as an element of the page; the policy allows no `data:` image."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :]

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret; one that no key opens becomes another that nobody knows."""
        opened = sealing.unseal(encrypted_text)
        return opened or base64.b32encode(secrets.token_bytes(20)).decode()


@transaction.atomic
def lock_again() -> int:
    """Lock every secret with the newest of SOURCE_KEYS; return how many were under an older one."""
    renewed = 0
    with_secrets = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in with_secrets.select_for_update():
        older = {name for name in LOCKED if name in factor.data and _is_older(factor.data[name])}
        for name in older:
            factor.data[name] = sealing.lock_again(factor.data[name])
        if older:
            factor.save(update_fields=["data"])
            renewed += 1
    return renewed


def _is_older(sealed: str) -> bool:
    return not sealing.has_newest_lock(sealed) and bool(sealing.unseal(sealed))
