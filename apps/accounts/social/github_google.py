"""Signing in with GitHub and with Google."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

from apps.accounts.social.careful import CarefulAdapter, CarefulProvider, checked_uid


class GitHubAdapter(CarefulAdapter, GitHubOAuth2Adapter):
    """GitHub's addresses and answers."""


class GitHub(CarefulProvider, GitHubProvider):
    """An account at GitHub."""

    oauth2_adapter_class = GitHubAdapter

    def extract_uid(self, data: Any) -> str:
        return checked_uid(data["id"])


class GoogleAdapter(CarefulAdapter, GoogleOAuth2Adapter):
    """Google's addresses and answers."""


class Google(CarefulProvider, GoogleProvider):
    """An account at Google."""

    oauth2_adapter_class = GoogleAdapter
