"""Somebody who is leaving sees one page: until when they may stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.models import User

ROOM = "portability"
OPEN = frozenset({
    "account_logout",
    "accounts:appearance",
    "accounts:ask_by_mail",
    "healthz",
    "proof_shown",
    "review:manifest",
    "review:offline",
    "review:worker",
})  # fmt: skip
SHARING = frozenset({"portability:share", "portability:share_list", "portability:share_revoke"})


class ClosedWhileLeaving:
    """Send a person who leaves to the page that lets them stay; what they may take along is open.

    It costs no query: the date stands with the person, whom the request has read already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or _is_open(match.view_name or ""):
            return None
        person = request.user
        if isinstance(person, User) and person.is_leaving:
            return redirect("portability:leaving")
        return None


def _is_open(name: str) -> bool:
    """Whether the route stays open; to be asked who one is belongs to taking everything along."""
    in_room = name.startswith(f"{ROOM}:") and name not in SHARING
    return in_room or name in OPEN or "reauthenticate" in name
