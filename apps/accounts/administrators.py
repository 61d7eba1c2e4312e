"""Who may see the administrators' pages: staff who came in with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from apps.accounts.http import SignedInRequest

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """Open a page to administrators alone; for anybody else it is not there.

    One without a second factor, or who came in without it, is told how to go on.
    """

    @wraps(view)
    @login_required
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        if not _came_in_with_a_second_factor(request):
            has_one = is_mfa_enabled(request.user)
            context = {"has_one": has_one, "room": "preferences"}
            return render(request, "accounts/second_factor.html", context, status=403)
        return view(request, *args, **kwargs)

    return guarded


def _came_in_with_a_second_factor(request: SignedInRequest) -> bool:
    records = get_authentication_records(request, request.user)
    used = any(record.get("method") == "mfa" for record in records)
    return used and bool(is_mfa_enabled(request.user))
