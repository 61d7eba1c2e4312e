"""What allauth asks us about accounts elsewhere."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.social.places import label_of
from apps.accounts.social.session import NoAnswer, Session
from apps.providers.text import name_text

log = logging.getLogger(__name__)

NEWLY_CONNECTED = "newly_connected"
"""The session's key for: the account elsewhere that was connected in it; apps above may look."""
NAME_LIMIT = 80


class SocialAdapter(DefaultSocialAccountAdapter):
    """Settings come from the environment alone, questions go through the one door."""

    def get_requests_session(self) -> Session:
        return Session()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the environment; there are none in the database."""
        return [
            SocialApp(provider=key, **app)
            for key, given in settings.SOCIALACCOUNT_PROVIDERS.items()
            for app in given["APPS"]
            if provider in (None, key) and client_id in (None, app["client_id"])
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let go of the token before anything is kept, the session of a sign-up among it."""
        sociallogin.token = None

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Suggest the name and the address that the account has there."""
        user: User = super().populate_user(request, sociallogin, data)
        user.display_name = name_text(data.get("name"))[:NAME_LIMIT]
        user.email = user.email.lower()
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        user = sociallogin.user
        return {"email": user.email, "display_name": user.display_name}

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> User:
        """Keep the new person, with the one address they typed; confirmed if it was there."""
        typed = form.cleaned_data["email"] if form else sociallogin.user.email
        told = sociallogin.email_addresses
        sociallogin.email_addresses = [one for one in told if one.email.lower() == typed]
        user: User = super().save_user(request, sociallogin, form=form)
        request.session[NEWLY_CONNECTED] = sociallogin.account.pk
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Where one goes on to after connecting an account."""
        if socialaccount.pk:
            request.session[NEWLY_CONNECTED] = socialaccount.pk
        return reverse("socialaccount_connections")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(account_adapter(request).is_open_for_signup(request))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say in our words what went wrong; the log gets its kind alone."""
        if error != AuthError.CANCELLED:
            log.warning("signing in with %s: %s", provider.id, type(exception).__name__)
            raise ImmediateHttpResponse(told_of(request, provider.id, exception))


def told_of(request: HttpRequest, key: str, error: Exception | None) -> HttpResponse:
    """The page for signing in that came to nothing, with a status that says whose turn it is."""
    kind, status = "stale", HTTPStatus.BAD_REQUEST
    if isinstance(error, NoAnswer):
        late = error.is_late
        kind = "late" if late else "no-answer"
        status = HTTPStatus.GATEWAY_TIMEOUT if late else HTTPStatus.BAD_GATEWAY
    elif error is not None:
        kind, status = "refused", HTTPStatus.FORBIDDEN
    context = {"label": label_of(key), "kind": kind}
    return render(request, "socialaccount/authentication_error.html", context, status=status)
