"""Signing in with the OpenID Connect provider that the environment names."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from apps.accounts.social.careful import (
    CarefulAdapter,
    CarefulProvider,
    as_no_answer,
    checked_uid,
    https_address,
)
from apps.accounts.social.identity import NotTheirs, read_identity
from apps.accounts.social.session import NoAnswer

SUBJECT_LIMIT = 255  # the standard's own


class OpenIDAdapter(CarefulAdapter, OpenIDConnectOAuth2Adapter):
    """Trusts the signed note alone; what else is told must be about the same account."""

    provider_id = "openid_connect"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, self.provider_id)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, once its issuer is the one that we were told."""
        server = str(self.get_provider().app.settings["server_url"])
        told = _asked(f"{server.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(told, dict) or str(told.get("issuer")).rstrip("/") != server.rstrip("/"):
            raise NoAnswer("another-issuer")
        return told

    @property
    def basic_auth(self) -> bool:
        """Whether the secret goes into a header: the standard's own way where nothing is said."""
        ways = self.openid_config.get("token_endpoint_auth_methods_supported")
        return not (isinstance(ways, list) and "client_secret_post" in ways)

    @property
    def access_token_url(self) -> str:
        return https_address(self.openid_config.get("token_endpoint"))

    @property
    def authorize_url(self) -> str:
        return https_address(self.openid_config.get("authorization_endpoint"))

    @property
    def profile_url(self) -> str:
        return https_address(self.openid_config.get("userinfo_endpoint"))

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **named: Any
    ) -> SocialLogin:
        with as_no_answer():
            said = read_identity(
                named["response"]["id_token"],
                keys=_asked(https_address(self.openid_config.get("jwks_uri"))),
                issuer=str(self.openid_config["issuer"]),
                client_id=str(app.client_id),
            )
            if self.openid_config.get("userinfo_endpoint"):
                more = self._fetch_user_info(token.token)
                if more["sub"] != said["sub"]:
                    raise NotTheirs("about another account")
                said = {**more, **said}
            return self.get_provider().sociallogin_from_response(request, {"userinfo": said})


class OpenID(CarefulProvider, OpenIDConnectProvider):
    """An account of the OpenID Connect provider."""

    oauth2_adapter_class = OpenIDAdapter

    def get_oauth2_adapter(self, request: HttpRequest) -> OpenIDAdapter:
        return OpenIDAdapter(request)

    def extract_uid(self, data: Any) -> str:
        """A digest of the issuer and the id there, which is unique with its issuer alone."""
        said = data["userinfo"]
        subject = checked_uid(said["sub"], limit=SUBJECT_LIMIT)
        return hashlib.sha256(f"{said['iss']} {subject}".encode()).hexdigest()


def _asked(url: str) -> Any:
    with get_adapter().get_requests_session() as session:
        answer = session.get(url)
        answer.raise_for_status()
        return answer.json()
