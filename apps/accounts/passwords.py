"""The switch that turns passwords off: no form asks for one, and none is accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.http import Http404, HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.social.places import places

Handler = Callable[[HttpRequest], HttpResponse]
ROUTES = frozenset((
    *("account_change_password", "account_set_password", "account_reauthenticate"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
))  # fmt: skip
"""Pages that are about a password and nothing else."""


class Backend(AuthenticationBackend):
    """Takes no password while passwords are off, whichever form brought it."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        if not settings.PASSWORDS and credentials.get("password") is not None:
            return None
        person: User | None = super().authenticate(request, **credentials)
        return person


class WithoutPasswords:
    """Answers 404 on the pages of passwords while they are off."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Handler, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        if settings.PASSWORDS or request.resolver_match is None:
            return
        name = request.resolver_match.url_name
        is_form = name == "account_login" and request.method == "POST"
        if name in ROUTES or is_form:
            raise Http404


def check_ways_in(**given: Any) -> list[CheckMessage]:
    """Refuse to start where nobody could come in."""
    by_mail = settings.ACCOUNT_LOGIN_BY_CODE_ENABLED
    if settings.PASSWORDS or by_mail or places():
        return []
    return [
        Error(
            "Passwords are off, and there is no other way to sign in.",
            hint="Set PASSWORDS=on or MASTODON_SIGN_IN=on, or the variables of GitHub, Google or"
            " an OpenID Connect provider (.env.example has them).",
            id="accounts.E001",
        )
    ]
