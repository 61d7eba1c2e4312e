"""Signing in with one's own Mastodon host, or another that speaks its OAuth: any host, typed in.

Somebody is the pair of a host and the id that it gives them, never their handle: handles are freed
and given to others.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from django.http import HttpRequest, HttpResponse

from apps.accounts.social.careful import CarefulAdapter, CarefulProvider, as_no_answer, checked_uid
from apps.accounts.social.hosts import Client, authorize_address, callback_address, forget
from apps.accounts.social.session import NoAnswer
from apps.providers.fediverse import handle_of

ID_LIMIT = 40


class MastodonAdapter(CarefulAdapter):
    """Asks one host who somebody is there."""

    provider_id = "mastodon"

    def __init__(self, request: HttpRequest, client: Client) -> None:
        super().__init__(request)
        self.client = client
        self.access_token_url = self._address("oauth/token")
        self.authorize_url = authorize_address(client.host)

    def get_provider(self) -> Mastodon:
        return Mastodon(self.request, client=self.client)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return callback_address(self.client.host)

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: OAuth2Client, **named: Any
    ) -> Any:
        try:
            return super().get_access_token_data(request, app, client, **named)
        except NoAnswer:
            raise
        except OAuth2Error:  # perhaps the host has forgotten our client
            forget(self.client.host)
            raise

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **named: Any
    ) -> SocialLogin:
        address = self._address("api/v1/accounts/verify_credentials")
        with get_adapter().get_requests_session() as session, as_no_answer():
            said = session.get(address, headers={"Authorization": f"Bearer {token.token}"})
            said.raise_for_status()
            login = self.get_provider().sociallogin_from_response(request, said.json())
        self._give_back(token)
        return login

    def _give_back(self, token: SocialToken) -> None:
        """Have the token revoked, for it was for this one question; a host may refuse to."""
        fields = {
            "client_id": self.client.client_id,
            "client_secret": self.client.secret,
            "token": token.token,
        }
        with suppress(NoAnswer), get_adapter().get_requests_session() as session:
            session.post(self._address("oauth/revoke"), data=fields)

    def _address(self, path: str) -> str:
        return f"https://{self.client.host}/{path}"


class MastodonAccount(ProviderAccount):
    """An account at some host, as our pages call it."""


class Mastodon(CarefulProvider):
    """The account that somebody has at the host they typed."""

    id = "mastodon"
    name = "Mastodon"
    account_class = MastodonAccount
    oauth2_adapter_class = MastodonAdapter
    uses_apps = False

    def __init__(
        self, request: HttpRequest, app: Any = None, *, client: Client | None = None
    ) -> None:
        super().__init__(request, app)
        self.client = client
        if client is not None:
            self.app = SocialApp(
                provider=self.id, client_id=client.client_id, secret=client.secret, settings={}
            )

    def get_oauth2_adapter(self, request: HttpRequest) -> MastodonAdapter:
        return MastodonAdapter(request, self._client)

    def get_pkce_params(self) -> dict[str, str]:
        params: dict[str, str] = super().get_pkce_params() if self._client.has_pkce else {}
        return params

    def get_default_scope(self) -> list[str]:
        return [self._client.scope]

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, **named: Any
    ) -> HttpResponse:
        """Set out, noting at which host and as which client of it."""
        known = {"host": self._client.host, "client": self._client.client_id}
        answer: HttpResponse = super().redirect(request, process, next_url, **known, **named)
        return answer

    @property
    def _client(self) -> Client:
        assert self.client is not None, "a host was not chosen"
        return self.client

    def extract_uid(self, data: Any) -> str:
        host = self._client.host
        return checked_uid(f"{host}/{checked_uid(data['id'], limit=ID_LIMIT)}")

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        """The handle, at the host that was asked: what the answer says of hosts is not believed."""
        handle = handle_of(f"@{data['username']}@{self._client.host}")
        if not handle:
            raise ValueError("not a handle")
        return {"name": handle}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {"name": data.get("display_name")}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        """None: hosts do not tell them, and would not be believed."""
        return []


def whereabouts_of(account: SocialAccount) -> tuple[str, str]:
    """The host and the id there of a connected Mastodon account."""
    host, _slash, account_id = account.uid.rpartition("/")
    return host, account_id
