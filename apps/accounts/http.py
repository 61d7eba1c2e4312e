"""Requests of a person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from apps.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` receives; for type annotations."""

    user: User
