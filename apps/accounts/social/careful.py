"""What every way of signing in elsewhere shares: our address, no token kept, no answer trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.social.session import NoAnswer
from apps.providers.base import SHAPE_ERRORS
from apps.providers.text import name_text
from apps.providers.urls import RefusedAddress, parse_address

UID_LIMIT = 191
TOKEN_LIMIT = 8000


@contextmanager
def as_no_answer() -> Iterator[None]:
    """Turn an answer of an unexpected shape into NoAnswer."""
    try:
        yield
    except SHAPE_ERRORS:
        raise NoAnswer("unexpected-shape") from None


def https_address(text: object) -> str:
    """An address that may be asked, or that a browser may be sent to. Raises NoAnswer."""
    try:
        address = parse_address(text) if isinstance(text, str) else None
    except RefusedAddress:
        address = None
    if address is None or address.scheme != "https":
        raise NoAnswer("not-an-address")
    return str(address)


def checked_uid(text: object, *, limit: int = UID_LIMIT) -> str:
    """An account's unchanging id. Raises ValueError."""
    uid = str(text) if isinstance(text, str | int) and not isinstance(text, bool) else ""
    if not 0 < len(uid) <= limit or not uid.isprintable():
        raise ValueError("not an id")
    return uid


class CarefulAdapter(OAuth2Adapter):
    """Asks a place who somebody is; whatever goes wrong is NoAnswer or OAuth2Error."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the place sends the browser back to: from SITE_URL, never from a Host header."""
        return f"{settings.SITE_URL}{reverse('accounts:back', args=[self.key])}"

    @property
    def key(self) -> str:
        """What this way is called in addresses."""
        return str(self.provider_id)

    def get_access_token_data(self, *given: Any, **named: Any) -> Any:
        with as_no_answer():
            return super().get_access_token_data(*given, **named)

    def parse_token(self, data: Any) -> SocialToken:
        """The token, which is used at once and not kept."""
        token = data.get("access_token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LIMIT:
            raise NoAnswer("no-token")
        return SocialToken(token=token)

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **named: Any
    ) -> SocialLogin:
        with as_no_answer():
            return super().complete_login(request, app, token, **named)


class CarefulProvider(OAuth2Provider):
    """Takes of an account its id, one confirmed address and a name, and keeps what it is called."""

    pkce_enabled_default = True

    def extract_uid(self, data: Any) -> str:
        return checked_uid(super().extract_uid(data))

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        """What our pages call the account; nothing else that was told is kept."""
        return {"name": self.shown_name(data)}

    def shown_name(self, data: Any) -> str:
        """What the account is called there."""
        told = self.extract_common_fields(data)
        names = (told.get("username"), told.get("email"), told.get("name"))
        return next((name for name in map(name_text, names) if name), "")

    def extract_email_addresses(self, data: Any) -> Sequence[EmailAddress]:
        """At most one: the first that the place itself has seen confirmed."""
        told = super().extract_email_addresses(data)
        confirmed = [one for one in told if one.verified is True]
        return sorted(confirmed, key=lambda one: not one.primary)[:1]
